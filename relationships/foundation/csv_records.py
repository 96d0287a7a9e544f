"""Reading CSV records one by one, in bounded memory, past whatever is broken. Pure: no Django.

A record that can't be read costs its own first line only: the lines after it are read again as if they began
afresh, so that one forgotten quotation mark doesn't swallow the rest of a register.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_RECORD = 1_000_000
MAX_RECORD_LINES = 2_000
_EVIDENCE = 200
_UNCLOSED = "A quotation mark is opened here and not closed. Close it, or double it inside a cell."

csv.field_size_limit(MAX_RECORD)


@dataclass(frozen=True)
class BrokenRecord:
    """A line that can't be read as a record, and why."""

    line: int
    start: str
    reason: str


class _TooLong(Exception):
    pass


class CsvRecords:
    """Iterates over `(line, cells)`; `line` is where the record begins, 1 for the first line of the file.

    Blank lines are passed over. For what can't be read a `BrokenRecord` stands in the place of the cells.
    """

    def __init__(self, blocks: Iterable[str], delimiter: str) -> None:
        self.characters = 0
        self._source = _lines(blocks)
        self._delimiter = delimiter
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._length = 0
        self._line = 1

    def __iter__(self) -> Iterator[tuple[int, list[str] | BrokenRecord]]:
        taken = self._taken
        while True:
            try:
                for cells in self._parser():
                    line = self._line
                    self._line += len(taken)
                    self.characters += self._length
                    self._length = 0
                    taken.clear()
                    if cells:
                        yield line, cells
            except csv.Error as error:
                broken = self._pass_over(_reason(str(error)))
            except _TooLong as error:
                broken = self._pass_over(str(error))
            else:
                return
            yield broken.line, broken

    def _parser(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self._delimiter, strict=True, skipinitialspace=True)

    def _feed(self) -> Iterator[str]:
        """Lines for the parser: those to be read again first."""
        taken = self._taken
        while True:
            if self._again:
                line = self._again.popleft()
            else:
                try:
                    line = next(self._source)
                except StopIteration:
                    return
            taken.append(line)
            self._length += len(line)
            if self._length > MAX_RECORD or len(taken) > MAX_RECORD_LINES:
                raise _TooLong(_UNCLOSED if len(taken) > 1 else f"This line is longer than {MAX_RECORD:,} characters.")
            yield line

    def _pass_over(self, reason: str) -> BrokenRecord:
        first, *others = self._taken
        broken = BrokenRecord(self._line, first[:_EVIDENCE].rstrip("\n"), reason)
        self._line += 1
        self._again.extendleft(reversed(others))
        self._taken.clear()
        self._length = 0
        return broken


def _reason(message: str) -> str:
    if "expected after" in message:
        return "A quotation mark stands inside a quoted cell. Double it."
    if "field limit" in message:
        return f"This cell is longer than {MAX_RECORD:,} characters."
    return _UNCLOSED


def _lines(blocks: Iterable[str]) -> Iterator[str]:
    """Lines ending in a line feed, whatever the file ends its lines with. An endless one is cut just past the limit."""
    rest = ""
    for block in blocks:
        text = rest + block
        # A carriage return at the very end may be half of a line end.
        half = text.endswith("\r")
        if "\r" in text:
            text = (text[:-1] if half else text).replace("\r\n", "\n").replace("\r", "\n")
        whole, newline, rest = text.rpartition("\n")
        if newline:
            yield from io.StringIO(whole + newline)
        if len(rest) > MAX_RECORD + 1:
            rest = rest[: MAX_RECORD + 1]
        if half:
            rest += "\r"
    if rest:
        yield rest.rstrip("\r") + "\n"
