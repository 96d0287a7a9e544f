"""The year-end forecast with its method and how it did before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness_of
from relationships.foundation.display.share import points, signed
from relationships.foundation.periods import fiscal_year_of, year_name
from relationships.scoring.forecast import FEWEST_QUARTERS, YEARS_BEFORE, Forecast, Miss
from relationships.scoring.forecast_queries import year_end

# As many as every other share has: one rounded twice may tell another figure than the page of that year.
_PLACES = Decimal("1E-10")


@dataclass(frozen=True)
class MissLine:
    """One past forecast beside what the year became; shares 0-1."""

    year: str
    when: str
    forecast: Decimal
    actual: Decimal

    @property
    def said(self) -> str:
        """By how many points the year came out above the forecast, as the two figures beside it differ."""
        return signed(points(self.actual) - points(self.forecast))


@dataclass(frozen=True)
class ForecastPage(Dated):
    """Context of dashboards/repeat_forecast.html."""

    lens: Lens
    year: str
    found: Forecast | None
    fresh: Freshness
    fewest_quarters: int = FEWEST_QUARTERS
    years_before: int = YEARS_BEFORE

    @property
    def middle(self) -> Decimal | None:
        return as_share(self.found.middle) if self.found else None

    @property
    def low(self) -> Decimal | None:
        return as_share(self.found.low) if self.found else None

    @property
    def high(self) -> Decimal | None:
        return as_share(self.found.high) if self.found else None

    @property
    def goal_words(self) -> str:
        """What the interval says about the goal, in words that promise no more than it knows."""
        if self.low is None or self.high is None:
            return ""
        goal = self.lens.policy.goal
        if goal <= self.low:
            return "the whole interval lies above the goal"
        return "the whole interval lies below the goal" if goal > self.high else "the goal lies inside the interval"

    @property
    def mean_miss(self) -> Decimal | None:
        """The mean absolute miss in points."""
        miss = self.found.back_test.mean_miss if self.found else None
        return None if miss is None else points(as_share(miss))

    @property
    def misses(self) -> list[MissLine]:
        """Every past forecast, the latest year first."""
        if self.found is None:
            return []
        tested = sorted(self.found.back_test.misses, key=lambda miss: (-miss.year, miss.elapsed))
        return [self._line(miss) for miss in tested]

    def _line(self, miss: Miss) -> MissLine:
        month = self.lens.policy.fy_start_month
        shares = as_share(miss.forecast), as_share(miss.actual)
        return MissLine(year_name(miss.year, month), f"after {miss.elapsed * 12:.0f} months", *shares)


def forecast_page(lens: Lens) -> ForecastPage:
    """The forecast of the running fiscal year over what the reader may see."""
    found = year_end(lens.question(()))
    month = lens.policy.fy_start_month
    return ForecastPage(
        lens, year_name(fiscal_year_of(lens.today, month), month), found.found, freshness_of(found.kept)
    )


def forecast_table(lens: Lens) -> Table:
    """Every past forecast and the present one as rows of a CSV file."""
    page = forecast_page(lens)
    rows = [[line.year, line.when, line.forecast, "", "", line.actual] for line in page.misses]
    if page.found is not None:
        rows.insert(0, [page.year, "now", page.middle, page.low, page.high, ""])
    return stamped(lens, "forecast", ["year", "made", "forecast", "low", "high", "actual"], rows, fresh=page.fresh)


def as_share(share: float) -> Decimal:
    """A computed share, 0-1."""
    return Decimal(share).quantize(_PLACES)
