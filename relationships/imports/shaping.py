"""From a batch of records to lines for COPY and row errors. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import repeat

from relationships.imports.columns import Block, ColumnReader, Fault
from relationships.imports.kinds import Kind
from relationships.imports.problems import RowError
from relationships.imports.reading import Batch

_EVIDENCE = 200
_LEADING = ("run_id", "line", "key", "has_id", "rejected")


@dataclass(frozen=True)
class Shaped:
    """One batch, ready to be copied."""

    text: str
    count: int
    last_line: int
    errors: list[RowError]


class Shaper:
    """Shapes the batches of one file."""

    def __init__(self, run_id: int, kind: Kind) -> None:
        self.columns = (*_LEADING, *kind.staged)
        self._run = str(run_id)
        self._kind = kind
        self._readers = [ColumnReader(each) for each in kind.fields]
        self._nothing = "\t" * len(kind.staged)

    def shape(self, batch: Batch) -> Shaped:
        """Parse every cell, check every row, and write what is left for COPY."""
        block = batch.block
        for reader in self._readers:
            reader.read(block)
        block.faults += self._missing(block)
        block.faults += self._kind.check(block)
        errors = [RowError(broken.line, "", shown(broken.start), broken.reason) for broken in batch.broken]
        errors += [_row_error(block, fault) for fault in block.faults]
        keys, given = self._keys(block)
        rows = self._good_rows(block, keys, given)
        for index in {fault.index for fault in block.faults}:
            rows[index] = self._rejected(block.lines[index], keys[index] if given[index] else "", given[index])
        rows += [self._rejected(broken.line, "", given=False) for broken in batch.broken]
        errors.sort(key=lambda error: error.line)
        last = max((*block.lines[-1:], *(broken.line for broken in batch.broken[-1:])), default=0)
        return Shaped("\n".join((*rows, "")), len(rows), last, errors)

    def _good_rows(self, block: Block, keys: Sequence[str], given: Sequence[bool]) -> list[str]:
        flags = ["t" if has_id else "f" for has_id in given]
        columns = [block.values[name] for name in self._kind.staged]
        leading = (repeat(self._run), map(str, block.lines), keys, flags, repeat("f"))
        return list(map("\t".join, zip(*leading, *columns)))  # noqa: B905 - the repeated ones have no end

    def _rejected(self, line: int, key: str, given: bool) -> str:
        return f"{self._run}\t{line}\t{key}\t{'t' if given else 'f'}\tt{self._nothing}"

    def _missing(self, block: Block) -> Iterator[Fault]:
        """Required cells that are blank, and not wrong anyway."""
        wrong = {(fault.index, fault.column) for fault in block.faults}
        for column in self._kind.required:
            staged = next(field.staged for field in self._kind.fields if field.column == column)
            if "" in block.values[staged]:
                for index, value in enumerate(block.values[staged]):
                    if not value and (index, column) not in wrong:
                        yield Fault(index, column, f"{column} is missing. Fill it in.")

    def _keys(self, block: Block) -> tuple[list[str], list[bool]]:
        """Each row's key, and whether the file gave it: else a hash of all its cells in a fixed order of columns."""
        ids = block.values.get("external_id") or [""] * len(block.lines)
        given = [bool(each) for each in ids]
        if all(given):
            return ids, given
        told = list(zip(*(self._told(block, name) for name in self._kind.columns), strict=True))
        return [each or _hash(cells) for each, cells in zip(ids, told, strict=True)], given

    def _told(self, block: Block, column: str) -> Sequence[str]:
        """What a column says for identity: cleaned text, or the trimmed cell; a column left out says nothing."""
        if column not in block.cells:
            return [""] * len(block.lines)
        for field in self._kind.fields:
            if field.column == column and field.is_text:
                return block.values[field.staged]
        return [cell.strip() for cell in block.cells[column]]


def _hash(cells: Sequence[str]) -> str:
    said = "\x1f".join(cells).encode("utf-8", "surrogatepass")
    return f"row-{blake2b(said, digest_size=16).hexdigest()}"


def _row_error(block: Block, fault: Fault) -> RowError:
    cells = block.cells.get(fault.column)
    value = cells[fault.index] if cells is not None else ""
    return RowError(block.lines[fault.index], fault.column, shown(value), fault.reason)


def shown(value: str) -> str:
    """A cell as an error may quote it: cut, and without what PostgreSQL or a terminal can't take."""
    cut = value[:_EVIDENCE] + ("…" if len(value) > _EVIDENCE else "")
    return cut.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
