"""From a file to blocks of columns: header, ragged rows, blank rows. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from relationships.foundation.csv_dialect import (
    HEADER_WITHIN,
    decoded,
    find_delimiter,
    survey,
)
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.columns import Block
from relationships.imports.kinds import Kind

BATCH_ROWS = 4_000
BATCH_CHARACTERS = 4_000_000


class HeaderProblem(ValueError):
    """The header doesn't fit the kind; `str(error)` names the columns."""


@dataclass(frozen=True)
class Header:
    """Where the header stands and which cell of a row belongs to which column."""

    line: int
    width: int
    places: dict[str, int]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """Some rows by column, and the records among them that can't be read."""

    block: Block
    broken: list[BrokenRecord]


@dataclass(frozen=True)
class Table:
    """A CSV file that fits a kind."""

    path: Path
    kind: Kind
    encoding: str
    delimiter: str
    fingerprint: str
    header: Header

    def batches(self, *, after: int) -> Iterator[Batch]:
        """The rows that begin after line `after`, in bounded batches."""
        records = CsvRecords(decoded(self.path, self.encoding), self.delimiter)
        after = max(after, self.header.line)
        width = self.header.width
        batch = _Collected(self.header)
        for line, cells in records:
            if line <= after:
                continue
            if isinstance(cells, BrokenRecord):
                batch.broken.append(cells)
            elif not any(cells):
                continue
            elif len(cells) == width or self._made_to_fit(cells):
                batch.lines.append(line)
                batch.rows.append(cells)
            else:
                batch.broken.append(self._ragged(line, cells))
            if len(batch.rows) + len(batch.broken) >= BATCH_ROWS or records.characters > BATCH_CHARACTERS:
                records.characters = 0
                yield batch.finished()
                batch = _Collected(self.header)
        yield batch.finished()

    def _made_to_fit(self, cells: list[str]) -> bool:
        """Cut empty cells past the header's width, as spreadsheets add them. Whether the row fits now."""
        if any(cell.strip() for cell in cells[self.header.width :]):
            return False
        del cells[self.header.width :]
        return len(cells) == self.header.width

    def _ragged(self, line: int, cells: list[str]) -> BrokenRecord:
        reason = (
            f"This row has {len(cells)} cells, the header {self.header.width}. Check delimiters and quotation marks."
        )
        return BrokenRecord(line, self.delimiter.join(cells[:50])[:200], reason)


@dataclass
class _Collected:
    header: Header
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    broken: list[BrokenRecord] = field(default_factory=list)

    def finished(self) -> Batch:
        columns = list(zip(*self.rows, strict=True)) or [()] * self.header.width
        cells: dict[str, Sequence[str]] = {name: columns[place] for name, place in self.header.places.items()}
        return Batch(Block(self.lines, cells), self.broken)


def open_table(path: Path, kind: Kind) -> Table:
    """Look the file over. Raises `NotCsv`, `HeaderProblem`, or `OSError`."""
    found = survey(path)
    start = next(decoded(path, found.encoding), "")
    delimiter = find_delimiter(start, lambda row: len(_recognised(row, kind)))
    header = find_header(CsvRecords(decoded(path, found.encoding), delimiter), kind)
    return Table(path, kind, found.encoding, delimiter, found.fingerprint, header)


def find_header(records: CsvRecords, kind: Kind) -> Header:
    """The first row near the top that holds every required column; notes may stand above it."""
    first: list[str] | None = None
    for line, cells in islice(records, HEADER_WITHIN):
        if isinstance(cells, BrokenRecord):
            continue
        if set(kind.required) <= set(_recognised(cells, kind)):
            return _header(line, cells, kind)
        first = first or cells
    raise HeaderProblem(_what_is_missing(first, kind))


def _header(line: int, cells: list[str], kind: Kind) -> Header:
    while cells and not cells[-1].strip():
        cells.pop()
    names = [column_name(cell) for cell in cells]
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name in kind.columns:
            if name in places:
                raise HeaderProblem(f"The column {name} stands twice in the header. Keep one.")
            places[name] = place
    taken = set(places.values())
    ignored = [cell.strip() or f"(column {place + 1})" for place, cell in enumerate(cells) if place not in taken]
    return Header(line, len(cells), places, tuple(ignored))


def column_name(cell: str) -> str:
    """A header cell as columns are named: lower case, underscores for blanks and hyphens."""
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _recognised(cells: list[str], kind: Kind) -> list[str]:
    return [name for name in map(column_name, cells) if name in kind.columns]


def _what_is_missing(first: list[str] | None, kind: Kind) -> str:
    if first is None:
        return "The file is empty. Its first line must name the columns."
    missing = [name for name in kind.required if name not in _recognised(first, kind)]
    listed = ", ".join(cell.strip()[:40] for cell in first[:20])
    readable = "".join(character if character.isprintable() else "\ufffd" for character in listed)
    return (
        f"Missing column: {', '.join(missing)}. A {kind.name} file needs {', '.join(kind.required)}, and may have "
        f"{', '.join(name for name in kind.columns if name not in kind.required)}. The header read: {readable}"
    )
