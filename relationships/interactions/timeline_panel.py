"""The timeline as a page shows it: rows in words, the kinds it can be narrowed to, and where it goes on.

Pages of higher floors make one with `timeline_panel` and draw `interactions/_timeline.html`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.kinds import GROUPS, KINDS, Kind
from relationships.interactions.queries.cursor import Cursor
from relationships.interactions.queries.rights import changeable
from relationships.interactions.queries.timeline import PAGE, Entry, has_subsidiaries, timeline, whole_timeline
from relationships.interactions.sentences import lasted, told

_LONGEST_TOPIC = 70
UNDONE = "undone"
GROUP = "subsidiaries"


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
    """Whether this is the timeline of one client, whose rows name only the others; a person's or a group's name all."""
    scopes: list[tuple[str, str, bool]] = field(default_factory=list)
    """Label, address and whether it is the current one: the client alone, or with its subsidiaries."""

    @property
    def groups(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the current one."""
        everything = ("All", self._at(), not self.kind)
        return [
            everything,
            *((label, self._at(kind=key), key == self.kind) for key, (label, _) in GROUPS.items()),
            ("Undone", self._at(kind=UNDONE), self.of_undone),
        ]

    def _at(self, **narrowed: str) -> str:
        asked = {**({"with": GROUP} if self.of_group else {}), **narrowed}
        return f"{self.address}?{urlencode(asked)}" if asked else self.address

    @property
    def everything(self) -> str:
        """The address without the kinds."""
        return self._at()

    @property
    def of_group(self) -> bool:
        """Whether the subsidiaries stand in it."""
        return any(current for label, _, current in self.scopes[1:])

    @property
    def of_undone(self) -> bool:
        """Whether it lists what was taken back."""
        return self.kind == UNDONE

    @property
    def here(self) -> str:
        return self._at(**({"kind": self.kind} if self.kind else {}))

    @property
    def more(self) -> str:
        """The address of the next thirty; "" at the end."""
        kind = {"kind": self.kind} if self.kind else {}
        return self._at(**kind, after=self.after) if self.after else ""


def timeline_panel(
    user: User,
    *,
    address: str,
    query: QueryDict,
    client: Client | None = None,
    person: Person | None = None,
    most: int = PAGE,
) -> TimelinePanel:
    """The timeline of a client (its people with it) or of a person at `address`, as `query` (kind, with, after) says."""
    kind = query.get("kind", "") if query.get("kind") in {*GROUPS, UNDONE} else ""
    after = Cursor.read(query.get("after", ""))
    kinds = GROUPS[kind][1] if kind in GROUPS else ()
    below = client is not None and query.get("with") == GROUP
    asked: dict[str, Any] = {"kinds": kinds, "after": after, "most": most, "undone": kind == UNDONE}
    if client is None:
        page = timeline(user, person=person, **asked)
    else:
        page = whole_timeline(user, client=client, below=below, **asked)
    mine = changeable(user, [entry for _, entries in page.days for entry in entries])
    shown_before = timezone.localtime(after.occurred_at).date() if after else None
    rows = [
        Row(
            entry,
            entry.touch.pk in mine,
            new_day=number == 0 and day != shown_before,
            others=[each for each in entry.clients if below or each != client],
        )
        for day, entries in page.days
        for number, entry in enumerate(entries)
    ]
    return TimelinePanel(
        rows,
        address,
        kind,
        page.after,
        continued=after is not None,
        of_client=client is not None and not below,
        scopes=_scopes(user, client, address, below=below) if client is not None else [],
    )


def _scopes(user: User, client: Client, address: str, *, below: bool) -> list[tuple[str, str, bool]]:
    if not below and not has_subsidiaries(user, client):
        return []
    return [
        (client.name, address, not below),
        ("With subsidiaries", f"{address}?with={GROUP}", below),
    ]
