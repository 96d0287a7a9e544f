"""What a file is, and its records. Pure: no Django.

Workbooks and address cards are read once and kept as rows beside the file; a CSV file is read where it lies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from relationships.foundation.csv_dialect import (
    DELIMITERS,
    HEADER_WITHIN,
    NotCsv,
    declared_delimiter,
    decoded,
    find_delimiter,
    survey,
)
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.files.kept_rows import KeptRows, keep_rows
from relationships.imports.files.vcard import is_vcard, vcard_records
from relationships.imports.files.workbook import is_workbook, workbook_records
from relationships.imports.reading import Records

ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "iso-8859-2", "iso-8859-7", "shift_jis", "gb18030", "mac_roman")
_START = 4_096
_SEEN = 200


@dataclass(frozen=True)
class Opened:
    """How a file is written. `format`: csv, workbook or vcard."""

    format: str
    fingerprint: str
    encoding: str = ""
    delimiter: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def records(self, path: Path) -> Records:
        """The file's records."""
        if self.format == "csv":
            return CsvRecords(decoded(path, self.encoding), self.delimiter)
        return KeptRows(rows_of(path))

    def read_otherwise(self, *, encoding: str, delimiter: str) -> Opened:
        """The same CSV file in another encoding, or with another delimiter."""
        if self.format != "csv" or encoding not in ENCODINGS or delimiter not in DELIMITERS:
            return self
        return replace(self, encoding=encoding, delimiter=delimiter)


def rows_of(path: Path) -> Path:
    """Where the rows of a workbook or of address cards are kept."""
    return path.with_suffix(".rows")


def open_file(path: Path) -> Opened:
    """Find out what the file is, and keep its rows where it is no CSV. Raises `NotCsv`, or `OSError`."""
    with path.open("rb") as file:
        start = file.read(_START)
    if is_workbook(path):
        return _kept(path, "workbook")
    if is_vcard(start):
        return _kept(path, "vcard")
    found = survey(path)
    text = next(decoded(path, found.encoding), "")
    if not text.strip("\ufeff \r\n\t"):
        raise NotCsv("This file is empty.")
    return Opened("csv", found.fingerprint, found.encoding, _delimiter(text))


def _kept(path: Path, form: str) -> Opened:
    records = workbook_records(path) if form == "workbook" else vcard_records(path)
    fingerprint = keep_rows(rows_of(path), records)
    if next(iter(KeptRows(rows_of(path))), None) is None:
        raise NotCsv("This workbook has no rows.")
    return Opened(form, fingerprint)


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows near the top into the same number of cells, more than one."""
    if declared := declared_delimiter(text[:8]):
        return declared

    def steadiness(delimiter: str) -> tuple[int, int]:
        rows = islice(CsvRecords([text], delimiter), _SEEN)
        widths = Counter(len(cells) for _, cells in rows if not isinstance(cells, BrokenRecord) and len(cells) > 1)
        width, times = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return times, width

    best = max(DELIMITERS, key=steadiness)
    return best if steadiness(best)[0] else find_delimiter(text, len)


def first_rows(records: Records, count: int = HEADER_WITHIN) -> list[tuple[int, list[str]]]:
    """The first rows that can be read."""
    rows = ((line, cells) for line, cells in records if not isinstance(cells, BrokenRecord))
    return list(islice(rows, count))
