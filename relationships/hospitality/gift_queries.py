"""Reading the register of gifts and hospitality, and the limit in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from accounts.name_search import holds_words
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.contacts.models import Person
from relationships.hospitality.models import Gift, GiftLimit

SHIPPED_LIMIT = Decimal("100.00")
"""In the firm's currency, until somebody sets another one."""
AWAY = "away"
"""Beside the states of a gift, in the filter: entries that were put away."""
YearTotals = dict[tuple[int, str, int], Decimal]
"""By person, direction and calendar year."""


@dataclass(frozen=True)
class GiftFilters:
    """What the register shows; an empty text means all."""

    year: int
    direction: str = ""
    state: str = ""
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.direction or self.state or self.q)


@dataclass(frozen=True)
class GiftRow:
    """One entry, the person's total of its year and direction, and whether the reader may decide and change it."""

    gift: Gift
    year_total: Decimal
    may_decide: bool
    may_edit: bool


@dataclass(frozen=True)
class RegisterSums:
    """What the filtered entries come to: how many, what they are worth, how many wait."""

    entries: int
    given: Decimal
    received: Decimal
    waiting: int


def limit_in_force() -> Decimal:
    """What one person may be given, or may give us, in a calendar year without approval."""
    newest = GiftLimit.objects.filter(archived_at__isnull=True).order_by("-id").values_list("amount", flat=True).first()
    return SHIPPED_LIMIT if newest is None else newest


def register(user: User, filters: GiftFilters) -> QuerySet[Gift]:
    """The entries of one calendar year that `user` may know of, newest first."""
    rows = Gift.objects.visible_to(user).filter(occurred_on__year=filters.year)
    rows = rows.filter(archived_at__isnull=filters.state != AWAY)
    if filters.direction:
        rows = rows.filter(direction=filters.direction)
    if filters.state and filters.state != AWAY:
        rows = rows.filter(state=filters.state)
    if filters.q:
        named = Person.objects.visible_to(user).filter(holds_words(filters.q)).values("pk")
        rows = rows.filter(Q(person__in=named) | Q(what__icontains=filters.q))
    return rows.select_related("person", "client", "colleague", "decided_by").order_by("-occurred_on", "-id")


def sums_of(rows: QuerySet[Gift]) -> RegisterSums:
    """What these entries come to; those refused or put away are worth nothing."""
    kept = ~Q(state=Gift.State.REFUSED) & Q(archived_at__isnull=True)
    found = rows.order_by().aggregate(
        entries=Count("pk"),
        given=Sum("value", filter=kept & Q(direction=Gift.Direction.GIVEN)),
        received=Sum("value", filter=kept & Q(direction=Gift.Direction.RECEIVED)),
        waiting=Count("pk", filter=kept & Q(state=Gift.State.WAITING)),
    )
    return RegisterSums(
        found["entries"], found["given"] or Decimal(0), found["received"] or Decimal(0), found["waiting"]
    )


def gift_rows(user: User, gifts: Iterable[Gift]) -> list[GiftRow]:
    """These entries with what each person's year comes to, as far as `user` may know. One query."""
    shown = list(gifts)
    totals = year_totals(user, {gift.person_id for gift in shown})
    decides, edits = can(user, Capability.APPROVE_GIFTS), can(user, Capability.EDIT_PEOPLE)
    return [
        GiftRow(
            gift,
            totals.get((gift.person_id, gift.direction, gift.occurred_on.year), Decimal(0)),
            may_decide=decides and is_open(gift) and not is_own(user, gift),
            may_edit=edits,
        )
        for gift in shown
    ]


def is_open(gift: Gift) -> bool:
    """Whether it waits for a decision: what was put away waits for nothing."""
    return gift.state == Gift.State.WAITING and gift.archived_at is None


def is_own(user: User, gift: Gift) -> bool:
    """Whether `user` gave, received or wrote it: nobody approves their own."""
    return user.pk in (gift.colleague_id, gift.written_by_id)


def year_totals(user: User, person_ids: Iterable[int]) -> YearTotals:
    """What each person was given and gave in each calendar year, without refused entries."""
    rows = Gift.objects.visible_to(user).current().exclude(state=Gift.State.REFUSED)
    groups = rows.filter(person__in=list(person_ids)).order_by().values("person", "direction", "occurred_on__year")
    sums: Iterable[Any] = groups.annotate(total=Sum("value"))
    return {(row["person"], row["direction"], row["occurred_on__year"]): row["total"] for row in sums}


def years_with_gifts(user: User, today: date) -> list[int]:
    """Calendar years of the register, this one always, newest first."""
    rows = Gift.objects.visible_to(user).current().order_by()
    found = set(rows.values_list("occurred_on__year", flat=True).distinct())
    return sorted({*found, today.year}, reverse=True)


def currency() -> str:
    """The currency of every value in the register."""
    return the_firm().base_currency
