"""What a file looks like before it is read for good: its columns with samples, and what they seem to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from relationships.foundation.csv_records import BrokenRecord
from relationships.imports.arranging import DAYS, MOMENTS, FileReading, read_as
from relationships.imports.file_store import path_of
from relationships.imports.files.opening import Opened, first_rows
from relationships.imports.kinds import Circumstances, Kind
from relationships.imports.known_by import known_by
from relationships.imports.matching import fitness, header_among, recognise
from relationships.imports.models import FileImport, RememberedReading
from relationships.imports.readable import readable
from relationships.imports.reading import LeftOut, Table
from relationships.imports.registry import DESCRIPTIONS
from relationships.imports.written_amounts import DecimalSign, decimal_sign
from relationships.imports.written_days import DayOrder, day_order

LOOKED_AT = 20_000
"""Rows whose days and amounts say how the whole file writes them."""
SAMPLES = 3
_LONGEST_SAMPLE = 60
_LOOKED_FOR_SAMPLES = 200


@dataclass(frozen=True)
class FileColumn:
    """A column of the file."""

    place: int
    name: str
    samples: list[str]


def opened(item: FileImport) -> Opened:
    """How the file is written."""
    return Opened(**item.opened)


def kind_of(item: FileImport, given: Circumstances) -> Kind:
    """The kind that it is brought in as."""
    return DESCRIPTIONS[item.kind](given)


def first_lines(item: FileImport) -> list[tuple[int, list[str]]]:
    """The first rows, one of which names the columns."""
    rows = first_rows(opened(item).records(path_of(item)))
    return [(line, [readable(cell) for cell in cells]) for line, cells in rows]


def head_of(item: FileImport, header: int, rows: list[tuple[int, list[str]]] | None = None) -> tuple[int, list[str]]:
    """The header's line and names; with -1 the columns have numbers for names."""
    rows = rows if rows is not None else first_lines(item)
    if not rows:
        return 0, []
    if not 0 <= header < len(rows):
        width = max(len(cells) for _, cells in rows)
        return rows[0][0] - 1, [f"Column {number}" for number in range(1, width + 1)]
    line, cells = rows[header]
    cells = list(cells)
    while cells and not cells[-1].strip():
        cells.pop()
    return line, cells


def guessed_kind(rows: list[tuple[int, list[str]]], given: Circumstances) -> str:
    """The kind that the header fits best."""
    kinds = [describe(given) for describe in DESCRIPTIONS.values()]
    if not rows:
        return "clients"
    header = rows[header_among(rows, kinds)][1]
    return max(kinds, key=lambda kind: fitness(header, kind)).name


def guessed_reading(item: FileImport, given: Circumstances) -> tuple[FileReading, str]:
    """How the file is probably read, and whose export it is (blank: nobody's known)."""
    rows, kind = first_lines(item), kind_of(item, given)
    header = header_among(rows, [kind]) if rows else -1
    found = recognise(head_of(item, header, rows)[1], kind)
    return with_details(item, FileReading(header, found.places, base_currency=given.base_currency)), found.program


def with_details(item: FileImport, reading: FileReading) -> FileReading:
    """The same with the order of days and the decimal sign that its columns show."""
    days, sign = seen_days(item, reading), seen_decimal(item, reading)
    return replace(reading, days=days.order, decimal=sign.sign)


def seen_days(item: FileImport, reading: FileReading) -> DayOrder:
    """What the columns of days say about their order."""
    places = [place for target in sorted(DAYS | MOMENTS) for place in reading.places.get(target, [])]
    return day_order(_cells(item, reading, places))


def seen_decimal(item: FileImport, reading: FileReading) -> DecimalSign:
    """What the column of amounts says about its decimal sign."""
    return decimal_sign(_cells(item, reading, reading.places.get("amount", [])))


def columns_of(item: FileImport, header: int) -> list[FileColumn]:
    """The columns with a few values that stand in them."""
    line, names = head_of(item, header)
    samples: list[list[str]] = [[] for _ in names]
    for cells in islice(_rows(item, line), _LOOKED_FOR_SAMPLES):
        for place, cell in enumerate(cells[: len(names)]):
            text = readable(" ".join(cell.split()))[:_LONGEST_SAMPLE]
            if text and len(samples[place]) < SAMPLES and text not in samples[place]:
                samples[place].append(text)
    return [
        FileColumn(place, name.strip() or f"Column {place + 1}", samples[place]) for place, name in enumerate(names)
    ]


def remembered_for(item: FileImport, header: int) -> list[RememberedReading]:
    """Remembered readings that name a column of this file."""
    names = {name.strip() for name in head_of(item, header)[1]}
    rows = RememberedReading.objects.filter(kind=item.kind).order_by("name")
    return [each for each in rows if names & {name for named in each.reading["places"].values() for name in named}]


def applied(remembered: RememberedReading, item: FileImport, reading: FileReading) -> FileReading:
    """A remembered reading, for the columns of this file."""
    names = [name.strip() for name in head_of(item, reading.header)[1]]
    places = {
        target: [names.index(name) for name in named if name in names]
        for target, named in remembered.reading["places"].items()
    }
    said = remembered.reading
    there = {target: found for target, found in places.items() if found}
    return replace(reading, places=there, days=said["days"], decimal=said["decimal"], key=said.get("key", ""))


def table_of(item: FileImport, given: Circumstances) -> Table:
    """The file as the import reads it."""
    reading = FileReading(**item.reading)
    head = head_of(item, reading.header)
    kind = known_by(kind_of(item, given), reading.key)
    return read_as(path_of(item), opened(item), kind, reading, head, corrections_of(item))


def corrections_of(item: FileImport) -> LeftOut:
    """What somebody corrected, by line."""
    return {
        int(line): None if cells is None else {int(place): cell for place, cell in cells.items()}
        for line, cells in item.corrections.items()
    }


def _rows(item: FileImport, after: int) -> Iterator[list[str]]:
    for line, cells in opened(item).records(path_of(item)):
        if line > after and not isinstance(cells, BrokenRecord):
            yield cells


def _cells(item: FileImport, reading: FileReading, places: list[int]) -> Iterator[str]:
    if not places:
        return
    line, _ = head_of(item, reading.header)
    for cells in islice(_rows(item, line), LOOKED_AT):
        for place in places:
            if place < len(cells) and cells[place].strip():
                yield cells[place]
