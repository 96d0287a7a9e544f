"""The second-engagement page: rate and median by cohort, the curve, and the new clients on the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.clients.queries import in_order
from relationships.dashboards.numbered_pages import PAGE_SIZE, Numbered, last_page
from relationships.dashboards.repeat_csv import CHUNK, Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness_of
from relationships.dashboards.rhythm import last_touches
from relationships.foundation.periods import year_name
from relationships.scoring.repeat_json import cents, plain
from relationships.scoring.second_engagement import Cohort, OnTheClock, SecondEngagements
from relationships.scoring.second_engagement_queries import second_engagements_as_kept


@dataclass(frozen=True)
class ClockRow:
    """A new client without a second engagement, with the last touch that the reader may know of."""

    client: Client
    clock: OnTheClock
    last_touch: datetime | None


@dataclass(frozen=True)
class SecondEngagementPage(Dated):
    """Context of dashboards/second_engagement.html."""

    lens: Lens
    found: SecondEngagements
    clock: Numbered[ClockRow]
    currency: str
    fees: bool
    fresh: Freshness

    @property
    def points(self) -> list[tuple[str, Decimal | None]]:
        """The curve, a point each quarter of a year."""
        return [(f"{month} months" if month else "0", share) for month, share in enumerate(self.found.curve)][::3]

    @property
    def files(self) -> list[tuple[str, str]]:
        """What each table of the page is called, and where it is to be had as CSV."""
        names = [("Years", "cohorts"), ("Curve", "curve")] if self.found.cohorts else []
        here = reverse("export_second_engagement")
        return [(name, here + self.lens.address(table=table)) for name, table in [*names, ("On the clock", "clock")]]

    @property
    def within_a_year(self) -> Decimal | None:
        """The share, 0-1, with a second engagement within twelve months of the first fee, over all cohorts."""
        return self.found.curve[12]

    @property
    def first_year(self) -> str:
        """The name of the year the ledger begins in."""
        return year_name(self.found.first, self.lens.policy.fy_start_month) if self.found.first else ""

    @property
    def cohorts(self) -> Iterator[tuple[str, Cohort]]:
        """Each cohort under the name of its year."""
        return ((year_name(each.year, self.lens.policy.fy_start_month), each) for each in self.found.cohorts)


def second_engagement_page(lens: Lens, *, page: int) -> SecondEngagementPage:
    """Everything on the page, of the ledger as `lens.user` may see it."""
    counted = second_engagements_as_kept(lens.question(()))
    found, waiting = counted.found, counted.clock
    number = min(page, last_page(len(waiting)))
    shown = waiting[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    clock = Numbered(_rows(lens, shown), len(waiting), number, last_page(len(waiting)))
    return SecondEngagementPage(
        lens,
        found,
        clock,
        the_firm().base_currency,
        can(lens.user, Capability.SEE_FEES),
        freshness_of(counted.kept),
    )


def cohort_table(lens: Lens) -> Table:
    """One year of first fees a line."""
    counted = second_engagements_as_kept(lens.question(()))
    found = counted.found
    header = ["cohort", "new_clients", "came", "rate", "rate_within_12_months", "median_days"]
    rows = [
        [each.year, each.clients, each.came, plain(each.rate), plain(each.rate_soon), plain(each.median_days)]
        for each in found.cohorts
    ]
    return stamped(lens, "second-engagement", header, rows, fresh=freshness_of(counted.kept))


def curve_table(lens: Lens) -> Table:
    """The share with a second engagement, month after month since the first fee."""
    counted = second_engagements_as_kept(lens.question(()))
    rows = [[month, plain(share)] for month, share in enumerate(counted.found.curve)]
    return stamped(lens, "second-engagement-curve", ["months", "share"], rows, fresh=freshness_of(counted.kept))


def clock_table(lens: Lens) -> Table:
    """One new client without other work a line; `fees` for those who may see them."""
    counted = second_engagements_as_kept(lens.question(()))
    fees = can(lens.user, Capability.SEE_FEES)
    header = ["client", "days_left", "first_fee_on", *(["fees"] if fees else []), "last_touch", "looked_after_by"]
    return stamped(lens, "on-the-clock", header, _clock(lens, counted.clock, fees), fresh=freshness_of(counted.kept))


def _clock(lens: Lens, waiting: Sequence[OnTheClock], fees: bool) -> Iterator[list[Any]]:
    for start in range(0, len(waiting), CHUNK):
        for row in _rows(lens, waiting[start : start + CHUNK]):
            each, owner = row.clock, row.client.owner
            touched = timezone.localtime(row.last_touch).date() if row.last_touch else None
            money = [cents(each.fees)] if fees else []
            yield [row.client.name, each.left, each.first_on, *money, touched, owner.name if owner else None]


TABLES = {"cohorts": cohort_table, "curve": curve_table, "clock": clock_table}


def _rows(lens: Lens, waiting: Sequence[OnTheClock]) -> list[ClockRow]:
    ids = [each.client_id for each in waiting]
    clients = {each.pk: each for each in in_order(Client.objects.visible_to(lens.user).select_related("owner"), ids)}
    touches = last_touches(lens.user, ids, most=1)
    return [
        ClockRow(clients[each.client_id], each, next(iter(touches[each.client_id]), None))
        for each in waiting
        if each.client_id in clients
    ]
