"""A leaver's handshake as its page shows it: each tie, its heir, the goodbye, and how the heir's own tie grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.foundation.firm_day import firm_day
from relationships.network import departure_sql, tie_sql
from relationships.network.departure_actions import UNDO_DAYS
from relationships.network.departure_models import CHECKS
from relationships.network.models import Departure, Handover
from relationships.network.tie_rules import LIVING
from relationships.scoring.health_policy import policy_of

CANDIDATES = 4
ORDERS = {
    "strength": (F("strength").desc(nulls_last=True), F("fees").desc(nulls_last=True), "id"),
    "fees": (F("fees").desc(nulls_last=True), F("strength").desc(nulls_last=True), "id"),
    "client": (F("client__name_search").asc(nulls_last=True), F("strength").desc(nulls_last=True), "id"),
}
SAID = {"strength": "Strongest ties first", "fees": "Most fees first", "client": "By client"}
SHOWS = {"": "Everything", "open": "Without an heir", "slow": "Not growing yet"}


@dataclass(frozen=True)
class Check:
    """An heir's tie so many days after the last day; `strength` None: not measured (yet)."""

    days: int
    due_on: date
    strength: float | None
    grown: float | None


@dataclass(frozen=True)
class HandoverLine:
    """One tie, or one client as a whole."""

    row: Handover
    offers: list[tuple[str, str, bool]]
    now: float | None
    checks: list[Check]

    @property
    def grown(self) -> float | None:
        """By how much the heir's own tie has grown since they were chosen."""
        return None if self.row.heir_id is None else (self.now or 0.0) - (self.row.heir_before or 0.0)

    @property
    def is_living(self) -> bool:
        return (self.now or 0.0) >= LIVING


@dataclass(frozen=True)
class Totals:
    """Over the rows that the reader may know of. `fees`: net fees of 24 months of the clients, when it was recorded."""

    ties: int = 0
    clients: int = 0
    fees: Decimal = Decimal(0)
    without_heir: int = 0
    goodbyes: int = 0
    said: int = 0


@dataclass(frozen=True)
class DeparturePage:
    """Context of dashboards/departure.html."""

    departure: Departure
    totals: Totals
    lines: Numbered[HandoverLine]
    order: str
    show: str
    today: date
    currency: str
    may_manage: bool
    orders: list[tuple[str, str]] = field(default_factory=lambda: list(SAID.items()))
    shows: list[tuple[str, str]] = field(default_factory=lambda: list(SHOWS.items()))

    @property
    def is_over(self) -> bool:
        return self.departure.completed_at is not None

    @property
    def is_undone(self) -> bool:
        return self.departure.archived_at is not None

    @property
    def may_undo(self) -> bool:
        done = self.departure.completed_at
        return (
            self.may_manage and not self.is_undone and (not done or done > timezone.now() - timedelta(days=UNDO_DAYS))
        )

    @property
    def days_left(self) -> int:
        return (self.departure.last_day - self.today).days


def departure_page(user: User, departure: Departure, *, order: str, show: str, page: int) -> DeparturePage:
    """The page for `user`. A constant number of statements, however many ties there are."""
    order, show = order if order in ORDERS else "strength", show if show in SHOWS else ""
    found = numbered(narrowed(user, departure, show).order_by(*ORDERS[order]), page)
    lines = _lines(user, departure, found.rows)
    return DeparturePage(
        departure,
        totals_of(user, [departure]).get(departure.pk, Totals()),
        Numbered(lines, found.count, found.number, found.last),
        order,
        show,
        firm_day().on,
        the_firm().base_currency,
        can(user, Capability.MANAGE_FIRM),
    )


def narrowed(user: User, departure: Departure, show: str) -> QuerySet[Any]:
    """The rows of a departure that `user` may know of."""
    rows = Handover.objects.visible_to(user).filter(departure=departure)
    if show == "open":
        rows = rows.filter(heir__isnull=True)
    elif show == "slow":
        before = F("heir_before")
        rows = rows.filter(Q(heir_before__isnull=True, after_30=0) | Q(after_30__lte=before))
        rows = rows.filter(Q(after_60__isnull=True) | Q(after_60__lt=LIVING))
    return rows.select_related("client", "person", "heir", "departure", "leaver_touch", "heir_touch")


def totals_of(user: User, departures: Sequence[Departure]) -> dict[int, Totals]:
    """The sums of each departure, in one statement."""
    whole = Q(person__isnull=True)
    rows = Handover.objects.visible_to(user).filter(departure__in=departures).order_by()
    sums = rows.values("departure_id").annotate(
        ties=Count("pk", filter=~whole),
        clients=Count("pk", filter=whole),
        sum=Sum("fees", filter=whole),
        open=Count("pk", filter=Q(heir__isnull=True)),
        goodbyes=Count("pk", filter=Q(heir_touch__archived_at__isnull=True, heir_touch__isnull=False)),
        said=Count("pk", filter=Q(heir_touch__done_at__isnull=False)),
    )
    return {
        row["departure_id"]: Totals(
            row["ties"], row["clients"], row["sum"] or Decimal(0), row["open"], row["goodbyes"], row["said"]
        )
        for row in sums
    }


def _lines(user: User, departure: Departure, rows: Sequence[Handover]) -> list[HandoverLine]:
    ids = [row.pk for row in rows]
    strengths = strengths_now(ids)
    offers = _offers(user, departure, rows) if departure.archived_at is None else {}
    return [
        HandoverLine(row, _choices(row, offers.get(row.pk, [])), strengths.get(row.pk), checks_of(row)) for row in rows
    ]


def strengths_now(ids: Sequence[int]) -> dict[int, float]:
    """The heirs' own ties today, by the id of the row."""
    values = {**_rules(), "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(departure_sql.NOW, values)
        return dict(cursor.fetchall())


def checks_of(row: Handover) -> list[Check]:
    """What was measured 30, 60 and 90 days after the last day."""
    found = []
    for days in CHECKS:
        strength: float | None = getattr(row, f"after_{days}")
        grown = None if strength is None else strength - (row.heir_before or 0.0)
        found.append(Check(days, row.departure.last_day + timedelta(days=days), strength, grown))
    return found


def _offers(user: User, departure: Departure, rows: Sequence[Handover]) -> dict[int, list[tuple[str, str]]]:
    statement, walls = departure_sql.offer(user)
    values = {
        **_rules(),
        **walls,
        "departure": departure.pk,
        "ids": [row.pk for row in rows],
        "clients": sorted({row.client_id for row in rows if row.client_id}),
        "people": sorted({row.person_id for row in rows if row.client_id is None and row.person_id}),
        "most": CANDIDATES,
    }
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for pk, public_id, name, strength, same_practice, on_team, looks_after in cursor.fetchall():
            known = f"tie {strength:.0f}" if strength else "no tie yet"
            also = [word for word, holds in (("same practice", same_practice), ("on the team", on_team)) if holds]
            found[pk].append((public_id, f"{name} ({', '.join([known, *also])}; looks after {looks_after})"))
    return found


def _choices(row: Handover, offers: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """For the list of one row: nobody, those who were found, and whoever was chosen."""
    chosen = row.heir.public_id if row.heir else ""
    listed = [(public_id, said, public_id == chosen) for public_id, said in offers]
    if row.heir is not None and chosen not in {public_id for public_id, _ in offers}:
        listed.insert(0, (chosen, row.heir.name, True))
    return [("", "Nobody yet", row.heir_id is None), *listed]


def _rules() -> dict[str, Any]:
    day = firm_day()
    return {**tie_sql.parameters(policy_of(day).rules.tie), "as_of": day.on}


def departure_rows(user: User, departure: Departure) -> Iterator[Sequence[Any]]:
    """Every row of a departure as a line of a file."""
    rows = list(narrowed(user, departure, "").order_by(*ORDERS["strength"]))
    strengths = strengths_now([row.pk for row in rows])
    for row in rows:
        yield [
            row.client.name if row.client else "",
            row.person.name if row.person else "",
            row.strength,
            row.fees,
            row.heir.name if row.heir else "",
            row.goodbye_on,
            row.heir_before,
            strengths.get(row.pk),
            row.after_30,
            row.after_60,
            row.after_90,
        ]
