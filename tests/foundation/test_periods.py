"""Fiscal years, quarters, months and the arithmetic of month ends."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation import periods
from relationships.foundation.periods import Period, PeriodError, Span

DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))
START_MONTHS = st.integers(1, 12)


def test_a_fiscal_year_is_named_by_the_calendar_year_in_which_it_ends():
    year = periods.fiscal_year(2016, 10)
    assert (year.start, year.last_day, year.name) == (date(2015, 10, 1), date(2016, 9, 30), "FY2016")


def test_a_fiscal_year_from_january_is_the_calendar_year():
    year = periods.fiscal_year(2024)
    assert (year.start, year.end, year.name) == (date(2024, 1, 1), date(2025, 1, 1), "2024")


@given(DAYS, START_MONTHS)
def test_every_day_lies_in_the_fiscal_year_that_names_it(day: date, start_month: int):
    year = periods.fiscal_year(periods.fiscal_year_of(day, start_month), start_month)
    assert year.start <= day < year.end


@given(st.integers(1901, 2099), START_MONTHS)
def test_quarters_and_months_tile_the_year(year: int, start_month: int):
    whole = periods.fiscal_year(year, start_month)
    for parts, count in ((periods.quarters(year, start_month), 4), (periods.months(year, start_month), 12)):
        assert len(parts) == count
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all(one.end == two.start for one, two in itertools.pairwise(parts))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 5, 31), -3, date(2024, 2, 29)),
        (date(2023, 5, 31), -3, date(2023, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 2, 29), -48, date(2020, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_months_are_clamped_to_the_months_end(day: date, months: int, expected: date):
    assert periods.shift_months(day, months) == expected


@given(START_MONTHS, st.integers(1901, 2099))
def test_last_year_of_a_fiscal_year_is_the_fiscal_year_before(start_month: int, year: int):
    assert periods.fiscal_year(year, start_month).before() == periods.fiscal_year(year - 1, start_month)


@pytest.mark.parametrize(
    ("today", "last_years_last_day"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2024, 2, 28), date(2023, 2, 28)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 29)),  # the month is over in both years
        (date(2026, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_year_to_date_is_compared_with_the_same_date_last_year(today: date, last_years_last_day: date):
    period = periods.year_to_date(today)
    assert period.last_day == today
    assert period.before().start == date(today.year - 1, 1, 1)
    assert period.before().last_day == last_years_last_day


def test_periods_say_their_names():
    assert periods.year_to_date(date(2026, 11, 22)).name == "2026 to 22 Nov"
    assert periods.year_to_date(date(2026, 11, 22), 10).name == "FY2027 to 22 Nov"
    names = [quarter.name for quarter in periods.quarters(2016, 10)]
    assert names == ["Q1 FY2016", "Q2 FY2016", "Q3 FY2016", "Q4 FY2016"]
    assert periods.months(2016, 10)[0].name == "Oct 2015"
    assert periods.rolling_year(date(2026, 10, 1)).name == "Twelve months to 30 Sep 2026"
    assert periods.rolling_year(date(2026, 10, 1)).before().name == "Twelve months to 30 Sep 2025"


@given(DAYS, START_MONTHS)
def test_rolling_years_end_with_the_quarters_that_are_over(today: date, start_month: int):
    years = periods.rolling_years_by_quarter(today, start_month, 8)
    assert len(years) == 8
    assert years[-1].end <= today + timedelta(days=1) < periods.shift_months(years[-1].end, 3)
    assert [year.end for year in years] == [periods.shift_months(years[-1].end, -3 * step) for step in range(7, -1, -1)]
    assert all(year.start == periods.shift_months(year.end, -12) for year in years)


def test_what_is_no_period_is_refused_in_words():
    with pytest.raises(PeriodError, match="1900"):
        periods.fiscal_year(3000)
    with pytest.raises(PeriodError, match="1 to 12"):
        periods.fiscal_year(2024, 13)
    with pytest.raises(PeriodError, match="no day of the calendar"):
        periods.shift_months(date(2024, 1, 1), -12 * 3000)
    with pytest.raises(PeriodError, match="end after it starts"):
        Period(date(2024, 1, 1), date(2024, 1, 1), 2024, 1, Span.MONTH)
