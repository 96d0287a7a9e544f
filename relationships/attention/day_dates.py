"""What the guest book adds to a day, as far as the reader is a host: birthdays and anniversaries of a book's people,
and what is good to know of whoever stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from relationships.attention.day_rank import Reason
from relationships.attention.day_reasons import date_reason
from relationships.contacts.models import Position
from relationships.hospitality.guest_queries import FactLine
from relationships.hospitality.models import GuestFact

BEFORE, AFTER = 3, 1
"""Days: a date is named from three days before, and until the day after."""
GOOD_TO_KNOW = ("avoid", "reach", "treat", "table")
"""Topics that help before a word, in the order in which they do."""
MOST = 2_000


@dataclass(frozen=True)
class Remembered:
    """`dates`: as reasons; `facts`: of each person, what helps before a word, best first."""

    dates: list[Reason] = field(default_factory=list)
    facts: Mapping[int, list[FactLine]] = field(default_factory=dict)


def remembered(user: User, *, clients: Collection[int], people: Collection[int], today: date) -> Remembered:
    """The dates around `today` of whoever sits at one of `clients` now, and what is known of `people`. One query."""
    days = _days_around(today)
    around = Q()
    for month, day in days:
        around |= Q(month=month, day=day)
    there = Position.objects.visible_to(user).current().filter(person=OuterRef("person"), client__in=list(clients))
    rows = GuestFact.objects.visible_to(user).believed(today).filter(person__archived_at__isnull=True)
    rows = rows.annotate(at=Subquery(there.order_by("pk").values("client_id")[:1])).filter(
        Q(around, topic=GuestFact.Topic.DATE, at__isnull=False) | Q(topic__in=GOOD_TO_KNOW, person__in=list(people))
    )
    found = list(rows.order_by("-confirmed_on", "-pk")[:MOST])
    facts: dict[int, list[FactLine]] = defaultdict(list)
    for fact in found:
        if fact.topic in GOOD_TO_KNOW:
            facts[fact.person_id].append(FactLine(fact, today))
    for lines in facts.values():
        lines.sort(key=lambda line: GOOD_TO_KNOW.index(line.fact.topic))
    return Remembered(list(_dates(found, days, today)), facts)


def _dates(facts: Collection[GuestFact], days: Mapping[tuple[int, int], date], today: date) -> Iterator[Reason]:
    for fact in sorted(facts, key=lambda fact: fact.pk):
        if fact.topic == GuestFact.Topic.DATE and fact.month and fact.day:
            yield date_reason(fact, days[fact.month, fact.day], fact.at, today)  # type: ignore[attr-defined]


def _days_around(today: date) -> dict[tuple[int, int], date]:
    """Month and day of each date that is named today. Where there is no 29 February, it is the 28th."""
    around = [today + timedelta(days=ahead) for ahead in range(-AFTER, BEFORE + 1)]
    days = {(day.month, day.day): day for day in around}
    if (2, 28) in days and (days[2, 28] + timedelta(days=1)).month == 3:
        days[2, 29] = days[2, 28]
    return days
