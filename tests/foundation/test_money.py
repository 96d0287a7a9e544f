"""Money as people read it."""

from decimal import Decimal

import pytest

from relationships.foundation.display.money import money, money_short


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (Decimal("1120000.5"), "EUR", "€1,120,000.50"),
        (Decimal("-2900"), "GBP", "−£2,900.00"),
        (Decimal("0.005"), "EUR", "€0.00"),
        (Decimal("-0.004"), "EUR", "€0.00"),
        (Decimal("12"), "PLN", "PLN\u00a012.00"),
        (0, "", "0.00"),
        (None, "EUR", "no data"),
    ],
)
def test_the_full_amount_is_grouped_and_to_the_cent(amount, currency, written):
    assert money(amount, currency) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1120000"), "€1.12m"),
        (Decimal("36500000"), "€36.5m"),
        (Decimal("412000000"), "€412m"),
        (Decimal("6000000"), "€6m"),
        (Decimal("86400"), "€86k"),
        (Decimal("999999"), "€1m"),
        (Decimal("999499"), "€999k"),
        (Decimal("940.4"), "€940"),
        (Decimal("2500000000"), "€2.5bn"),
        (Decimal("-2900000"), "−€2.9m"),
        (Decimal("0"), "€0"),
        (None, "no data"),
    ],
)
def test_the_short_amount_keeps_about_three_digits(amount, written):
    assert money_short(amount, "EUR") == written
