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
from relationships.engagements.fees import all_together
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import fees_by_engagement, work_for
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


@dataclass(frozen=True)
class WorkAndFees:
    """Some engagements of a client, and the fees of all of them; None for roles that see no fees."""

    lines: list[WorkLine]
    fees: FeeYears | None
    count: int
    """How many engagements there are, shown or not."""


def work_and_fees(user: User, client: Client, *, with_fees: bool, most: int) -> WorkAndFees:
    """Up to `most` engagements of a visible client, the open ones first, and its fees by year: two statements."""
    engagements, count = work_for(user, client, most=most)
    if not with_fees:
        return WorkAndFees([WorkLine(each, None, None) for each in engagements], None, count)
    month = the_firm().fiscal_start_month
    year = fiscal_year_of(firm_day().on, month)
    fees = fees_by_engagement(user, client, start_month=month)
    lines = [
        WorkLine(each, fees.get(each.pk, {}).get(year), fees.get(each.pk, {}).get(year - 1)) for each in engagements
    ]
    return WorkAndFees(lines, fee_years(all_together(fees.values())), count)


def client_work(user: User, client: Client, head: ClientHead, *, year: int | None, page: int) -> ClientWork:
    """All work, and one page of the ledger: of every year, or of one fiscal year."""
    work = work_and_fees(user, client, with_fees=head.see_fees, most=ENGAGEMENTS_SHOWN)
    if work.fees is None:
        return ClientWork(head, work.lines, None, None, None, None)
    entries = _entries(user, client, year, the_firm().fiscal_start_month)
    net = entries.aggregate(net=Sum("base_amount", filter=Q(kind__in=LedgerEntry.FEE_KINDS)))["net"]
    return ClientWork(head, work.lines, work.fees, year, net, numbered(entries, page))


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
