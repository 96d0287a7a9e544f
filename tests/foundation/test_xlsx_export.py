"""A workbook holds what was put into it, and never a formula."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.http import Http404
from django.test import RequestFactory
from openpyxl import load_workbook

from relationships.foundation import xlsx_export
from relationships.foundation.csv_export import restored
from relationships.foundation.figures import Figure
from relationships.foundation.table_response import table_response
from relationships.foundation.xlsx_export import TooManyRows, workbook
from tests.foundation.test_csv_export import BLANKS, FORMULAS, SIGNS


def read_back(header, rows):
    sheet = load_workbook(workbook(header, rows)).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_numbers_and_days_keep_their_kind():
    [row] = read_back("abcdef", [[Decimal("-12.30"), 7, date(2026, 11, 22), None, "007", Figure("1955000.00")]])
    expected = [(-12.3, "n"), (7, "n"), (datetime(2026, 11, 22), "d"), (None, "n"), ("007", "s"), (1_955_000, "n")]
    assert row == expected


def test_no_cell_is_a_formula():
    cells = [b + s + f for b, s, f in itertools.product(["", " ", "\u200b", '"'], SIGNS, FORMULAS)]
    found = [row[0] for row in read_back(["a"], [[cell] for cell in cells])]
    assert {kind for _, kind in found} == {"s"}
    assert [restored(value) for value, _ in found] == [cell.replace("\r", "\n") for cell in cells]


def test_a_head_is_no_formula_either():
    sheet = load_workbook(workbook(["=1+1"], [])).active
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("'=1+1", "s")


@pytest.mark.parametrize("blank", BLANKS)
def test_characters_that_no_sheet_can_hold_are_left_out(blank):
    [[(value, _)]] = read_back(["a"], [[f"x{blank}\x00\x08y\ud800"]])
    assert value.startswith("x")
    assert value.endswith("y")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_export, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows, match="3 rows"):
        workbook(["a"], [[n] for n in range(4)])


def test_the_address_says_which_file(rf: RequestFactory):
    csv_file = table_response(rf.get("/"), "clients.csv", ["a"], [["b"]])
    sheet = table_response(rf.get("/?format=xlsx"), "clients.csv", ["a"], [["b"]])
    assert csv_file.headers["Content-Disposition"] == 'attachment; filename="clients.csv"'
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="clients.xlsx"'
    assert load_workbook(BytesIO(b"".join(sheet.streaming_content))).active["A2"].value == "b"
    with pytest.raises(Http404):
        table_response(rf.get("/?format=pdf"), "clients.csv", ["a"], [])
