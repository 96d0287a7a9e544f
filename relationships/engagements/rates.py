"""An amount in the firm's currency at the rate of its booking date."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from relationships.engagements.ecb_rates import ecb_rate
from relationships.engagements.models import ExchangeRate

CENT = Decimal("0.01")
TOO_MUCH = Decimal(10) ** 13
"""Amounts stay below this, also in the firm's currency."""


class NoRate(Exception):
    """Nobody knows what the currency was worth that day."""


class TooMuch(Exception):
    """In the firm's currency the amount has more than 13 digits before the point."""


def base_amount(amount: Decimal, *, currency: str, base: str, on: date) -> Decimal:
    """`amount` of `currency` in `base` on the day `on`, rounded half-even to the cent.

    The rate that an import or an earlier entry used that day comes first, then the European Central Bank's, which is
    kept. Raises `NoRate` or `TooMuch`. Call inside a transaction.
    """
    if currency == base:
        return amount
    converted = (amount * _rate(currency, base, on)).quantize(CENT, rounding=ROUND_HALF_EVEN)
    if abs(converted) >= TOO_MUCH:
        raise TooMuch
    return converted


def _rate(currency: str, base: str, on: date) -> Decimal:
    known = ExchangeRate.objects.filter(currency=currency, base_currency=base, on=on, archived_at__isnull=True).first()
    if known is not None:
        return known.rate
    rate = ecb_rate(currency, base, on)
    if rate is None:
        raise NoRate
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(currency=currency, base_currency=base, on=on, rate=rate)], ignore_conflicts=True
    )
    return rate
