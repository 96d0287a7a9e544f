"""Who leaves, who has left, and of whom a list said so without anybody having planned it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.alumni.models import Alumnus
from relationships.dashboards.departure_page import Totals, totals_of
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import in_chunks
from relationships.network.models import Departure

SAID_WITHIN = timedelta(days=365)
MOST = 50
HEADER = (
    *("Colleague", "State", "Last day", "Ties", "Clients", "Fees of 24 months", "Without an heir"),
    *("Goodbyes", "Goodbyes said"),
)


@dataclass(frozen=True)
class DepartureLine:
    """One departure with its sums."""

    departure: Departure
    totals: Totals


@dataclass(frozen=True)
class DepartureList:
    """Context of dashboards/departure_list.html. `unplanned`: a day of leaving stands with them, and nothing else."""

    coming: list[DepartureLine]
    gone: Numbered[DepartureLine]
    unplanned: list[User]
    may_manage: bool
    currency: str


def departure_list(user: User, page: int) -> DepartureList:
    """Everything that `user` may know of it."""
    coming = list(_coming()[:MOST])
    gone = numbered(_gone(), page)
    totals = totals_of(user, [*coming, *gone.rows])
    may_manage = can(user, Capability.MANAGE_FIRM)
    return DepartureList(
        [DepartureLine(each, totals.get(each.pk, Totals())) for each in coming],
        Numbered(
            [DepartureLine(each, totals.get(each.pk, Totals())) for each in gone.rows],
            gone.count,
            gone.number,
            gone.last,
        ),
        unplanned_leavers() if may_manage else [],
        may_manage,
        the_firm().base_currency,
    )


def departure_lines(user: User) -> Iterator[Sequence[Any]]:
    """Whoever leaves, then whoever left, in the order of the pages, below `HEADER`."""
    for state, rows in (("Leaving", _coming()), ("Has left", _gone())):
        for part in in_chunks(rows):
            totals = totals_of(user, part)
            for each in part:
                of = totals.get(each.pk, Totals())
                sums = (of.ties, of.clients, of.fees, of.without_heir, of.goodbyes, of.said)
                yield (each.colleague.name, state, each.last_day, *sums)


def _coming() -> QuerySet[Departure]:
    return _departures().filter(completed_at__isnull=True).order_by("last_day", "id")


def _gone() -> QuerySet[Departure]:
    return _departures().filter(completed_at__isnull=False).order_by("-last_day", "-id")


def _departures() -> QuerySet[Departure]:
    return Departure.objects.filter(archived_at__isnull=True).select_related("colleague", "alumnus__person")


def unplanned_leavers() -> list[User]:
    """Colleagues with a day of leaving, within a year back or to come, without a departure and no alumni yet."""
    planned = Departure.objects.filter(colleague=OuterRef("pk"), archived_at__isnull=True)
    known = Alumnus.objects.unscoped(reason="whether there is one, not who").filter(colleague=OuterRef("pk"))
    said = User.objects.filter(left_on__gte=firm_day().on - SAID_WITHIN, archived_at__isnull=True)
    rows = said.filter(~Exists(planned), ~Exists(known)).select_related("practice", "office")
    return list(rows.order_by("left_on", "name_search", "pk")[:MOST])
