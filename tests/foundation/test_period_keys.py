"""What addresses and commands call a period."""

from __future__ import annotations

from datetime import date

import pytest

from relationships.foundation.period_keys import period_named
from relationships.foundation.periods import PeriodError

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "start_month", "name", "before"),
    [
        ("to-date", 1, "2026 to 22 Nov", "2025 to 22 Nov"),
        ("quarter", 1, "Q4 2026 to 22 Nov", "Q4 2025 to 22 Nov"),
        ("quarter", 10, "Q1 FY2027 to 22 Nov", "Q1 FY2026 to 22 Nov"),
        ("rolling", 1, "Twelve months to 22 Nov 2026", "Twelve months to 22 Nov 2025"),
        ("rolling-2025-06-30", 1, "Twelve months to 30 Jun 2025", "Twelve months to 30 Jun 2024"),
        ("to-date-2016-02-29", 10, "FY2016 to 29 Feb", "FY2015 to 28 Feb"),
        ("quarter-2016-08-15", 10, "Q4 FY2016 to 15 Aug", "Q4 FY2015 to 15 Aug"),
        ("2016", 10, "FY2016", "FY2015"),
        ("2016q1", 10, "Q1 FY2016", "Q1 FY2015"),
        ("2016m1", 10, "Oct 2015", "Oct 2014"),
        ("2016m12", 1, "Dec 2016", "Dec 2015"),
    ],
)
def test_a_key_names_a_period_and_the_same_days_a_year_earlier(key, start_month, name, before):
    period = period_named(key, start_month, TODAY)
    assert (period.name, period.before().name) == (name, before)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("soon", "2025q3"),
        ("2025q5", "no such period"),
        ("2025m13", "no such period"),
        ("2025-06-30", "no such period"),
        ("rolling-2025-02-30", "2025-02-30 is no day"),
        ("to-date-0001-01-01", "lies between"),
        ("1000", "1900"),
        ("٢٠٢٥", "no such period"),
    ],
)
def test_other_keys_are_refused_in_words(key, said):
    with pytest.raises(PeriodError, match=said):
        period_named(key, 1, TODAY)
