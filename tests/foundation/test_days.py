"""Days as people say them."""

from datetime import UTC, date, datetime

import pytest

from relationships.foundation.display.days import ago, day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2026, 11, 20), "Fri 20 Nov"),
        (date(2025, 11, 20), "Thu 20 Nov 2025"),
        (datetime(2026, 1, 2, 23, 0, tzinfo=UTC), "Fri 2 Jan"),
        (None, "no data"),
    ],
)
def test_a_day_names_its_year_only_when_it_is_another_one(moment, written):
    assert day(moment, TODAY) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 19), "3 days ago"),
        (date(2026, 11, 29), "in 7 days"),
        (date(2026, 5, 26), "180 days ago"),
        (date(2026, 5, 25), "Mon 25 May"),
        (None, "never"),
    ],
)
def test_days_are_relative_within_half_a_year(moment, written):
    assert ago(moment, TODAY) == written
