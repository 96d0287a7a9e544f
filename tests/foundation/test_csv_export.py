"""Whatever stands in a cell, a spreadsheet must read it as text, and we must be able to read it back."""

from __future__ import annotations

import csv
import io
import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation.csv_export import BYTE_ORDER_MARK, cell_text, csv_lines, is_dangerous, restored, safe
from relationships.foundation.csv_response import csv_response

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%"]
BLANKS = [
    "",
    " ",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\x0b",
    '"',
    "'",
    "“",
    " \u200b'",
]
FORMULAS = [
    "SUM(1,1)",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://evil","x")',
    "IMPORTXML(1)",
    "1+1",
    "+41 61 123",
    "-2+3",
]


def read_back(cell: str) -> str:
    """The cell as a spreadsheet's reader gets it."""
    text = "".join(csv_lines(["a"], [[cell]])).removeprefix(BYTE_ORDER_MARK)
    (_, (found,)) = csv.reader(io.StringIO(text, newline=""))
    return found


def test_a_formula_behind_any_disguise_becomes_text():
    cells = [blank + sign + formula for blank, sign, formula in itertools.product(BLANKS, SIGNS, FORMULAS)]
    assert len(cells) > 1000
    for cell in cells:
        assert read_back(cell) == "'" + cell
        assert restored(read_back(cell)) == cell


@pytest.mark.parametrize(
    "harmless",
    ["Novagen", "1955000.00", "-140000.00", "+5", "1e5", "a=b", "A-Z", "", "日本", "Émile", "'quoted'", "#1"],
)
def test_what_is_no_formula_stays_as_it_is(harmless: str):
    assert safe(harmless) == harmless


@pytest.mark.parametrize("sly", ["-1+1", "+1-1", "1", "--1", "-", "=", "-١", "-1\n=2"])
def test_only_whole_plain_numbers_pass_as_numbers(sly: str):
    assert is_dangerous(sly) is (sly != "1")


@given(st.text())
def test_every_text_comes_back(text: str):
    assert restored(safe(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (Decimal("-140000.00"), "-140000.00"),
        (Decimal("1E-10"), "0.0000000001"),
        (-3, "-3"),
        (date(2024, 2, 29), "2024-02-29"),
    ],
)
def test_values_are_written_plainly(value: object, text: str):
    assert cell_text(value) == text


def test_a_file_begins_with_the_mark_that_makes_excel_read_utf_8():
    lines = list(csv_lines(["client"], [["Müller, Söhne"], ['say "hi"']]))
    assert lines == [f"{BYTE_ORDER_MARK}client\r\n", '"Müller, Söhne"\r\n', '"say ""hi"""\r\n']


@pytest.mark.parametrize("name", ["Novagen.csv", "a b.csv", "x\r\n.csv", "a/b.csv", 'a".csv', "a.exe"])
def test_a_file_name_is_never_somebody_elses(name: str):
    with pytest.raises(ValueError, match="plain and ours"):
        csv_response(name, [], [])
