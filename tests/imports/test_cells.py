"""What a cell may hold, one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.text import TextError, clean_text
from relationships.imports import amounts, cells, times
from relationships.imports.cells import CellError
from relationships.imports.parties import Party, parties, party

amount = amounts.Amount()
rounded = amounts.Rounded()
moment = times.moment(ZoneInfo("Europe/Zurich"), not_after=datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("cell", "value", "says_rounded"),
    [
        ("0", "0.00", ""),
        ("-0", "0.00", ""),
        ("-0.001", "0.00", "true"),
        ("0.005", "0.00", "true"),
        ("0.015", "0.02", "true"),
        ("0.025", "0.02", "true"),
        ("-0.025", "-0.02", "true"),
        ("0.0250001", "0.03", "true"),
        ("145.79999999999998", "145.80", "true"),
        ("1.500", "1.50", ""),
        ("007.5", "7.50", ""),
        ("+12", "12.00", ""),
        (".5", "0.50", ""),
        ("5.", "5.00", ""),
        ("9999999999999.99", "9999999999999.99", ""),
        ("-9999999999999.994", "-9999999999999.99", "true"),
        ("0000000000000000000012.3", "12.30", ""),
    ],
)
def test_amounts_are_rounded_half_even_to_the_cent(cell: str, value: str, says_rounded: str) -> None:
    assert Decimal(amount(cell)) == Decimal(value)
    assert not amount(cell).startswith("-0.00")
    assert rounded(cell) == says_rounded


@pytest.mark.parametrize(
    "cell",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e5",
        "1e400",
        "1,234.56",
        "1.234,56",
        "1234,5",
        "1 234",
        "€5",
        "5 EUR",
        "(5)",
        "--5",
        "5-",
    ]
    + [
        "\u0661\u0662",
        "\uff11\uff12",
        "\u22125",
        "0x10",
        "1_000",
        ".",
        "-",
        "10000000000000",
        "9999999999999.995",
        "9" * 400,
    ],
)
def test_what_is_no_plain_amount_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        amount(cell)


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6))
def test_any_amount_is_its_value_rounded_half_even(value: Decimal) -> None:
    expected = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    assert Decimal(amount(f"{value:f}")) == expected
    assert (rounded(f"{value:f}") == "true") == (expected != value)


@pytest.mark.parametrize("several", [["1", "1", ""], ["1", ""], ["", "1"], ["1", "\n"], ["1\n2"], ["1", "2\n3", "4"]])
def test_amounts_are_not_taken_at_once_when_one_of_them_is_none(several: list[str]) -> None:
    assert amount.at_once(several) is None
    assert rounded.at_once(several) is None


@given(st.lists(st.from_regex(r"-?[1-9][0-9]{0,12}(\.[0-9]{1,2})?", fullmatch=True) | st.text(max_size=6), min_size=1))
def test_amounts_taken_at_once_are_those_taken_one_by_one(several: list[str]) -> None:
    at_once = amount.at_once(several)
    if at_once is not None:
        assert [Decimal(each) for each in at_once] == [Decimal(amount(each)) for each in several]
        assert rounded.at_once(several) == [rounded(each) for each in several] == [""] * len(several)


@given(st.lists(st.text(max_size=8), min_size=1))
def test_texts_taken_at_once_are_those_the_gate_lets_through(several: list[str]) -> None:
    at_once = cells.Text(6).at_once(several)
    if at_once is not None:
        assert at_once == [clean_text(each, max_length=6) for each in several]


def test_a_long_text_is_refused_at_once_too() -> None:
    assert cells.Text(3).at_once(["abc", "abcd"]) is None
    with pytest.raises(CellError, match="At most 3 fit"):
        cells.Text(3)("abcd")


@pytest.mark.parametrize("cell", ["a\x00b", "\ud800", "x\udcff"])
def test_text_that_no_database_takes_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        cells.Text(10)(cell)
    with pytest.raises(TextError):
        clean_text(cell)


@pytest.mark.parametrize("cell", ["1900-01-01", "2024-02-29", "2100-12-31"])
def test_iso_days_are_taken(cell: str) -> None:
    assert times.day(cell) == date.fromisoformat(cell).isoformat()


@pytest.mark.parametrize(
    "cell",
    ["1899-12-31", "2101-01-01", "0001-01-01", "9999-12-31", "2023-02-29", "2024-04-31", "2024-W01-1", "20240101"]
    + ["31.12.2024", "12/31/2024", "24-01-01", "2024-1-1", "2024-01-01T00:00", "infinity", "\u0662024-01-01", "today"],
)
def test_other_days_are_refused(cell: str) -> None:
    with pytest.raises(CellError):
        times.day(cell)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2024-07-01T10:00", "2024-07-01T08:00:00"),
        ("2024-01-01 10:00:30", "2024-01-01T09:00:30"),
        ("2024-07-01T10:00Z", "2024-07-01T10:00:00"),
        ("2024-07-01T10:00:00.5+0530", "2024-07-01T04:30:00.500000"),
        ("2024-07-01 10:00 -03:00", "2024-07-01T13:00:00"),
        ("2024-07-01", "2024-06-30T22:00:00"),
        ("1900-01-01T01:00", "1900-01-01T00:00:00"),
    ],
)
def test_times_without_a_zone_are_meant_in_the_firms(cell: str, utc: str) -> None:
    assert datetime.fromisoformat(moment(cell)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("cell", ["2026-11-22T12:00:01Z", "1900-01-01T00:00", "0001-01-01", "9999-12-31", "2024-13-01"])
def test_moments_to_come_or_out_of_range_are_refused(cell: str) -> None:
    with pytest.raises(CellError):
        moment(cell)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("https://example.com/x", "https://example.com/x"),
        ("example.com", "https://example.com"),
        ("HTTP://example.com", "HTTP://example.com"),
        ("www.example.com/a:b", "https://www.example.com/a:b"),
    ],
)
def test_web_addresses(cell: str, address: str) -> None:
    assert cells.website(cell) == address


@pytest.mark.parametrize(
    "cell", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "a b.c", "word", "."]
)
def test_what_is_no_web_address_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        cells.website(cell)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Ann Lee", Party("Ann Lee", "")),
        ("ANN@Example.com", Party("", "ann@example.com")),
        ("Ann Lee <ANN@example.com>", Party("Ann Lee", "ann@example.com")),
        ('"Lee, Ann" <ann@example.com>', Party("Lee, Ann", "ann@example.com")),
        ("<ann@example.com>", Party("", "ann@example.com")),
        ("a..martin", Party("a..martin", "")),
        ("Ann @ Work", Party("Ann @ Work", "")),
    ],
)
def test_somebody_is_named_in_three_ways(cell: str, found: Party) -> None:
    assert party(cell, name_length=100) == found


@pytest.mark.parametrize(
    "cell", ["ann@", "@example.com", "Ann <ann>", "Ann <a@b.c", "a@b@c", "a\U00010d50@x.example", "<>", '""', "x" * 101]
)
def test_half_an_address_is_refused(cell: str) -> None:
    with pytest.raises(CellError):
        party(cell, name_length=100)


def test_several_are_parted_by_semicolons_and_repeats_count_once() -> None:
    parse = parties(name_length=100)
    assert parse("Bo; Ann <a@x.example>;;Bo ;A@x.example") == parse("a@X.example;Bo;Ann <a@x.example>")


@pytest.mark.parametrize(
    ("cell", "value"), [("Yes", "true"), ("x", "true"), ("1", "true"), ("no", "false"), ("F", "false")]
)
def test_yes_and_no(cell: str, value: str) -> None:
    assert cells.yes_or_no(cell) == value


def test_a_word_that_is_not_allowed_lists_those_that_are() -> None:
    with pytest.raises(CellError, match="Write one of: A, B"):
        cells.one_of(("A", "B"))("Z")


@pytest.mark.parametrize("cell", ["1.5", "-1", "0x10", "1_0", "9" * 30, "\u0661", "0", "51"])
def test_whole_numbers_outside_their_range_are_refused(cell: str) -> None:
    with pytest.raises(CellError):
        cells.whole(at_least=1, at_most=50)(cell)
