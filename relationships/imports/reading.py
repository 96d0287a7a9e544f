"""From a file to batches of rows by column, past ragged and blank ones. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from relationships.foundation.csv_dialect import decoded, find_delimiter, survey
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.columns import Block
from relationships.imports.header import Header, find_header, recognised
from relationships.imports.kinds import Kind

BATCH_ROWS = 4_000
BATCH_CHARACTERS = 4_000_000


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
    delimiter = find_delimiter(start, lambda row: len(recognised(row, kind)))
    header = find_header(CsvRecords(decoded(path, found.encoding), delimiter), kind)
    return Table(path, kind, found.encoding, delimiter, found.fingerprint, header)
