"""What has happened with a client or a person, newest first, thirty at a time.

A page is found by the line index (client or person, time, touch), so its cost does not grow with the number of touches;
it is continued after the last touch shown, not counted from the start.
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
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.engagements.models import Engagement
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named
from relationships.interactions.models import Interaction
from relationships.interactions.queries.cursor import Cursor
from relationships.interactions.visibility import seen_by

PAGE = 30

_TOUCH = Columns(Interaction, "i")
_WORK = Columns(Engagement, "e", "id", "public_id", "name")
_AUTHOR = Columns(User, "a", "id", "public_id", "name")
_CLIENT = Columns(Client, "c", "id", "public_id", "name", "owner_id")
_PERSON = Columns(Person, "p", "id", "public_id", "name")
_COLLEAGUE = Columns(User, "u", "id", "public_id", "name")

_SEEN, _READER = seen_by("i")
_HIDDEN, _OUTSIDER = named(HIDDEN_PEOPLE, [0], prefix="outsider")


# Those who took part come as lists of lists, so that a touch is one row and a page one statement.
_ENTRIES = f"""
SELECT {_TOUCH}, {_WORK}, {_AUTHOR},
       (SELECT json_agg(json_build_array({_CLIENT}) ORDER BY c.name_search, c.id)
        FROM interactions_touchclient l JOIN clients_client c ON c.id = l.client_id WHERE l.interaction_id = i.id),
       (SELECT json_agg(json_build_array({_PERSON}) ORDER BY p.name_search, p.id)
        FROM interactions_touchperson l JOIN contacts_person p ON p.id = l.person_id
        WHERE l.interaction_id = i.id AND p.id <> ALL (ARRAY({_HIDDEN}))),
       (SELECT json_agg(json_build_array({_COLLEAGUE}) ORDER BY l.id)
        FROM interactions_touchcolleague l JOIN accounts_user u ON u.id = l.colleague_id WHERE l.interaction_id = i.id),
       (SELECT count(*) FROM interactions_attachment f WHERE f.interaction_id = i.id AND f.archived_at IS NULL)
FROM interactions_interaction i
LEFT JOIN engagements_engagement e ON e.id = i.engagement_id LEFT JOIN accounts_user a ON a.id = i.created_by_id
"""  # noqa: S608 - constants only
_BY_ID = Prepared(
    "interactions_entries",
    f"{_ENTRIES} WHERE i.id = ANY(%(ids)s) AND (%(undone)s OR i.archived_at IS NULL) AND {_SEEN}",
)
_PAGE = """
WITH page AS MATERIALIZED (
    SELECT i.id FROM {lines} t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.{whose} = %(of)s AND (t.occurred_at, t.interaction_id) < (%(before)s::timestamptz, %(before_id)s::bigint)
      AND (i.archived_at IS NOT NULL) = %(undone)s::boolean
      AND (cardinality(%(kinds)s::text[]) = 0 OR i.kind = ANY(%(kinds)s)) AND {seen}
    ORDER BY t.occurred_at DESC, t.interaction_id DESC LIMIT %(most)s
) {entries} JOIN page ON page.id = i.id ORDER BY i.occurred_at DESC, i.id DESC
"""
_OF_CLIENT, _OF_PERSON = (
    Prepared(f"{lines}_timeline", _PAGE.format(lines=lines, whose=whose, seen=_SEEN, entries=_ENTRIES))
    for lines, whose in (("interactions_touchclient", "client_id"), ("interactions_touchperson", "person_id"))
)
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
    statement = _OF_CLIENT if client is not None else _OF_PERSON
    rows = statement.rows({**page, **_asking(user), "of": of.pk if of else None})
    shown = [_entry(row) for row in rows[:most]]
    return TimelinePage(_by_day(shown), Cursor.of(shown[-1].touch).text if len(rows) > most else "")


def entries(user: User, ids: Sequence[int], *, undone: bool = False) -> list[Entry]:
    """The visible touches with these ids, in this order, with those who took part; also the `undone` ones. One query."""
    if not ids or not can(user, Capability.SEE_CLIENTS):
        return []
    rows = _BY_ID.rows({"ids": list(ids), "undone": undone, **_asking(user)})
    found = {entry.touch.pk: entry for entry in map(_entry, rows)}
    return [found[pk] for pk in ids if pk in found]


def _asking(user: User) -> dict[str, int]:
    return dict.fromkeys([*_READER, *_OUTSIDER], user.pk)


def _entry(row: tuple[Any, ...]) -> Entry:
    """What a row of `_ENTRIES` says."""
    of_touch, of_work, of_author, (clients, people, colleagues, files) = cut(row, _TOUCH, _WORK, _AUTHOR)
    touch = _TOUCH.record(of_touch)
    touch.engagement, touch.created_by = _WORK.maybe(of_work), _AUTHOR.maybe(of_author)
    return Entry(
        touch,
        [_CLIENT.record(each) for each in clients or ()],
        [_PERSON.record(each) for each in people or ()],
        [_COLLEAGUE.record(each) for each in colleagues or ()],
        files,
    )


def _by_day(shown: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    return [
        (day, list(touches))
        for day, touches in groupby(shown, lambda entry: timezone.localtime(entry.touch.occurred_at).date())
    ]
