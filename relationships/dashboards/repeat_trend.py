"""The share of twelve months, quarter by quarter: the line on the dashboard, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens, period_of
from relationships.dashboards.repeat_measured import freshness
from relationships.foundation.period_keys import ROLLING
from relationships.foundation.periods import Period, rolling_years_by_quarter
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_json import cents, plain
from relationships.scoring.repeat_queries import figures_of, first_booking_without

QUARTERS_SHOWN = 12
FEWEST_COMPLETE = 4


@dataclass(frozen=True)
class Series:
    """Shares over time; not `complete` when some look back further than the ledger reaches."""

    years: list[RepeatBusiness]
    complete: bool
    until_now: bool = False

    @property
    def points(self) -> list[tuple[str, Decimal | None]]:
        """What each year is called on the line, and its share."""
        named = [(quarter_name(each.period), each.share) for each in self.years]
        return [*named[:-1], ("Now", named[-1][1])] if self.until_now and named else named


def trend_of(lens: Lens, start: date | None) -> Series:
    """The share of twelve months by quarter up to the period looked at, for quarters with all the history the rule
    asks for.

    With fewer than four of them every quarter with any history is drawn, and the page says that the early ones are low.
    """
    month = lens.policy.fy_start_month
    until = min(lens.today, lens.period.last_day)
    years = rolling_years_by_quarter(until, month, QUARTERS_SHOWN)
    if until == lens.today:
        years.append(period_of(ROLLING, month, lens.today))
    years = [year for year in years if start and year.start > start]
    if not years:
        return Series([], complete=True)
    found = figures_of(lens.question(tuple(years)))
    whole = [each for each in found if each.history_complete]
    enough = len(whole) >= FEWEST_COMPLETE
    shown = whole if enough else found
    return Series(shown, complete=enough, until_now=until == lens.today)


def quarter_name(period: Period) -> str:
    """ "Q3 ’26", "Q3 FY26": the quarter of the firm's year with which the twelve months end."""
    number = (period.last_day.month - period.start_month) % 12 // 3 + 1
    return f"Q{number} {'’' if period.start_month == 1 else 'FY'}{period.year % 100:02}"


def trend_table(lens: Lens) -> Table:
    """One year that ends with a quarter a line."""
    series = trend_of(lens, first_booking_without(lens.reading.hidden))
    rows = [
        [name, year.period.start, year.period.last_day, plain(share), cents(year.repeat), cents(year.total)]
        for (name, share), year in zip(series.points, series.years, strict=True)
    ]
    header = ["quarter", "first_day", "last_day", "share", "repeat", "total"]
    return stamped(lens, "trend", header, rows, fresh=freshness(*(year.waiting_since for year in series.years)))
