"""Tables as Excel workbooks: numbers are numbers, days are days, and everything else is text, whatever it begins with.

A text cell is typed as text, so that no formula can be in it; it also gets the apostrophe of `csv_export.safe`, for
whoever saves the sheet as CSV and opens that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from relationships.foundation.csv_export import cell_text, safe
from relationships.foundation.figures import Figure

MOST_ROWS = 1_048_575
"""As many as a sheet holds below its head."""
MOST_CHARACTERS = 32_767
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class TooManyRows(Exception):
    """The table has more rows than a sheet holds."""


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook of one sheet in a temporary file, written row by row. Raises `TooManyRows`."""
    # Whoever writes no workbook need not hold the library, nor the arrays that it brings along: 25 MB.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Perennial")
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name) for name in header])
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            sheet.close()
            raise TooManyRows(f"A sheet holds {MOST_ROWS:,} rows. Take the CSV file, or narrow the list.")
        sheet.append([_cell(sheet, value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, Figure):
        return Decimal(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = value if isinstance(value, str) else cell_text(value)
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value="")
    cell.value = _NO_XML.sub("", safe(text))[:MOST_CHARACTERS]
    cell.data_type = "s"
    return cell
