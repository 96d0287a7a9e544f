"""Work for a client and the entries behind its fees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.fee_years import FeeYears, fee_years
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import Work, work_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import PeriodError, fiscal_year, fiscal_year_of

ENGAGEMENTS_SHOWN = 200


@dataclass(frozen=True)
class WorkLine:
    """One engagement with its net fees this fiscal year and last; None where none were booked."""

    engagement: Engagement
    this_year: Decimal | None
    last_year: Decimal | None


@dataclass(frozen=True)
class ClientWork:
    """Context of dashboards/client_work.html; without fees no entry is read."""

    head: ClientHead
    work: list[WorkLine]
    fees: FeeYears | None
    year: int | None
    net: Decimal | None
    entries: Numbered[LedgerEntry] | None


def work_lines(work: list[Work], this_year: int) -> list[WorkLine]:
    """The engagements with the two years that a table shows."""
    return [WorkLine(each.engagement, each.fees.get(this_year), each.fees.get(this_year - 1)) for each in work]


def client_work(user: User, client: Client, head: ClientHead, *, year: int | None, page: int) -> ClientWork:
    """All work, and one page of the ledger: of every year, or of one fiscal year."""
    month = the_firm().fiscal_start_month
    this_year = fiscal_year_of(firm_day().on, month)
    work = work_for(user, client, start_month=month if head.see_fees else None, most=ENGAGEMENTS_SHOWN)
    if not head.see_fees:
        return ClientWork(head, work_lines(work, this_year), None, None, None, None)
    entries = _entries(user, client, year, month)
    net = entries.aggregate(net=Sum("base_amount", filter=Q(kind__in=LedgerEntry.FEE_KINDS)))["net"]
    fees = fee_years(user, client)
    return ClientWork(head, work_lines(work, this_year), fees, year, net, numbered(entries, page))


def _entries(user: User, client: Client, year: int | None, start_month: int) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.visible_to(user).filter(client=client, archived_at__isnull=True)
    rows = rows.select_related("engagement", "practice", "partner").order_by("-booked_on", "-id")
    if year is None:
        return rows
    try:
        days = fiscal_year(year, start_month)
    except PeriodError:
        return rows.none()
    return rows.filter(booked_on__gte=days.start, booked_on__lt=days.end)
