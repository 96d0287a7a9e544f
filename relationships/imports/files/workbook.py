"""The first sheet of an Excel workbook as records, row by row in bounded memory. Pure.

A cell is what a person reads in it: a day as 2024-03-31, a whole number without a point, yes or no.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from relationships.foundation.csv_dialect import NotCsv
from relationships.imports.files.kept_rows import Record

MOST_UNPACKED = 1 << 30
MOST_PARTS = 5_000
MOST_TEXTS = 128 << 20
"""Bytes of the table of texts, which is held in memory."""
MOST_COLUMNS = 1_000
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_AT_THE_TOP = 4_096


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip with a workbook in it."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as parts:
            return any(name.startswith("xl/") for name in parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def workbook_records(path: Path) -> Iterator[Record]:
    """The rows of the first sheet that has any. Raises `NotCsv` with the remedy for what can't be read."""
    # Whoever reads no workbook need not hold the library, nor the arrays that it brings along: 25 MB.
    from openpyxl import load_workbook

    _refuse_bombs(path)
    try:
        # Opened here: by a path it goes by the name's ending, and a file that was handed over is called "file".
        with (
            path.open("rb") as file,
            closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book,
        ):
            for sheet in book.worksheets:
                found = False
                # What a sheet says of its own size is often wrong.
                sheet.reset_dimensions()
                for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
                    if any(value not in (None, "") for value in row):
                        found = True
                        yield number, _without_the_blank_end([_cell(value) for value in row])
                if found:
                    return
    except NotCsv:
        raise
    except Exception as problem:  # a broken workbook breaks the reader in any of its parts
        raise NotCsv("This workbook can't be read. Open it in a spreadsheet and save it as CSV (UTF-8).") from problem


def _without_the_blank_end(cells: list[str]) -> list[str]:
    """A sheet's rows are as wide as its widest one ever was."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
                raise NotCsv("This workbook unpacks to more than 1 GB. Save the sheet as CSV (UTF-8).")
            for part in listed:
                if part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_TEXTS:
                    raise NotCsv("This workbook holds too much text. Save the sheet as CSV (UTF-8).")
                if part.filename.endswith((".xml", ".rels")):
                    with parts.open(part) as file:
                        if _DECLARES.search(file.read(_AT_THE_TOP)):
                            raise NotCsv("This workbook declares entities, as none should. Save the sheet as CSV.")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as problem:
        raise NotCsv("This workbook is damaged. Save the sheet as CSV (UTF-8).") from problem


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
