"""A day gathered: the clients that are looked at, what is due, what the guest book knows, and what was done about rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from accounts.models import User
from accounts.policy import Capability, can
from relationships.attention import day_sql
from relationships.attention.day_book_sql import BOOK
from relationships.attention.day_dates import remembered
from relationships.attention.day_introductions import introduction_reasons
from relationships.attention.day_rank import MOST, MOST_LATER, Reason
from relationships.attention.day_reasons import (
    AHEAD,
    BookClient,
    client_reasons,
    people_reasons,
    planned_reason,
    promise_reason,
)
from relationships.attention.day_rows import Day, Mark, ranked_day
from relationships.contacts.models import Position
from relationships.contacts.queries import NOBODY
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.interactions.models import PlannedTouch, Promise
from relationships.interactions.queries.promises import promises_seen
from relationships.scoring.alert_text import without_fees as plain_details

MOST_PROMISES, MOST_PLANNED = 300, 200
MOST_MORE = 100
"""Clients beyond those that weigh most with something that came up, and as many with a new post."""
WEIGHED = (400, 1_600, 6_400, 100_000)
"""So many clients are looked at; when they do not fill the day, so many."""


def gather_day(user: User, of: User) -> Day:
    """The day of `of`, as far as `user` may know it. Six statements.

    Of a large book the clients that weigh most come first; the others are looked at when those do not fill the day.
    """
    given = _given(user, of)
    for many in WEIGHED:
        day = _gathered(given, many=many)
        if len(day.rows) >= MOST + MOST_LATER or day.size <= many:
            return day
    return day


def gather_subject(user: User, of: User, *, person_id: int | None = None, client_id: int | None = None) -> Day:
    """The same of one person, or one client, alone: what is looked up for a book is looked up for their clients."""
    there = Position.objects.visible_to(user).current().filter(person=person_id or NOBODY)
    clients = [client_id] if client_id else list(there.values_list("client_id", flat=True))
    return _gathered(_given(user, of), many=0, also=clients, only=person_id)


@dataclass(frozen=True)
class _Given:
    """What is the same however many clients are looked at."""

    user: User
    of: User
    day: FirmDay
    promises: list[Promise]
    planned: list[PlannedTouch]
    introduced: list[Reason]

    @property
    def clients(self) -> set[int]:
        """Of promises that are named today, and of what is planned and late."""
        soon = [each.client_id for each in self.promises if each.due_on <= self.day.on + AHEAD]
        rows = [*soon, *(each.client_id for each in self.planned), *(each.client_id for each in self.introduced)]
        return {each for each in rows if each is not None}


def _given(user: User, of: User) -> _Given:
    day = firm_day()
    promises = promises_seen(user).open().filter(colleague=of).order_by("due_on", "id")[:MOST_PROMISES]
    planned = PlannedTouch.objects.visible_to(user).open().filter(colleague=of, due_on__lte=day.on)
    planned = planned.select_related("client", "planned_by").order_by("due_on", "id")[:MOST_PLANNED]
    return _Given(user, of, day, list(promises), list(planned), introduction_reasons(user, of, day.on))


def _gathered(given: _Given, *, many: int, also: Iterable[int] = (), only: int | None = None) -> Day:
    """`many` clients that weigh most, those that something is due with, and `also` these; signs of `only` one person."""
    user, of, day = given.user, given.of, given.day
    sees_fees = can(user, Capability.SEE_FEES)
    asked = {"of": of.pk, "today": day.on, "zone": day.zone, "health": can(user, Capability.SEE_HEALTH)}
    asked |= {"fees": sees_fees, "many": many, "most": MOST_MORE, "also": [*given.clients, *also], "only": only}
    asked |= dict.fromkeys(day_sql.READER, user.pk)
    book = {row[0]: BookClient(*row) for row in BOOK.rows(asked)}
    if not sees_fees:
        book = {pk: without_fees(client) for pk, client in book.items()}
    people_and_marks = day_sql.PEOPLE_AND_MARKS.rows(asked | {"clients": list(book)})
    signs = [row[: day_sql.SIGNS_OF_PEOPLE] for row in people_and_marks if row[0] is not None]
    reasons = [*_reasons(book, signs, given.promises, given.planned, day.on), *given.introduced]
    people = {each.person_id for each in reasons if each.person_id is not None}
    book_of_guests = remembered(user, clients=book.keys(), people=people, today=day.on)
    reasons += book_of_guests.dates
    marks, shown = _marks(row[day_sql.SIGNS_OF_PEOPLE :] for row in people_and_marks if row[0] is None)
    found = ranked_day(of, day, book, reasons, marks, shown, given.promises, given.planned)
    return replace(found, known=book_of_guests.facts)


def without_fees(client: BookClient) -> BookClient:
    """As somebody who sees no fees may know it: its rank says nothing of its size, its alerts nothing of business."""
    alerts = [[each[0], each[1], plain_details(each[2]), *each[3:]] for each in client.alerts or ()]
    return replace(client, net=None, alerts=alerts)


def _reasons(
    book: Mapping[int, BookClient],
    people: Iterable[Any],
    promises: Iterable[Promise],
    planned: Iterable[PlannedTouch],
    today: date,
) -> Iterable[Reason]:
    contacts = {pk: client.contact_id for pk, client in book.items()}
    of_people = list(people_reasons(people, today))
    yield from of_people
    # Two who usually speak say more than the silence of their client does.
    silent = {reason.person_id for reason in of_people if reason.kind == "quiet"}
    for client in book.values():
        for reason in client_reasons(client, today):
            if reason.kind != "quiet" or reason.person_id not in silent:
                yield reason
    for promise in promises:
        promised = promise_reason(promise, contacts.get(promise.client_id or 0), today)
        if promised is not None:
            yield promised
    for each in planned:
        if each.due_on < today:
            yield planned_reason(each, contacts.get(each.client_id), today)


def _marks(rows: Iterable[Any]) -> tuple[list[Mark], dict[str, tuple[int, date]]]:
    marks: list[Mark] = []
    shown: dict[str, tuple[int, date]] = {}
    for sort, key, person_id, client_id, act, kind, seen, on, until, touch in rows:
        if sort == "shown":
            shown[key] = (int(seen), on)
        else:
            subject = ("p", person_id) if person_id is not None else ("c", client_id)
            marks.append(Mark(key, subject, act, kind, seen, on, until, touch))
    return marks, shown
