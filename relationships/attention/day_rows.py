"""The rows of a day: reasons gathered, put on people, held against what was done about them, and ranked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from accounts.models import User
from accounts.policy import Capability, can
from relationships.attention import day_sql
from relationships.attention.day_dates import remembered
from relationships.attention.day_introductions import introduction_reasons
from relationships.attention.day_rank import Ranked, Reason, in_order, is_lapsed, ranked, values
from relationships.attention.day_reasons import (
    BookClient,
    client_reasons,
    people_reasons,
    planned_reason,
    promise_reason,
)
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.hospitality.guest_queries import FactLine
from relationships.interactions.models import PlannedTouch, Promise
from relationships.interactions.queries.promises import promises_seen
from relationships.scoring.alert_text import without_fees as plain_details

Subject = tuple[str, int]
"""("p", a person's id), or ("c", a client's id) where nobody is known."""
MOST_PROMISES, MOST_PLANNED = 300, 200


@dataclass(frozen=True)
class Mark:
    """What was done about a row. `touch` is the public id of the touchpoint it was done with."""

    public_id: str
    subject: Subject
    act: str
    kind: str
    seen: Mapping[str, int]
    on: date
    until: date | None
    touch: str | None


@dataclass(frozen=True)
class Day:
    """Everything of a colleague's day as a reader may know it, before anything is drawn."""

    of: User
    day: FirmDay
    book: dict[int, BookClient]
    rows: dict[Subject, list[Ranked]]
    """Waiting, best first."""
    snoozed: dict[Subject, Mark]
    done: list[Mark]
    lapsed: int
    promises: list[Promise]
    planned: list[PlannedTouch]
    shown: Mapping[str, tuple[int, date]]
    all_reasons: dict[Subject, list[Reason]] = field(default_factory=dict)
    known: Mapping[int, list[FactLine]] = field(default_factory=dict)
    """What is good to know of each person."""

    @property
    def in_rhythm(self) -> int:
        return sum(client.in_rhythm(self.day.on) for client in self.book.values())


def gather_day(user: User, of: User) -> Day:
    """The day of `of`, as far as `user` may know it. Six statements."""
    day = firm_day()
    asked = {"of": of.pk, "today": day.on, "zone": day.zone, "health": can(user, Capability.SEE_HEALTH)}
    asked |= dict.fromkeys(day_sql.READER, user.pk)
    book = {row[0]: BookClient(*row) for row in day_sql.BOOK.rows(asked)}
    if not can(user, Capability.SEE_FEES):
        book = {pk: without_fees(client) for pk, client in book.items()}
    promises = list(promises_seen(user).open().filter(colleague=of).order_by("due_on", "id")[:MOST_PROMISES])
    planned = list(
        PlannedTouch.objects.visible_to(user)
        .open()
        .filter(colleague=of, due_on__lte=day.on)
        .select_related("client", "planned_by")
        .order_by("due_on", "id")[:MOST_PLANNED]
    )
    people_and_marks = day_sql.PEOPLE_AND_MARKS.rows(asked)
    signs = [row[: day_sql.SIGNS_OF_PEOPLE] for row in people_and_marks if row[0] is not None]
    reasons = list(_reasons(book, signs, promises, planned, day.on))
    reasons += introduction_reasons(user, of, day.on)
    people = {each.person_id for each in reasons if each.person_id is not None}
    book_of_guests = remembered(user, clients=book.keys(), people=people, today=day.on)
    reasons += book_of_guests.dates
    marks, shown = _marks(row[day_sql.SIGNS_OF_PEOPLE :] for row in people_and_marks if row[0] is None)
    found = _ranked_day(of, day, book, reasons, marks, shown, promises, planned)
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
    of_people = list(people_reasons(people, {pk: client.name for pk, client in book.items()}, today))
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


def subject_of(reason: Reason) -> Subject:
    """Who the word goes to."""
    return ("p", reason.person_id) if reason.person_id is not None else ("c", reason.client_id or 0)


def _ranked_day(
    of: User,
    day: FirmDay,
    book: dict[int, BookClient],
    reasons: Iterable[Reason],
    marks: list[Mark],
    shown: Mapping[str, tuple[int, date]],
    promises: list[Promise],
    planned: list[PlannedTouch],
) -> Day:
    value = values({pk: client.net or 0.0 for pk, client in book.items()})
    snoozed = {mark.subject: mark for mark in marks if mark.until is not None and mark.until > day.on}
    woken: dict[Subject, date] = {}
    for mark in marks:
        if mark.until is not None and mark.until <= day.on:
            woken[mark.subject] = max(woken.get(mark.subject, mark.until), mark.until)
    settled: dict[str, int] = defaultdict(int)
    for mark in marks:
        if mark.act != "snoozed":
            for key, stage in mark.seen.items():
                settled[key] = max(settled[key], stage)
    taught = Counter((mark.subject, mark.kind) for mark in marks if mark.act == "dismissed")
    rows: dict[Subject, dict[str, Ranked]] = defaultdict(dict)
    everything: dict[Subject, list[Reason]] = defaultdict(list)
    lapsed = 0
    for reason in reasons:
        subject = subject_of(reason)
        everything[subject].append(reason)
        if subject in snoozed or settled.get(reason.key, 0) >= reason.stage:
            continue
        if is_lapsed(reason, shown, woken.get(subject, date.min), day.on):
            lapsed += 1
            continue
        each = ranked(reason, value=value.get(reason.client_id or 0, 1.0), dismissals=taught[subject, reason.kind])
        # One silence a person, whatever the number of clients they work for; promises and alerts are each their own.
        place = reason.kind if reason.kind == "quiet" else reason.key
        if place not in rows[subject] or each.rank > rows[subject][place].rank:
            rows[subject][place] = each
    ordered = in_order(list(row.values()) for row in rows.values() if row)
    done = [mark for mark in marks if mark.act == "done" and mark.on == day.on]
    return Day(
        of=of,
        day=day,
        book=book,
        rows={subject_of(row[0].reason): row for row in ordered},
        snoozed=snoozed,
        done=done,
        lapsed=lapsed,
        promises=promises,
        planned=planned,
        shown=shown,
        all_reasons=dict(everything),
    )
