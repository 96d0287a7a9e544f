"""The share at year end: a forecast, an interval of 80 %, and how often it was right before. Pure.

Method (docs/definitions.md#forecast). What is still to come this year is what came after the same day in the last three
years on average, bigger or smaller as this year runs ahead of them or behind; that pace counts as much as the part of
the year that is over. Existing and new business are forecast apart. The interval comes from the firm's own misses: the
same forecast is made for every past year at every quarter's end, from what was known by then, and its misses, each
divided by the part of the year that was still open, give the spread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

YEARS_BEFORE = 3
FEWEST_QUARTERS = 8
FEWEST_MISSES = 3
# Student's t at 0.90 by degrees of freedom: eight times in ten within, one in ten on either side (Abramowitz and Stegun,
# table 26.10); beyond the last one the normal distribution's.
_T90 = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341)
_Z90 = 1.2816


@dataclass(frozen=True)
class Fees:
    """Net fees from existing clients, and from all the others."""

    existing: float
    other: float

    @property
    def share(self) -> float | None:
        """The part from existing clients; None when there is nothing to divide by."""
        total = self.existing + self.other
        return self.existing / total if total > 0 else None

    def less(self, part: Fees) -> Fees:
        return Fees(self.existing - part.existing, self.other - part.other)

    def plus(self, part: Fees) -> Fees:
        return Fees(self.existing + part.existing, self.other + part.other)


@dataclass(frozen=True)
class Miss:
    """A forecast for a past year, made when `elapsed` (0-1) of it was over, beside what the year became."""

    year: int
    elapsed: float
    forecast: float
    actual: float

    @property
    def points(self) -> float:
        """Actual less forecast, as a share."""
        return self.actual - self.forecast

    @property
    def scaled(self) -> float:
        """The miss for a whole open year."""
        return self.points / (1 - self.elapsed)


@dataclass(frozen=True)
class BackTest:
    """How the method did on the firm's own past years. `inside`: of `misses`, in how many the interval held the truth,
    when it was made from the other years' misses alone."""

    misses: Sequence[Miss]
    judged: int
    inside: int

    @property
    def mean_miss(self) -> float | None:
        """The mean absolute miss, as a share."""
        return fmean(abs(miss.points) for miss in self.misses) if self.misses else None

    @property
    def coverage(self) -> float | None:
        """How often the interval held the truth, 0-1; 0.8 is what it promises."""
        return self.inside / self.judged if self.judged else None


@dataclass(frozen=True)
class Forecast:
    """The share at year end, and the interval that holds it eight times in ten, within 0-1."""

    middle: float
    low: float
    high: float
    back_test: BackTest


Known = Mapping[tuple[int, float], Fees]
"""Fees of a year by (year, part of it that was over); the whole year at 1.0."""


def year_end(known: Known, year: int, elapsed: float) -> float | None:
    """The share that `year` will end with, from `elapsed` (0 < elapsed < 1) of it and the three years before.

    None without a year before to go by, or when nothing was or will be booked.
    """
    so_far = known.get((year, elapsed))
    past = [
        (known[year - back, elapsed], known[year - back, 1.0])
        for back in range(1, YEARS_BEFORE + 1)
        if (year - back, elapsed) in known and (year - back, 1.0) in known
    ]
    if so_far is None or not past:
        return None
    to_come = Fees(
        *(
            fmean(getattr(whole.less(part), side) for part, whole in past)
            * _pace(getattr(so_far, side), fmean(getattr(part, side) for part, _ in past), elapsed)
            for side in ("existing", "other")
        )
    )
    share = so_far.plus(to_come).share
    return None if share is None else min(max(share, 0.0), 1.0)


def back_test(known: Known, before: int, points: Sequence[float]) -> BackTest:
    """The method on every year before `before`, at each of `points` (parts of a year that are over)."""
    misses = []
    for year in sorted({each for each, part in known if part == 1.0 and each < before}):
        actual = known[year, 1.0].share
        for elapsed in points:
            forecast = year_end(known, year, elapsed)
            if forecast is not None and actual is not None:
                misses.append(Miss(year, elapsed, forecast, actual))
    return _judged(misses)


def forecast(known: Known, year: int, elapsed: float, *, points: Sequence[float]) -> Forecast | None:
    """The share at the end of `year`; None with too few past misses to say how far off it may be."""
    middle = year_end(known, year, elapsed)
    tested = back_test(known, year, points)
    spread = _spread(tested.misses)
    if middle is None or spread is None:
        return None
    reach = spread * (1 - elapsed)
    return Forecast(middle, max(middle - reach, 0.0), min(middle + reach, 1.0), tested)


def _pace(so_far: float, usual: float, elapsed: float) -> float:
    """How much more than usual is to come: the pace so far, believed as far as the year has gone; never negative."""
    return max(1 + elapsed * (so_far / usual - 1), 0.0) if usual > 0 else 1.0


def _judged(misses: list[Miss]) -> BackTest:
    """Each year's misses against the interval that the other years alone would have given."""
    judged = inside = 0
    for miss in misses:
        spread = _spread([other for other in misses if other.year != miss.year])
        if spread is not None:
            judged += 1
            inside += abs(miss.scaled) <= spread
    return BackTest(misses, judged, inside)


def _spread(misses: Sequence[Miss]) -> float | None:
    """Half the width of the interval for a whole open year, around the forecast. Misses of one year go together, so a
    year counts once, however many quarters were tested."""
    years = {miss.year for miss in misses}
    if len(misses) < FEWEST_MISSES:
        return None
    deviation = sqrt(fmean(miss.scaled**2 for miss in misses))
    freedom = len(years)
    return deviation * sqrt(1 + 1 / freedom) * (_T90[freedom - 1] if freedom <= len(_T90) else _Z90)
