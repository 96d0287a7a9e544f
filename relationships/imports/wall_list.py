"""A list of walls as text: one row a wall, or one row a wall and person, as conflict registers export them. Pure.

Rows with the same reference (without one: with the same client and work) are one wall; whoever they name is inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from relationships.foundation.csv_dialect import find_delimiter
from relationships.foundation.csv_records import BrokenRecord, CsvRecords
from relationships.imports.cells import CellError, Text, whole, yes_or_no
from relationships.imports.parties import Party, party
from relationships.imports.problems import RowError
from relationships.imports.times import moment

COLUMNS = (
    "client",
    "reason",
    "insiders",
    "engagement",
    "reference",
    "covers_group",
    "starts_at",
    "ends_at",
    "approved_by",
    "attest_months",
    "notice",
    "outside",
    "outside_notice",
)
REQUIRED = ("client", "reason", "insiders")
AT_MOST = 2_000
_FAR = datetime(2101, 1, 1, tzinfo=UTC)
_PEOPLE = ("insiders", "outside")
_SAYS = "Another row says something else about this wall. Write the same in both, or give the walls references."


class NoList(Exception):
    """The text as a whole is no list of walls; the message says why and what to do."""


@dataclass
class ListedWall:
    """A wall as the list names it: `line` is its first row's. Facts are those of filled cells, as they are stored.

    `work`: the piece of the client's work that it stands around; empty: it stands around the client.
    """

    line: int
    client: str
    work: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    insiders: set[Party] = field(default_factory=set)
    outside: set[Party] = field(default_factory=set)


@dataclass(frozen=True)
class WallList:
    """What the text holds: rows that were read, the walls they make, what is wrong, and columns nobody knows."""

    read: int
    walls: list[ListedWall]
    errors: list[RowError]
    ignored: tuple[str, ...]


def read_wall_list(text: str, *, zone: ZoneInfo) -> WallList:
    """Read the rows of `text`; moments without a zone are meant in `zone`. Raises `NoList`."""
    delimiter = find_delimiter(text, lambda row: len({_column(cell) for cell in row} & set(COLUMNS)))
    records = iter(CsvRecords([text], delimiter))
    _, first = next(records, (1, []))
    names = [_column(cell) for cell in first] if not isinstance(first, BrokenRecord) else []
    if missing := [name for name in REQUIRED if name not in names]:
        raise NoList(f"The first line must name these columns too: {', '.join(missing)}.")
    if twice := {name for name in names if names.count(name) > 1 and name in COLUMNS}:
        raise NoList(f"These columns stand there twice: {', '.join(sorted(twice))}.")
    reader = _Reader(_parsers(zone))
    for line, cells in records:
        reader.take(line, names, cells)
        if reader.rows > AT_MOST:
            raise NoList(f"This list has more than {AT_MOST:,} rows. Bring it in parts.")
    if not reader.rows:
        raise NoList("This list has no row below its first line.")
    return WallList(reader.rows, list(reader.walls.values()), reader.errors, tuple(sorted(set(names) - {*COLUMNS, ""})))


def _column(cell: str) -> str:
    return "_".join(cell.strip().lstrip("\ufeff").lower().replace("-", " ").split())


def _parsers(zone: ZoneInfo) -> dict[str, Callable[[str], str]]:
    when = moment(zone, not_after=_FAR)
    return {
        "client": Text(300),
        "reason": Text(500, multiline=True),
        "engagement": Text(300),
        "reference": Text(60),
        "covers_group": yes_or_no,
        "starts_at": when,
        "ends_at": when,
        "approved_by": Text(300),
        "attest_months": whole(at_least=0, at_most=36),
        "notice": Text(2000, multiline=True),
        "outside_notice": Text(2000, multiline=True),
    }


class _Reader:
    """Gathers rows into walls, and what is wrong with them."""

    def __init__(self, parsers: Mapping[str, Callable[[str], str]]) -> None:
        self.parsers = parsers
        self.rows = 0
        self.walls: dict[tuple[str, str, str], ListedWall] = {}
        self.errors: list[RowError] = []

    def take(self, line: int, names: list[str], cells: list[str] | BrokenRecord) -> None:
        if isinstance(cells, BrokenRecord):
            self.rows += 1
            self.errors.append(RowError(line, "", cells.start, cells.reason))
            return
        if not any(cell.strip() for cell in cells):
            return
        self.rows += 1
        if len([cell for cell in cells[len(names) :] if cell.strip()]):
            self.errors.append(RowError(line, "", cells[-1][:200], "This row has more cells than the first line."))
            return
        self._row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if cell.strip()})

    def _row(self, line: int, row: Mapping[str, str]) -> None:
        before = len(self.errors)
        facts = {name: self._cell(line, name, row[name]) for name in self.parsers if name in row}
        people = {name: set(self._people(line, name, row.get(name, ""))) for name in _PEOPLE}
        self.errors += [RowError(line, name, "", "This must be filled in.") for name in REQUIRED if name not in row]
        if len(self.errors) > before:
            return
        client, work = facts.pop("client"), facts.pop("engagement", "")
        key = ("", "", facts["reference"]) if facts.get("reference") else (client, work, "")
        wall = self.walls.setdefault(key, ListedWall(line, client, work))
        around = {"client": wall.client, "engagement": wall.work}
        for name, said in {**facts, "client": client, "engagement": work}.items():
            known = around[name] if name in around else wall.facts.setdefault(name, said)
            if known != said:
                self.errors.append(RowError(line, name, said[:200], _SAYS))
        wall.insiders |= people["insiders"]
        wall.outside |= people["outside"]

    def _cell(self, line: int, name: str, cell: str) -> str:
        try:
            return self.parsers[name](cell)
        except CellError as error:
            self.errors.append(RowError(line, name, cell[:200], str(error)))
            return ""

    def _people(self, line: int, name: str, cell: str) -> Iterable[Party]:
        for piece in filter(str.strip, cell.split(";")):
            try:
                yield party(piece, name_length=200)
            except CellError as error:
                self.errors.append(RowError(line, name, piece.strip()[:200], str(error)))
