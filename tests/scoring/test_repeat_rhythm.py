"""Quiet is late for oneself: monthly, seasonal, irregular and new clients, each by its own past."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relationships.scoring.repeat_rhythm import business_rhythm


def each_december(until: int) -> list[date]:
    return [date(year, 12, 10) for year in range(2019, until + 1)]


def test_who_comes_each_december_is_not_quiet_in_june_and_is_in_february_without_one() -> None:
    came = business_rhythm(each_december(2025), date(2026, 6, 15))
    assert came is not None
    assert came.months == (12,)
    assert not came.is_late(date(2026, 6, 15))
    assert not came.is_late(date(2026, 12, 31))
    assert came.is_late(date(2027, 2, 1))
    missed = business_rhythm(each_december(2024), date(2026, 2, 1))
    assert missed is not None
    assert missed.is_late(date(2026, 2, 1))


def test_a_season_of_three_months_makes_no_quiet_april_although_the_median_pause_is_a_month() -> None:
    days = [date(year, month, 5) for year in range(2021, 2027) for month in (1, 2, 3)]
    rhythm = business_rhythm(days, date(2026, 9, 1))
    assert rhythm is not None
    assert (rhythm.months, rhythm.gap_days) == ((1, 2, 3), 31)
    assert not rhythm.is_late(date(2026, 9, 1)), "half a year of silence, as every year"
    # Silent in January and February of a year is late for this one, long before a year has passed.
    late = business_rhythm([day for day in days if day.year < 2026], date(2026, 3, 5))
    assert late is not None
    assert late.is_late(date(2026, 3, 5))


def test_a_monthly_client_is_late_after_weeks() -> None:
    days = [date(2023, 1, 15) + timedelta(days=30 * number) for number in range(40)]
    rhythm = business_rhythm(days, days[-1] + timedelta(days=50))
    assert rhythm is not None
    assert (rhythm.months, rhythm.gap_days) == ((), 30)
    assert not rhythm.is_late(days[-1] + timedelta(days=45))
    assert rhythm.is_late(days[-1] + timedelta(days=50))


def test_one_long_pause_does_not_move_the_usual_one() -> None:
    days = [date(2024, 1, 1) + timedelta(days=60 * number) for number in range(6)]
    days.append(days[-1] + timedelta(days=900))
    rhythm = business_rhythm(days, days[-1])
    assert rhythm is not None
    assert rhythm.gap_days == 60


def test_part_invoices_are_no_rhythm_and_a_new_client_has_a_year() -> None:
    days = [date(2026, 1, 1) + timedelta(days=7 * number) for number in range(6)]
    rhythm = business_rhythm(days, date(2026, 6, 1))
    assert rhythm is not None
    assert rhythm.due_on == days[-1] + timedelta(days=365)
    assert business_rhythm([], date(2026, 6, 1)) is None
    assert business_rhythm([date(2027, 1, 1)], date(2026, 6, 1)) is None


@given(
    st.lists(st.dates(date(2015, 1, 1), date(2026, 12, 31)), min_size=1, max_size=80),
    st.dates(date(2026, 12, 31), date(2028, 1, 1)),
)
def test_nobody_is_late_within_the_month_of_a_fee(days: list[date], today: date) -> None:
    rhythm = business_rhythm(days, today)
    assert rhythm is not None
    assert rhythm.last_on == max(days)
    assert rhythm.due_on >= rhythm.last_on + timedelta(days=30)
    assert business_rhythm([*days, *days], today) == rhythm
    assert all(1 <= month <= 12 for month in rhythm.months)


def test_a_touch_comes_by_the_clients_own_pace_and_before_its_season() -> None:
    monthly = business_rhythm([date(2026, 1, 15) + timedelta(days=31 * n) for n in range(6)], date(2026, 9, 1))
    yearly = business_rhythm([date(2023, 5, 1), date(2024, 5, 1)], date(2026, 9, 1))
    december = business_rhythm(each_december(2024), date(2026, 2, 2))
    assert monthly is not None
    assert yearly is not None
    assert december is not None
    assert monthly.touch_on(date(2026, 9, 1)) == date(2026, 9, 2)
    assert yearly.touch_on(date(2026, 9, 1)) == date(2026, 9, 13)
    assert december.touch_on(date(2026, 2, 2)) == date(2026, 2, 14), "missed: by its pace, long before the next one"
    assert december.touch_on(date(2026, 11, 10)) == date(2026, 11, 17), "two weeks before its month"
    assert december.touch_on(date(2026, 12, 3)) == date(2026, 12, 3)
