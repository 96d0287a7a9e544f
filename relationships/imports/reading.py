"""From a file to batches of rows by column, past ragged and blank ones. Pure: no Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from relationships.foundation.csv_dialect import decoded, find_delimiter, survey
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.columns import Block
from relationships.imports.header import Header, find_header, recognised
from relationships.imports.kinds import Kind

BATCH_ROWS = 4_000
BATCH_CHARACTERS = 4_000_000


class Records(Protocol):
    """The records of a file: `(line, cells)`, or a `BrokenRecord` in the place of the cells.

    `characters` counts what was read since somebody set it to zero.
    """

    characters: int

    def __iter__(self) -> Iterator[tuple[int, list[str] | BrokenRecord]]: ...


Columns = Sequence[Sequence[str]]
Arrange = Callable[[Columns], dict[str, Sequence[str]]]
"""From the columns of the file to those of the kind."""
LeftOut = Mapping[int, Mapping[int, str] | None]
"""What somebody corrected: by line the new cells by their place, or None for a row to leave out."""


@dataclass(frozen=True)
class Batch:
    """Some rows by column, and the records among them that can't be read."""

    block: Block
    broken: list[BrokenRecord]
    skipped: int = 0
    last_line: int = 0


@dataclass(frozen=True)
class Table:
    """A file that fits a kind."""

    path: Path
    kind: Kind
    fingerprint: str
    header: Header
    records: Callable[[], Records]
    arrange: Arrange | None = None
    pads: bool = False
    """Whether a row may end early, as those of a workbook do."""
    corrections: LeftOut = field(default_factory=dict)

    def batches(self, *, after: int) -> Iterator[Batch]:
        """The rows that begin after line `after`, in bounded batches."""
        records = self.records()
        after = max(after, self.header.line)
        batch = _Collected(self)
        for line, cells in records:
            if line <= after:
                continue
            batch.take(line, self._corrected(line, cells))
            if batch.count >= BATCH_ROWS or records.characters > BATCH_CHARACTERS:
                records.characters = 0
                yield batch.finished()
                batch = _Collected(self)
        yield batch.finished()

    def _corrected(self, line: int, cells: list[str] | BrokenRecord) -> list[str] | BrokenRecord | None:
        if line not in self.corrections:
            return cells
        new = self.corrections[line]
        if new is None:
            return None
        if not isinstance(cells, BrokenRecord):
            cells += [""] * (max(new, default=-1) + 1 - len(cells))
            for place, cell in new.items():
                cells[place] = cell
        return cells


@dataclass
class _Collected:
    table: Table
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    broken: list[BrokenRecord] = field(default_factory=list)
    skipped: int = 0
    last_line: int = 0

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.broken) + self.skipped

    def take(self, line: int, cells: list[str] | BrokenRecord | None) -> None:
        """Add a record; None is one that somebody left out."""
        if cells is None:
            self.skipped += 1
            self.last_line = line
        elif isinstance(cells, BrokenRecord):
            self.broken.append(cells)
        elif any(cells):
            width = self.table.header.width
            if self.table.pads:
                cells += [""] * (width - len(cells))
            if len(cells) == width or _made_to_fit(cells, width):
                self.lines.append(line)
                self.rows.append(cells)
            else:
                self.broken.append(_ragged(line, cells, width))

    def finished(self) -> Batch:
        columns: Columns = list(zip(*self.rows, strict=True)) or [()] * self.table.header.width
        cells: dict[str, Sequence[str]]
        if self.table.arrange:
            cells = self.table.arrange(columns)
        else:
            cells = {name: columns[place] for name, place in self.table.header.places.items()}
        return Batch(Block(self.lines, cells), self.broken, self.skipped, self.last_line)


def _made_to_fit(cells: list[str], width: int) -> bool:
    """Cut empty cells past the header's width, as spreadsheets add them. Whether the row fits now."""
    if any(cell.strip() for cell in cells[width:]):
        return False
    del cells[width:]
    return len(cells) == width


def _ragged(line: int, cells: list[str], width: int) -> BrokenRecord:
    reason = f"This row has {len(cells)} cells, the header {width}. Check delimiters and quotation marks."
    return BrokenRecord(line, ",".join(cells[:50])[:200], reason)


def open_table(path: Path, kind: Kind) -> Table:
    """Look the file over. Raises `NotCsv`, `HeaderProblem`, or `OSError`."""
    found = survey(path)
    start = next(decoded(path, found.encoding), "")
    delimiter = find_delimiter(start, lambda row: len(recognised(row, kind)))

    def records() -> CsvRecords:
        return CsvRecords(decoded(path, found.encoding), delimiter)

    return Table(path, kind, found.fingerprint, find_header(records(), kind), records)
