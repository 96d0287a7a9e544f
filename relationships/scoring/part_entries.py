"""The entries and engagements behind the two parts of a score that speak of business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.periods import shift_months


@dataclass(frozen=True)
class BusinessDay:
    """A day with business: its positive fees and the engagements opened; `gap` days since the one before."""

    on: date
    gap: int | None
    entries: Sequence[LedgerEntry]
    opened: Sequence[Engagement]


@dataclass(frozen=True)
class Windows:
    """Net fees of the rolling 12 months (`after`, `until`] and of the 12 before, (`before`, `after`]."""

    before: date
    after: date
    until: date
    now: Decimal
    earlier: Decimal


def business_days(user: User, client: Client, on: date) -> list[BusinessDay]:
    """Every day by `on` with a positive fee or an opened engagement, the newest first."""
    rows = LedgerEntry.objects.visible_to(user).filter(client=client, archived_at__isnull=True, booked_on__lte=on)
    fees: dict[date, list[LedgerEntry]] = {}
    for entry in rows.filter(kind="fee", base_amount__gt=0).order_by("-booked_on", "-pk"):
        fees.setdefault(entry.booked_on, []).append(entry)
    opened: dict[date, list[Engagement]] = {}
    begun = Engagement.objects.visible_to(user).current().filter(client=client, opened_on__lte=on)
    for engagement in begun.order_by("-opened_on", "-pk"):
        if engagement.opened_on is not None:
            opened.setdefault(engagement.opened_on, []).append(engagement)
    days = sorted(fees.keys() | opened.keys())
    gaps = {later: (later - earlier).days for earlier, later in pairwise(days)}
    return [BusinessDay(day, gaps.get(day), fees.get(day, []), opened.get(day, [])) for day in reversed(days)]


def windows(user: User, client: Client, on: date) -> Windows:
    """What the money trend compares."""
    after, before = shift_months(on, -12), shift_months(on, -24)
    found = entries_of_windows(user, client, on).aggregate(
        now=Sum("base_amount", filter=Q(booked_on__gt=after)),
        earlier=Sum("base_amount", filter=Q(booked_on__lte=after)),
    )
    return Windows(before, after, on, found["now"] or Decimal(0), found["earlier"] or Decimal(0))


def entries_of_windows(user: User, client: Client, on: date) -> QuerySet[LedgerEntry]:
    """The entries of both windows, the newest first."""
    rows = LedgerEntry.objects.visible_to(user).net_fees().filter(client=client)
    return rows.filter(booked_on__gt=shift_months(on, -24), booked_on__lte=on).order_by("-booked_on", "-pk")
