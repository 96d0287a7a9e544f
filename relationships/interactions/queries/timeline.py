"""What has happened with a client or a person, newest first, thirty at a time.

A page is continued after the last touch shown, not counted from the start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.columns import cut
from relationships.interactions.models import Interaction
from relationships.interactions.queries.cursor import Cursor
from relationships.interactions.queries.timeline_sql import (
    AUTHOR,
    BY_ID,
    CLIENT,
    COLLEAGUE,
    HAS_BELOW,
    OF_CLIENT,
    OF_PERSON,
    OUTSIDER,
    PERSON,
    READER,
    TOUCH,
    WALLED,
    WITHIN,
    WORK,
)

PAGE = 30

_NEWEST = ("infinity", 0)


@dataclass(frozen=True)
class Entry:
    """A touchpoint as this user may know it: people hidden from them are not among `people`."""

    touch: Interaction
    clients: Sequence[Client]
    people: Sequence[Person]
    colleagues: Sequence[User]
    files: int = 0
    """How many files are attached."""


@dataclass(frozen=True)
class TimelinePage:
    """Up to thirty touches by day of the reader's zone, and where the next page begins ("" at the end)."""

    days: list[tuple[dt.date, list[Entry]]]
    after: str

    @property
    def is_empty(self) -> bool:
        return not self.days


def timeline(
    user: User,
    *,
    client: Client | None = None,
    person: Person | None = None,
    kinds: Sequence[str] = (),
    after: Cursor | None = None,
    most: int = PAGE,
    undone: bool = False,
) -> TimelinePage:
    """The touches of `client` or `person` that `user` may see, of these kinds (none: all), after `after`.

    With `undone` those that were taken back, and no others. One statement, however many touches there are.
    """
    if not can(user, Capability.SEE_CLIENTS):
        return TimelinePage([], "")
    of = client or person
    before, before_id = (after.occurred_at, after.interaction_id) if after else _NEWEST
    page = {"before": before, "before_id": before_id, "kinds": list(kinds), "undone": undone, "most": most + 1}
    statement = OF_CLIENT if client is not None else OF_PERSON
    return _paged(statement.rows({**page, **_asking(user), "of": of.pk if of else None}), most)


def whole_timeline(
    user: User,
    *,
    client: Client,
    below: bool,
    kinds: Sequence[str] = (),
    after: Cursor | None = None,
    most: int = PAGE,
    undone: bool = False,
) -> TimelinePage:
    """`timeline` of `client` with what its people did while they were there and no client was named; with `below` also
    that of its subsidiaries, each for the days it was one. Subsidiaries behind a wall do not exist."""
    if not can(user, Capability.SEE_CLIENTS):
        return TimelinePage([], "")
    before, before_id = (after.occurred_at, after.interaction_id) if after else _NEWEST
    page = {"before": before, "before_id": before_id, "kinds": list(kinds), "undone": undone, "most": most + 1}
    return _paged(WITHIN.rows({**page, **_asking(user), **_of(user, client), "below": below}), most)


def has_subsidiaries(user: User, client: Client) -> bool:
    """Whether `user` knows of a client below `client`, now or once."""
    return bool(HAS_BELOW.rows({**_of(user, client), "below": True})[0][0])


def _of(user: User, client: Client) -> dict[str, Any]:
    return {"of": client.pk, "zone": timezone.get_current_timezone_name(), **dict.fromkeys(WALLED, user.pk)}


def _paged(rows: Sequence[tuple[Any, ...]], most: int) -> TimelinePage:
    shown = [_entry(row) for row in rows[:most]]
    return TimelinePage(_by_day(shown), Cursor.of(shown[-1].touch).text if len(rows) > most else "")


def entries(user: User, ids: Sequence[int], *, undone: bool = False) -> list[Entry]:
    """The visible touches with these ids, in this order, with those who took part; also the `undone` ones. One query."""
    if not ids or not can(user, Capability.SEE_CLIENTS):
        return []
    rows = BY_ID.rows({"ids": list(ids), "undone": undone, **_asking(user)})
    found = {entry.touch.pk: entry for entry in map(_entry, rows)}
    return [found[pk] for pk in ids if pk in found]


def _asking(user: User) -> dict[str, int]:
    return dict.fromkeys([*READER, *OUTSIDER], user.pk)


def _entry(row: tuple[Any, ...]) -> Entry:
    """What a row of `_ENTRIES` says."""
    of_touch, of_work, of_author, (clients, people, colleagues, files) = cut(row, TOUCH, WORK, AUTHOR)
    touch = TOUCH.record(of_touch)
    touch.engagement, touch.created_by = WORK.maybe(of_work), AUTHOR.maybe(of_author)
    return Entry(
        touch,
        [CLIENT.record(each) for each in clients or ()],
        [PERSON.record(each) for each in people or ()],
        [COLLEAGUE.record(each) for each in colleagues or ()],
        files,
    )


def _by_day(shown: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    return [
        (day, list(touches))
        for day, touches in groupby(shown, lambda entry: timezone.localtime(entry.touch.occurred_at).date())
    ]
