"""The portfolio: health against fees, coverage, threads and movers, of clients found through the gate.

Fees are the net fees of the 12 months up to the day of each score, as the score read them (`facts`). Everything comes from
stored scores: nothing is summed anew for a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Abs

from relationships.clients.models import Client
from relationships.scoring.models import Health, HealthHistory

WEEK = timedelta(days=7)
BANDS = ("largest", "large", "middle", "small", "none")
"""Fee bands, the largest first: the top twentieth, the rest of the top fifth, of the upper half, the others, no fees."""
_CUTS = (0.95, 0.8, 0.5)
COVERED_PEOPLE, COVERED_PRACTICES = 3, 2


class _Percentiles(Aggregate):
    """The fees at `_CUTS`, in one pass."""

    function = "percentile_disc"
    template = "%(function)s(ARRAY[0.95, 0.8, 0.5]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


@dataclass(frozen=True)
class Cell:
    """Clients of one grade ("": none) and band, and their fees together."""

    grade: str
    band: str
    clients: int
    fees: Decimal


@dataclass(frozen=True)
class Coverage:
    """Of `clients` with fees: how many are `covered` (3 people and 2 practices), and how many hang by a `thread`."""

    clients: int
    covered: int
    threads: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.covered) / self.clients if self.clients else None


@dataclass(frozen=True)
class Standing:
    """One client: `score` 0-100 or None, `grade`, `fees`; living ties; `before` a week ago, where that was asked."""

    client_id: int
    score: float | None
    grade: str
    fees: Decimal
    people: int
    colleagues: int
    practices: int
    before: float | None = None

    @property
    def change(self) -> int | None:
        """Whole points since a week ago, as shown scores differ."""
        return None if self.score is None or self.before is None else int(self.score // 1 - self.before // 1)


def portfolio(clients: QuerySet[Client]) -> QuerySet[Any]:
    """The scores of `clients`, which the caller found through the gate, with `fees`."""
    rows = Health.objects.unscoped(reason="of clients found through the gate").filter(client__in=clients)
    # Without facts nobody has been looked at yet.
    return rows.filter(net__isnull=False).annotate(fees=F("net")).defer("facts", "measures", "caps")


def thresholds(rows: QuerySet[Any]) -> list[float]:
    """The least fees of each band but the last two, largest first, rounded to what people say; [] without fees."""
    found = rows.filter(fees__gt=0).aggregate(cuts=_Percentiles("fees"))["cuts"]
    return [round_down(cut) for cut in found] if found else []


def round_down(amount: float) -> float:
    """To one or two digits: 1, 1.5, 2, 3, 5, 7 times a power of ten."""
    if amount < 1:
        return max(amount, 0.0)
    power: int = 10 ** (len(str(int(amount))) - 1)
    return max(step * power for step in (1, 1.5, 2, 3, 5, 7) if step * power <= amount)


def in_band(band: str, cuts: list[float]) -> Q:
    """What `fees` are in `band`."""
    if band == "none" or not cuts:
        return Q(fees__lte=0) if band == "none" else Q(fees__gt=0)
    place = BANDS.index(band)
    least = Q(fees__gte=cuts[place]) if place < len(cuts) else Q(fees__gt=0)
    return least & Q(fees__lt=cuts[place - 1]) if place else least


def cells(rows: QuerySet[Any], cuts: list[float]) -> list[Cell]:
    """Every cell that holds somebody."""
    counts: dict[str, Any] = {}
    for band in BANDS:
        counts[f"n_{band}"] = Count("client_id", filter=in_band(band, cuts))
        counts[f"fees_{band}"] = Sum("fees", filter=in_band(band, cuts))
    grouped = rows.order_by().values("grade").annotate(**counts)
    return [
        Cell(row["grade"], band, row[f"n_{band}"], money(row[f"fees_{band}"]))
        for row in grouped
        for band in BANDS
        if row[f"n_{band}"]
    ]


def with_ties(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same with the people, colleagues and practices behind living ties."""
    found: QuerySet[Any] = rows.annotate(
        people=F("living_people"), colleagues=F("living_colleagues"), practices=F("living_practices")
    )
    return found


THREAD = Q(people__lte=1) | Q(colleagues__lte=1)
"""Nobody, or one person, on one of the two sides holds it."""


def coverage(rows: QuerySet[Any]) -> Coverage:
    """Of the clients with fees."""
    found = (
        with_ties(rows)
        .filter(fees__gt=0)
        .aggregate(
            n=Count("client_id"),
            covered=Count("client_id", filter=Q(people__gte=COVERED_PEOPLE, practices__gte=COVERED_PRACTICES)),
            threads=Count("client_id", filter=THREAD),
        )
    )
    return Coverage(found["n"], found["covered"], found["threads"])


def threads(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Clients with fees that hang by one thread, the largest first."""
    return with_ties(rows).filter(THREAD, fees__gt=0).order_by("-fees", "client_id")


def movers(rows: QuerySet[Any], *, most: int) -> list[Standing]:
    """Who rose or fell most within the week, by whole points."""
    kept = HealthHistory.objects.unscoped(reason="of clients found through the gate").filter(client=OuterRef("client"))
    before = kept.filter(on__lte=OuterRef("as_of") - Value(WEEK)).order_by("-on").values("score")[:1]
    changed = (
        with_ties(rows)
        .filter(score__isnull=False)
        .annotate(before=Subquery(before))
        .filter(before__isnull=False)
        .annotate(moved=Abs(F("score") - F("before")))
    )
    # Shown are whole points, by which some of those behind may come out ahead.
    far = changed.filter(moved__gte=1).order_by("-moved", "client_id")[: 2 * most]
    found = sorted(standings(far), key=lambda each: (-abs(each.change or 0), each.client_id))
    return [each for each in found if each.change][:most]


def standings(rows: list[Health]) -> list[Standing]:
    """Annotated rows as plain facts."""
    return [
        Standing(
            row.client_id,
            row.score,
            row.grade,
            money(getattr(row, "fees", 0)),
            int(getattr(row, "people", 0) or 0),
            int(getattr(row, "colleagues", 0) or 0),
            int(getattr(row, "practices", 0) or 0),
            getattr(row, "before", None),
        )
        for row in rows
    ]


def money(amount: float | None) -> Decimal:
    """To the cent."""
    return Decimal(str(round(amount or 0.0, 2)))
