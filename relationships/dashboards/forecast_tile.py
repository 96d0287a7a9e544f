"""The forecast in one line, beside the share of the running year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from relationships.dashboards.forecast_page import as_share
from relationships.dashboards.repeat_lens import Lens
from relationships.foundation.display.share import points
from relationships.foundation.period_keys import TO_DATE
from relationships.foundation.periods import fiscal_year_of, year_name
from relationships.scoring.forecast_queries import kept_forecast


@dataclass(frozen=True)
class ForecastTile:
    """Where the year will end, between what, and how often such an interval held before (of `judged` times); `missed_by` in points, on average."""

    year: str
    middle: Decimal
    low: Decimal
    high: Decimal
    missed_by: Decimal | None
    inside: int
    judged: int


def forecast_tile(lens: Lens) -> ForecastTile | None:
    """The forecast of the whole firm's running year, once it is kept; None in another period or scope, and without one."""
    if lens.key != TO_DATE or lens.scopes:
        return None
    found = kept_forecast(lens.question(()))
    if found is None:
        return None
    month, tested = lens.policy.fy_start_month, found.back_test
    middle, low, high = (as_share(each) for each in (found.middle, found.low, found.high))
    miss = None if tested.mean_miss is None else points(as_share(tested.mean_miss))
    year = year_name(fiscal_year_of(lens.today, month), month)
    return ForecastTile(year, middle, low, high, miss, tested.inside, tested.judged)
