"""The rows of a day: reasons put on people, held against what was done about them, and ranked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from relationships.attention.day_rank import Ranked, Reason, in_order, is_lapsed, ranked
from relationships.attention.day_reasons import (
    BookClient,
)
from relationships.foundation.firm_day import FirmDay
from relationships.hospitality.guest_queries import FactLine
from relationships.interactions.models import PlannedTouch, Promise

Subject = tuple[str, int]
"""("p", a person's id), or ("c", a client's id) where nobody is known."""


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
    def size(self) -> int:
        """How many clients the book has; `book` holds those that were looked at."""
        return max((client.size for client in self.book.values()), default=0)


def subject_of(reason: Reason) -> Subject:
    """Who the word goes to."""
    return ("p", reason.person_id) if reason.person_id is not None else ("c", reason.client_id or 0)


def ranked_day(
    of: User,
    day: FirmDay,
    book: dict[int, BookClient],
    reasons: Iterable[Reason],
    marks: list[Mark],
    shown: Mapping[str, tuple[int, date]],
    promises: list[Promise],
    planned: list[PlannedTouch],
) -> Day:
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
        client = book.get(reason.client_id or 0)
        each = ranked(reason, value=client.value if client else 1.0, dismissals=taught[subject, reason.kind])
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
