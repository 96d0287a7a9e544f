"""The facts of one page of work: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q, Sum

from accounts.models import User
from accounts.policy import Capability, can
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.periods import Period

OF_LEDGER = frozenset({"fees", "last_fees", "all_fees", "booked"})


@dataclass(frozen=True)
class WorkFees:
    """Net fees in the firm's currency; None where none were booked."""

    this_year: Decimal | None = None
    last_year: Decimal | None = None
    in_all: Decimal | None = None
    booked_on: date | None = None


@dataclass(frozen=True)
class EngagementRow:
    """One line of the list."""

    work: Engagement
    fees: WorkFees

    @property
    def state_words(self) -> str:
        """ "open", "closed", "archived"."""
        return "archived" if self.work.archived_at else "closed" if self.work.closed_on else "open"


def engagement_rows(user: User, ids: Sequence[int], year: Period, *, columns: Collection[str]) -> list[EngagementRow]:
    """The rows of the visible work `ids`, in this order; sums only where `columns` show them and `user` may see them."""
    seen = Engagement.objects.visible_to(user).select_related("client", "practice", "office", "partner", "originating")
    found = seen.in_bulk(list(ids))
    counted = bool(OF_LEDGER & set(columns)) and can(user, Capability.SEE_FEES)
    fees = _fees(user, ids, year) if counted else {}
    return [EngagementRow(found[pk], fees.get(pk, WorkFees())) for pk in ids if pk in found]


def _fees(user: User, ids: Sequence[int], year: Period) -> dict[int, WorkFees]:
    entries = LedgerEntry.objects.visible_to(user).net_fees().filter(engagement__in=list(ids))
    before = year.before()
    rows = (
        entries.order_by()
        .values_list("engagement_id")
        .annotate(
            this=Sum("base_amount", filter=Q(booked_on__gte=year.start, booked_on__lt=year.end)),
            last=Sum("base_amount", filter=Q(booked_on__gte=before.start, booked_on__lt=before.end)),
            whole=Sum("base_amount"),
            booked=Max("booked_on"),
        )
    )
    return {row[0]: WorkFees(*row[1:]) for row in rows}
