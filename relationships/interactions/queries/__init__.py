"""Reading touchpoints: timelines, rights, history, and who is meant by a name."""

from relationships.interactions.queries.cursor import Cursor
from relationships.interactions.queries.history import history
from relationships.interactions.queries.matching import Vicinity, match_clients, match_colleagues, match_people
from relationships.interactions.queries.reading import Asked, Reading, read_names
from relationships.interactions.queries.rights import logs_for, may_change, why_not
from relationships.interactions.queries.timeline import Entry, TimelinePage, entries, timeline

__all__ = [
    "Asked",
    "Cursor",
    "Entry",
    "Reading",
    "TimelinePage",
    "Vicinity",
    "entries",
    "history",
    "logs_for",
    "match_clients",
    "match_colleagues",
    "match_people",
    "may_change",
    "read_names",
    "timeline",
    "why_not",
]
