"""The one way in which tables leave the product as CSV: whatever a cell holds, a spreadsheet reads it as text. Pure.

A cell is dangerous when, after blanks, invisible characters and quotes, it begins with a sign that starts a formula.
Such a cell gets a leading apostrophe; `restored` takes it off again. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for Windows-1252
_FORMULA_SIGNS = frozenset("=+-@|%\t\r\n＝＋－＠−")
_QUOTES = frozenset("'\"`‘’‚‛“”„‟‹›«»")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, each with its line end, a byte order mark in front of the first."""
    yield BYTE_ORDER_MARK + _line(header)
    for row in rows:
        yield _line(row)


def cell_text(value: Any) -> str:
    """`value` as a cell: None is empty, money and shares plain, days ISO, everything else made safe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return safe(str(value))


def safe(text: str) -> str:
    """`text`, behind an apostrophe where a spreadsheet might take it for a formula."""
    return f"'{text}" if is_dangerous(text) else text


def restored(text: str) -> str:
    """The original of a cell that `safe` wrote."""
    return text[1:] if text.startswith("'") and is_dangerous(text[1:]) else text


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet could run `text`: a formula sign comes first, past blanks, quotes and the invisible."""
    if _NUMBER.fullmatch(text):
        return False
    for character in text:
        if character in _FORMULA_SIGNS:
            return True
        if not _is_skipped(character):
            return False
    return False


def _is_skipped(character: str) -> bool:
    return character in _QUOTES or character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Zs", "Mn"}


def _line(cells: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([cell_text(cell) for cell in cells])
    return text.getvalue()
