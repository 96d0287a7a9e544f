"""Days and amounts as people write them, and what a whole column says of its order and its decimal sign."""

from __future__ import annotations

import pytest

from relationships.imports.written_amounts import currency_in, decimal_sign, written_amount
from relationships.imports.written_days import day_order, written_day, written_moment


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("31.12.2023", "dmy", "2023-12-31"),
        ("12/31/2023", "mdy", "2023-12-31"),
        ("3/4/2024", "dmy", "2024-04-03"),
        ("3/4/2024", "mdy", "2024-03-04"),
        ("2024/3/1", "mdy", "2024-03-01"),
        ("20240331", "dmy", "2024-03-31"),
        ("45292", "dmy", "2024-01-01"),
        ("05 Jan 2021", "dmy", "2021-01-05"),
        ("March 3, 2024", "dmy", "2024-03-03"),
        ("3. März 2024", "mdy", "2024-03-03"),
        ("Mon 3 June 2024", "mdy", "2024-06-03"),
        ("2024-03-31 00:00:00", "dmy", "2024-03-31"),
        ("05-Jan-71", "dmy", "1971-01-05"),
        ("31/02/2024", "dmy", "2024-02-31"),
        ("soon", "dmy", "soon"),
    ],
)
def test_a_day_in_any_writing_is_one_day(cell: str, order: str, day: str) -> None:
    assert written_day(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("3/4/2024 14:05", "2024-04-03T14:05:00"),
        ("5 Jan 2021, 2:05 PM", "2021-01-05T14:05:00"),
        ("45292.5", "2024-01-01T12:00:00"),
        ("2024-03-31T14:05:00+02:00", "2024-03-31T14:05:00+02:00"),
        ("31.12.2024", "2024-12-31"),
    ],
)
def test_a_moment_in_any_writing_is_one_moment(cell: str, moment: str) -> None:
    assert written_moment(cell, "dmy") == moment


def test_a_column_says_its_order_and_a_column_that_does_not_is_asked_about() -> None:
    assert (day_order(["3/4/2024", "13/4/2024"]).order, day_order(["3/4/2024", "4/13/2024"]).order) == ("dmy", "mdy")
    assert day_order(["3.4.2024"]).sure
    asked = day_order(["3/4/2024", "5/6/2024"])
    assert (asked.sure, asked.example) == (False, "3/4/2024")


@pytest.mark.parametrize(
    ("cell", "sign", "amount"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1'234.50", ".", "1234.50"),
        ("(1,200.00)", ".", "-1200.00"),
        ("1 234 567,89", ",", "1234567.89"),
        ("€5", ".", "5"),
        ("CHF 1'000", ".", "1000"),
        ("5-", ".", "-5"),
        ("99.-", ".", "99"),
        ("0,5", ",", "0.5"),
        ("٠١٢", ".", "012"),
        ("12,34,56", ".", "12,34,56"),
        ("1e5", ".", "1e5"),
        ("abc", ".", "abc"),
    ],
)
def test_an_amount_in_any_writing_is_one_amount(cell: str, sign: str, amount: str) -> None:
    assert written_amount(cell, sign) == amount


def test_a_column_says_its_decimal_sign_and_the_amount_its_currency() -> None:
    assert (decimal_sign(["1.234,56"]).sign, decimal_sign(["1.234.567"]).sign, decimal_sign(["12.5"]).sign) == (
        ",",
        ",",
        ".",
    )
    assert not decimal_sign(["1,234"]).sure
    assert [currency_in(cell, "EUR") for cell in ("€5", "$5", "5", "Fr. 5")] == ["EUR", "USD", "", "CHF"]
    assert currency_in("$5", "CAD") == "CAD"
