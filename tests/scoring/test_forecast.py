"""The forecast of the year-end share: by hand, its invariants, and against what real registers became."""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_left
from datetime import date
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation.periods import fiscal_year, fiscal_year_of, shift_months
from relationships.scoring.forecast import BackTest, Fees, back_test, forecast, year_end
from tests.imports.bringing import REAL_DATA

QUARTERS = (0.25, 0.5, 0.75)
CENTS = st.integers(0, 10**9).map(lambda cents: cents / 100)
FEES = st.builds(Fees, CENTS, CENTS)


def even_years(shares: dict[int, float], total: float = 100.0) -> dict[tuple[int, float], Fees]:
    """Years in which fees come evenly."""
    points = (*QUARTERS, 1.0)
    return {
        (year, part): Fees(share * total * part, (1 - share) * total * part)
        for year, share in shares.items()
        for part in points
    }


def test_what_is_to_come_is_what_came_before_at_this_years_pace() -> None:
    known = {(2023, 0.5): Fees(40, 10), (2023, 1.0): Fees(80, 20), (2024, 0.5): Fees(60, 10)}
    # existing: 60 + 40 · (1 + 0.5 · 0.5) = 110; other: 10 + 10 = 20
    assert year_end(known, 2024, 0.5) == pytest.approx(110 / 130)


def test_three_years_are_averaged() -> None:
    known = even_years({2021: 0.6, 2022: 0.7, 2023: 0.8, 2024: 0.7})
    assert year_end(known, 2024, 0.5) == pytest.approx(0.7)


def test_nothing_to_go_by_is_no_forecast() -> None:
    assert year_end({(2024, 0.5): Fees(1, 1)}, 2024, 0.5) is None
    assert forecast(even_years({2023: 0.8, 2024: 0.8}), 2024, 0.5, points=QUARTERS) is None, "nothing to test it on"
    assert back_test({}, 2024, QUARTERS) == BackTest([], 0, 0)


def test_years_that_never_change_are_forecast_exactly() -> None:
    found = forecast(even_years(dict.fromkeys(range(2019, 2025), 0.82)), 2024, 0.5, points=QUARTERS)
    assert found is not None
    assert (found.middle, found.low, found.high) == pytest.approx((0.82, 0.82, 0.82))
    assert found.back_test.mean_miss == pytest.approx(0)
    assert found.back_test.coverage == 1


def test_the_interval_narrows_as_the_year_goes_on() -> None:
    known = even_years({2019: 0.7, 2020: 0.8, 2021: 0.72, 2022: 0.83, 2023: 0.75, 2024: 0.8})
    early, late = (forecast(known, 2024, part, points=QUARTERS) for part in (0.25, 0.75))
    assert early
    assert late
    assert early.high - early.low > 2 * (late.high - late.low) > 0


def test_a_year_is_not_tested_with_its_own_misses() -> None:
    """One wild year does not widen the interval that it is judged by."""
    known = even_years({2018: 0.8, 2019: 0.8, 2020: 0.8, 2021: 0.8, 2022: 0.8})
    known |= {(2022, part): Fees(80 * part, 20 * part) for part in QUARTERS} | {(2022, 1.0): Fees(20, 80)}
    tested = back_test(known, 2023, QUARTERS)
    assert (tested.judged, tested.inside) == (12, 9)


@given(st.dictionaries(st.tuples(st.integers(2015, 2024), st.sampled_from((*QUARTERS, 1.0))), FEES))
def test_a_forecast_is_a_share_inside_its_interval(known) -> None:
    found = forecast(known, 2024, 0.5, points=QUARTERS)
    if found is not None:
        assert 0 <= found.low <= found.middle <= found.high <= 1


def known_of(name: str, start_month: int) -> dict[tuple[int, float], Fees]:
    """Fees of a real register by year and quarter, existing by the house rule of 36 months."""
    with gzip.open(REAL_DATA / "real" / f"{name}.csv.gz", "rt", newline="") as lines:
        rows = [
            (f"{row['firm']} | {row['client']}", date.fromisoformat(row["date"]), float(row["amount"]))
            for row in csv.DictReader(lines)
        ]
    booked: dict[str, list[date]] = {}
    for client, day, amount in sorted(rows):
        if amount > 0:
            booked.setdefault(client, []).append(day)
    known: dict[tuple[int, float], Fees] = {}
    years = sorted({fiscal_year_of(day, start_month) for _, day, _ in rows})
    for year in years[1:]:
        start = fiscal_year(year, start_month).start
        window = shift_months(start, -36)
        existing = {
            client
            for client, days in booked.items()
            if (at := bisect_left(days, window)) < len(days) and days[at] < start
        }
        for part in (*QUARTERS, 1.0):
            until = shift_months(start, int(12 * part))
            inside = [(client in existing, amount) for client, day, amount in rows if start <= day < until]
            known[year, part] = Fees(
                sum(amount for old, amount in inside if old), sum(amount for old, amount in inside if not old)
            )
    return known


@pytest.mark.skipif(not (REAL_DATA / "real").exists(), reason=f"the real data are not at {REAL_DATA} (REAL_DATA)")
@pytest.mark.parametrize(("name", "start_month"), [("h2b_law_firms_fy2000_2005", 10), ("lda_listed_2013_2018", 1)])
def test_on_real_registers_it_beats_the_share_so_far_and_last_years(name, start_month) -> None:
    """A forecast worse than reading off today's share, or last year's, would be decoration."""
    known = known_of(name, start_month)
    tested = back_test(known, 9999, QUARTERS)
    so_far = fmean(abs(miss.actual - (known[miss.year, miss.elapsed].share or 0)) for miss in tested.misses)
    last_year = fmean(abs(miss.actual - (known[miss.year - 1, 1.0].share or 0)) for miss in tested.misses)
    assert tested.mean_miss is not None
    assert tested.coverage is not None
    assert tested.mean_miss < so_far
    assert tested.mean_miss < last_year
    assert tested.coverage >= 0.8
