"""The timeline as a page shows it: rows in words, the kinds it can be narrowed to, and where it goes on.

Pages of higher floors make one with `timeline_panel` and draw `interactions/_timeline.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.kinds import GROUPS, KINDS, Kind
from relationships.interactions.queries.cursor import Cursor
from relationships.interactions.queries.rights import changeable
from relationships.interactions.queries.timeline import PAGE, Entry, timeline
from relationships.interactions.sentences import lasted, told

_LONGEST_TOPIC = 70
UNDONE = "undone"


@dataclass(frozen=True)
class Row:
    """One touchpoint. `new_day`: the first of its day in this list; `others`: clients besides the one of the page."""

    entry: Entry
    may_change: bool
    new_day: bool
    others: list[Client]

    @property
    def look(self) -> Kind:
        return KINDS[self.entry.touch.kind]

    @property
    def sentence(self) -> str:
        ours = [each.get_short_name() for each in self.entry.colleagues]
        named = [each.name for each in self.entry.people or self.entry.clients]
        return told(self.entry.touch.kind, self.entry.touch.direction, ours, named)

    @property
    def aside(self) -> str:
        """ "20 min, renewal": what fits behind the sentence."""
        topic = self.entry.touch.summary if self._is_topic else ""
        return ", ".join(filter(None, [lasted(self.entry.touch.duration_minutes), topic]))

    @property
    def text(self) -> str:
        """A longer note, on lines of its own."""
        return "" if self._is_topic else self.entry.touch.summary

    @property
    def is_quote(self) -> bool:
        """Somebody's own words, in their marks."""
        return self.text.startswith(("“", '"', "„", "«"))

    @property
    def _is_topic(self) -> bool:
        said = self.entry.touch.summary
        return len(said) <= _LONGEST_TOPIC and "\n" not in said and not said.startswith(("“", '"', "„", "«"))


@dataclass(frozen=True)
class TimelinePanel:
    """`address`: where this timeline is; `kind`: the group it is narrowed to ("": everything that stands)."""

    rows: list[Row]
    address: str
    kind: str
    after: str
    continued: bool
    of_client: bool = True
    """Whether this is the timeline of a client, whose rows name only the others; a person's name them all."""

    @property
    def groups(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one."""
        everything = ("All", self.address, not self.kind)
        return [
            everything,
            *((label, f"{self.address}?kind={key}", key == self.kind) for key, (label, _) in GROUPS.items()),
            ("Undone", f"{self.address}?kind={UNDONE}", self.of_undone),
        ]

    @property
    def of_undone(self) -> bool:
        """Whether it lists what was taken back."""
        return self.kind == UNDONE

    @property
    def here(self) -> str:
        return f"{self.address}?kind={self.kind}" if self.kind else self.address

    @property
    def more(self) -> str:
        """The address of the next thirty; "" at the end."""
        kind = {"kind": self.kind} if self.kind else {}
        return f"{self.address}?{urlencode({**kind, 'after': self.after})}" if self.after else ""


def timeline_panel(
    user: User,
    *,
    address: str,
    query: QueryDict,
    client: Client | None = None,
    person: Person | None = None,
    most: int = PAGE,
) -> TimelinePanel:
    """The timeline of a client or person at `address`, narrowed and continued as `query` (kind, after) says."""
    kind = query.get("kind", "") if query.get("kind") in {*GROUPS, UNDONE} else ""
    after = Cursor.read(query.get("after", ""))
    kinds = GROUPS[kind][1] if kind in GROUPS else ()
    page = timeline(user, client=client, person=person, kinds=kinds, after=after, most=most, undone=kind == UNDONE)
    mine = changeable(user, [entry for _, entries in page.days for entry in entries])
    shown_before = timezone.localtime(after.occurred_at).date() if after else None
    rows = [
        Row(
            entry,
            entry.touch.pk in mine,
            new_day=number == 0 and day != shown_before,
            others=[each for each in entry.clients if each != client],
        )
        for day, entries in page.days
        for number, entry in enumerate(entries)
    ]
    return TimelinePanel(rows, address, kind, page.after, continued=after is not None, of_client=client is not None)
