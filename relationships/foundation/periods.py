"""Fiscal years, quarters, months, a year to date, rolling years. Pure; days in, half-open spans of days out.

A fiscal year is named by the calendar year in which it ends: with start month 10, FY2016 is 1 Oct 2015 to 30 Sep 2016
(docs/definitions.md#period).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONE_DAY = timedelta(days=1)


class PeriodError(ValueError):
    """The period can't be built; `str(error)` says why."""


class Span(StrEnum):
    """What kind of period it is."""

    YEAR = "year"
    TO_DATE = "to_date"
    QUARTER = "quarter"
    QUARTER_TO_DATE = "quarter_to_date"
    MONTH = "month"
    ROLLING = "rolling"


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, and without, `end`.

    `year` is the fiscal year that its last day falls into, in a firm whose years begin with `start_month`.
    """

    start: date
    end: date
    year: int
    start_month: int = 1
    span: Span = Span.YEAR

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError(f"A period must end after it starts: {self.start} to {self.end}.")

    @property
    def last_day(self) -> date:
        return self.end - _ONE_DAY

    @property
    def name(self) -> str:
        """ "2026", "FY2016 to 22 Nov", "Q1 FY2016", "Q1 2026 to 3 Feb", "Mar 2026", "Twelve months to 30 Sep 2026"."""
        year = year_name(self.year, self.start_month)
        last = f"{self.last_day.day} {MONTH_NAMES[self.last_day.month - 1]}"
        quarter = f"Q{(self.start.month - self.start_month) % 12 // 3 + 1} {year}"
        return {
            Span.YEAR: year,
            Span.TO_DATE: f"{year} to {last}",
            Span.QUARTER: quarter,
            Span.QUARTER_TO_DATE: f"{quarter} to {last}",
            Span.MONTH: f"{MONTH_NAMES[self.start.month - 1]} {self.start.year}",
            Span.ROLLING: f"Twelve months to {last} {self.last_day.year}",
        }[self.span]

    def before(self) -> Period:
        """The same days one year earlier: last year, the same quarter of last year, last year to the same date."""
        start, end = shift_months(self.start, -12), _shift_end(self.end, -12)
        return Period(start, end, self.year - 1, self.start_month, self.span)


def shift_months(day: date, months: int) -> date:
    """`day` moved by whole calendar months, clamped to the month's end: 31 May less 3 months is 28 or 29 February.

    Raises `PeriodError` outside the years a date can hold.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise PeriodError(f"{months} months from {day} is no day of the calendar.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fiscal_year(year: int, start_month: int = 1) -> Period:
    """The fiscal year that ends in calendar year `year`. Raises `PeriodError` outside 1900-2100 or months 1-12."""
    if not 1 <= start_month <= 12:
        raise PeriodError(f"A fiscal year starts in a month from 1 to 12, not {start_month}.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f"A fiscal year lies between {FIRST_YEAR} and {LAST_YEAR}, not in {year}.")
    start = date(year if start_month == 1 else year - 1, start_month, 1)
    return Period(start, shift_months(start, 12), year, start_month)


def fiscal_year_of(day: date, start_month: int = 1) -> int:
    """The name of the fiscal year that `day` falls into."""
    return day.year if start_month == 1 or day.month < start_month else day.year + 1


def year_name(year: int, start_month: int = 1) -> str:
    """ "2026" when the fiscal year is the calendar year, else "FY2026"."""
    return str(year) if start_month == 1 else f"FY{year}"


def year_to_date(today: date, start_month: int = 1) -> Period:
    """The current fiscal year up to and with `today`."""
    whole = fiscal_year(fiscal_year_of(today, start_month), start_month)
    return Period(whole.start, today + _ONE_DAY, whole.year, start_month, Span.TO_DATE)


def quarter_to_date(today: date, start_month: int = 1) -> Period:
    """The current quarter of the firm's year up to and with `today`."""
    year = fiscal_year_of(today, start_month)
    whole = next(part for part in quarters(year, start_month) if part.start <= today < part.end)
    return Period(whole.start, today + _ONE_DAY, year, start_month, Span.QUARTER_TO_DATE)


def quarters(year: int, start_month: int = 1) -> list[Period]:
    """The four quarters of a fiscal year."""
    return _parts(fiscal_year(year, start_month), 3, Span.QUARTER)


def months(year: int, start_month: int = 1) -> list[Period]:
    """The twelve months of a fiscal year."""
    return _parts(fiscal_year(year, start_month), 1, Span.MONTH)


def rolling_year(end: date, start_month: int = 1) -> Period:
    """The twelve months before `end`, `end` itself excluded."""
    year = fiscal_year_of(end - _ONE_DAY, start_month)
    return Period(shift_months(end, -12), end, year, start_month, Span.ROLLING)


def rolling_years_by_quarter(today: date, start_month: int, count: int) -> list[Period]:
    """`count` rolling years, one ending with each quarter of the firm's year that is over, oldest first."""
    begins = fiscal_year(fiscal_year_of(today, start_month), start_month).start
    ends = (shift_months(begins, 3 * step) for step in range(-count, 5))
    return [rolling_year(end, start_month) for end in ends if end <= today + _ONE_DAY][-count:]


def _parts(whole: Period, length: int, span: Span) -> list[Period]:
    starts = [shift_months(whole.start, step) for step in range(0, 12, length)]
    return [Period(start, shift_months(start, length), whole.year, whole.start_month, span) for start in starts]


def _shift_end(end: date, by: int) -> date:
    """An end on the first of a month stays one; within a month the last day moves, so that 28 Feb stays 28 Feb."""
    if end.day == 1:
        return shift_months(end, by)
    return shift_months(end - _ONE_DAY, by) + _ONE_DAY
