"""How addresses and commands name a period. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from relationships.foundation.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    Period,
    PeriodError,
    fiscal_year,
    months,
    quarter_to_date,
    quarters,
    rolling_year,
    year_to_date,
)

TO_DATE, QUARTER, ROLLING = "to-date", "quarter", "rolling"
EXAMPLES = "2025, 2025q3, 2025m3, to-date, quarter, rolling, or one of the last three with a day: rolling-2025-06-30"
_YEAR = re.compile(r"(\d{4})(?:(q)([1-4])|(m)(1[0-2]|[1-9]))?", re.ASCII)
_RUNNING = re.compile(rf"({TO_DATE}|{QUARTER}|{ROLLING})(?:-(\d{{4}}-\d{{2}}-\d{{2}}))?", re.ASCII)


def twelve_months(today: date, start_month: int = 1) -> Period:
    """The twelve months up to and with `today`."""
    return rolling_year(year_to_date(today, start_month).end, start_month)


RUNNING: dict[str, Callable[[date, int], Period]] = {
    TO_DATE: year_to_date,
    QUARTER: quarter_to_date,
    ROLLING: twelve_months,
}
"""Periods that end with a day: the year, the quarter and the twelve months up to it."""


def period_named(key: str, start_month: int, today: date) -> Period:
    """The period with this key.

    "2025" is a fiscal year, "2025q3" its third quarter, "2025m3" its third month; "to-date", "quarter" and "rolling" run
    up to today, "rolling-2025-06-30" up to that day. Raises `PeriodError` in words.
    """
    if running := _RUNNING.fullmatch(key):
        return RUNNING[running[1]](_day(running[2]) if running[2] else today, start_month)
    found = _YEAR.fullmatch(key)
    if found is None:
        raise PeriodError(f"There is no such period. Periods are written {EXAMPLES}.")
    year = int(found[1])
    if found[2]:
        return quarters(year, start_month)[int(found[3]) - 1]
    return months(year, start_month)[int(found[5]) - 1] if found[4] else fiscal_year(year, start_month)


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise PeriodError(f"{written} is no day of the calendar.") from None
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise PeriodError(f"A period lies between {FIRST_YEAR + 1} and {LAST_YEAR - 1}.")
    return day
