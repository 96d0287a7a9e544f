"""Work for a client and the entries behind its fees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.clients.joint_queries import Held, held_and_shared, held_today, joint_accounts_exist
from relationships.clients.models import Client, JointShare
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.fee_years import FeeYears, fee_years
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import fees_by_engagement, fees_by_year, work_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import PeriodError, fiscal_year, fiscal_year_of

ENGAGEMENTS_SHOWN = 20


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
    count: int
    fees: FeeYears | None
    may_book: bool
    archived: bool
    year: int | None = None
    net: Decimal | None = None
    entries: Numbered[LedgerEntry] | None = None
    held: Sequence[Held] = ()
    """For whom it counts what is booked here."""
    shares: Sequence[JointShare] = ()
    """What else counts here in part."""


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
    lines, fees = lines_with_fees(user, client, engagements, with_fees=with_fees)
    return WorkAndFees(lines, fees, count)


def lines_with_fees(
    user: User, client: Client, engagements: Sequence[Engagement], *, with_fees: bool, with_holders: bool = True
) -> tuple[list[WorkLine], FeeYears | None]:
    """These engagements with their fees, and all fees of the client by year: one statement.

    Another `with_holders` where none are counted this year: a joint account's count for its members, and the page says
    whose.
    """
    if not with_fees:
        return [WorkLine(each, None, None) for each in engagements], None
    month = the_firm().fiscal_start_month
    year = fiscal_year_of(firm_day().on, month)
    fees = fees_by_engagement(user, client, [each.pk for each in engagements], start_month=month)
    lines = [
        WorkLine(each, fees.get(each.pk, {}).get(year), fees.get(each.pk, {}).get(year - 1)) for each in engagements
    ]
    counted = fees.get(None, {})
    asked = with_holders and not counted.get(year)
    held = held_today(user, client, firm_day().on) if asked and joint_accounts_exist() else ()
    return lines, fee_years(counted, held)


def client_work(
    user: User, client: Client, head: ClientHead, *, year: int | None, page: int, archived: bool = False
) -> ClientWork:
    """The latest work, and one page of the ledger: of every year or of one fiscal year, standing or archived."""
    work = work_and_fees(user, client, with_fees=head.see_fees, most=ENGAGEMENTS_SHOWN)
    if work.fees is None:
        return ClientWork(head, work.lines, work.count, None, may_book=False, archived=False)
    entries = _entries(user, client, year, the_firm().fiscal_start_month, archived=archived)
    by_year = fees_by_year(user, [client.pk], start_month=the_firm().fiscal_start_month).get(client.pk, {})
    net = by_year.get(year) if year else sum(by_year.values(), Decimal(0)) if by_year else None
    may_book = can(user, Capability.EDIT_LEDGER) and client.archived_at is None
    held, shares = held_and_shared(user, client)
    return ClientWork(
        head,
        work.lines,
        work.count,
        work.fees,
        may_book,
        archived,
        year,
        net,
        numbered(entries, page),
        held,
        shares,
    )


def _entries(
    user: User, client: Client, year: int | None, start_month: int, *, archived: bool
) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.visible_to(user).filter(client=client, archived_at__isnull=not archived)
    rows = rows.select_related("engagement", "practice", "partner").order_by("-booked_on", "-id")
    if year is None:
        return rows
    try:
        days = fiscal_year(year, start_month)
    except PeriodError:
        return rows.none()
    return rows.filter(booked_on__gte=days.start, booked_on__lt=days.end)
