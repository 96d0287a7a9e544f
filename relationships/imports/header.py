"""Which line names the columns, and where they stand. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from relationships.foundation.csv_dialect import HEADER_WITHIN
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.kinds import Kind


class HeaderProblem(ValueError):
    """The header doesn't fit the kind; `str(error)` names the columns."""


@dataclass(frozen=True)
class Header:
    """Where the header stands and which cell of a row belongs to which column."""

    line: int
    width: int
    places: dict[str, int]
    ignored: tuple[str, ...]


def find_header(records: CsvRecords, kind: Kind) -> Header:
    """The first row near the top that holds every required column; notes may stand above it."""
    first: list[str] | None = None
    for line, cells in islice(records, HEADER_WITHIN):
        if isinstance(cells, BrokenRecord):
            continue
        if set(kind.required) <= set(recognised(cells, kind)):
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


def recognised(cells: list[str], kind: Kind) -> list[str]:
    """The kind's columns among `cells`."""
    return [name for name in map(column_name, cells) if name in kind.columns]


def _what_is_missing(first: list[str] | None, kind: Kind) -> str:
    if first is None:
        return "The file is empty. Its first line must name the columns."
    missing = [name for name in kind.required if name not in recognised(first, kind)]
    listed = ", ".join(cell.strip()[:40] for cell in first[:20])
    readable = "".join(character if character.isprintable() else "\ufffd" for character in listed)
    return (
        f"Missing column: {', '.join(missing)}. A {kind.name} file needs {', '.join(kind.required)}, and may have "
        f"{', '.join(name for name in kind.columns if name not in kind.required)}. The header read: {readable}"
    )
