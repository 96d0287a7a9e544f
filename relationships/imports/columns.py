"""Turning a block of records into columns of clean values. Pure: no Django.

Columns repeat themselves (dates, practices, kinds), so each different cell is parsed once and then looked up. Columns
that don't (documents, amounts) are taken whole when one test over all of their cells shows that there is nothing to
do. `at_once` of such a parser answers the values, or None when the cells must be looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from relationships.imports.cells import CellError, Parser

_REMEMBERED_CHARACTERS = 2_000_000
_PER_CELL = 50
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


@dataclass(frozen=True)
class Field:
    """A value that is staged: from which column of the file, by which parser."""

    staged: str
    column: str
    parse: Parser
    is_text: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell of a row of a block."""

    index: int
    column: str
    reason: str


@dataclass
class Block:
    """Some rows by column: `cells` as they stand in the file, `values` as COPY takes them (blank: none)."""

    lines: Sequence[int]
    cells: dict[str, Sequence[str]]
    values: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


Check = Callable[[Block], Iterable[Fault]]


class ColumnReader:
    """Parses the cells of one field, each different cell once, or all of them at once where the parser can."""

    def __init__(self, described: Field) -> None:
        self.field = described
        self._at_once: Callable[[Sequence[str]], list[str] | None] | None = getattr(described.parse, "at_once", None)
        self._forget()

    def read(self, block: Block) -> None:
        """Put the field's values into the block, and what is wrong with any into its faults."""
        cells = block.cells.get(self.field.column)
        if cells is None:
            block.values[self.field.staged] = [""] * len(block.lines)
            return
        at_once = self._at_once(cells) if self._at_once and cells else None
        block.values[self.field.staged] = self._looked_up(cells) if at_once is None else at_once
        if at_once is None and self._reasons:
            block.faults += [
                Fault(index, self.field.column, self._reasons[cell])
                for index, cell in enumerate(cells)
                if cell in self._reasons
            ]

    def _looked_up(self, cells: Sequence[str]) -> list[str]:
        values = self._values
        try:
            return list(map(values.__getitem__, cells))
        except KeyError:
            pass
        if self._weight > _REMEMBERED_CHARACTERS:
            self._forget()
            values = self._values
        for cell in set(cells) - values.keys():
            values[cell] = self._value(cell)
            self._weight += len(cell) + _PER_CELL
        return list(map(values.__getitem__, cells))

    def _forget(self) -> None:
        self._values: dict[str, str] = {"": ""}
        self._reasons: dict[str, str] = {}
        self._weight = 0

    def _value(self, cell: str) -> str:
        trimmed = cell.strip()
        if not trimmed:
            return ""
        try:
            return self.field.parse(trimmed).translate(_ESCAPES)
        except CellError as error:
            self._reasons[cell] = str(error)
            return ""
