"""Fees of one client over the firm's years. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

FeesByYear = Mapping[int, Decimal]
"""Net fees by fiscal year, named as in `foundation.periods`; years without a fee entry are absent."""


def years_running(fees: FeesByYear, this_year: int) -> int:
    """How many years in a row up to `this_year` had positive net fees.

    A year that has only begun breaks no row: without fees in it the count starts at the year before.
    """
    year = this_year if fees.get(this_year, 0) > 0 else this_year - 1
    count = 0
    while fees.get(year, 0) > 0:
        count, year = count + 1, year - 1
    return count


def last_years(fees: FeesByYear, this_year: int, most: int) -> list[tuple[int, Decimal]]:
    """Up to `most` (year, net fees) pairs ending with `this_year`, oldest first, from the first year with an entry on."""
    known = [year for year in fees if year <= this_year]
    if not known:
        return []
    first = max(min(known), this_year - most + 1)
    return [(year, fees.get(year, Decimal(0))) for year in range(first, this_year + 1)]
