"""What the pages of a file import show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from accounts.vocabulary import speak
from relationships.imports import file_store
from relationships.imports.actions import circumstances
from relationships.imports.arranging import DAYS, MOMENTS, FileReading
from relationships.imports.file_actions import UNDO_DAYS, may_undo
from relationships.imports.file_asked import Asked, asked_page
from relationships.imports.file_forms import KIND_WORDS
from relationships.imports.file_preview import (
    FileColumn,
    applied,
    columns_of,
    first_lines,
    head_of,
    kind_of,
    opened,
    remembered_for,
    seen_days,
    seen_decimal,
)
from relationships.imports.files.opening import ENCODINGS
from relationships.imports.known_by import keys_of, known_by
from relationships.imports.matching import NAME_PARTS, label, recognise, targets
from relationships.imports.models import FileImport, RememberedReading
from relationships.imports.readable import readable
from relationships.imports.registry import DESCRIPTIONS
from relationships.imports.written_amounts import SIGNS
from relationships.imports.written_days import ORDERS, written_day

ROWS_A_PAGE = 20
_DAY_WORDS = {
    "ymd": "year-month-day (2024-03-31)",
    "dmy": "day-month-year (31.3.2024)",
    "mdy": "month/day/year (3/31/2024)",
}
_SIGN_WORDS = {".": "a point (1,234.50)", ",": "a comma (1.234,50)"}
_DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_FORMAT_WORDS = {"csv": "CSV", "workbook": "an Excel workbook", "vcard": "address cards"}
Choices = list[tuple[str, str, bool]]
"""Value, words, whether chosen."""


@dataclass(frozen=True)
class Matched:
    """One column of the file, and where it may go."""

    column: FileColumn
    choices: Choices
    goes: bool


@dataclass(frozen=True)
class MatchPage:
    """Context of imports/match.html."""

    kind: str
    kinds: Choices
    program: str
    form: str
    columns: list[Matched]
    required: str
    keys: Choices
    headers: Choices
    encodings: Choices
    delimiters: Choices
    days: Choices
    days_doubt: tuple[str, str] | None
    """A cell that reads two ways, and how it is read now."""
    decimals: Choices
    decimal_doubt: str
    remembered: list[RememberedReading]
    remembered_name: str


@dataclass(frozen=True)
class EditedCell:
    """A cell that can be corrected in place."""

    name: str
    label: str
    value: str
    reason: str


@dataclass(frozen=True)
class Problem:
    """A row that can't be brought in."""

    line: int
    cells: list[EditedCell]
    others: list[str]
    start: str


@dataclass(frozen=True)
class CheckPage:
    """Context of imports/check.html."""

    kind: str
    counts: Mapping[str, Any]
    ready: int
    mostly_bad: bool
    problems: list[Problem]
    first: int
    last: int
    problem_rows: int
    next: int | None
    previous: int | None
    corrected: int
    created_samples: list[Any]
    asked: Asked | None


@dataclass(frozen=True)
class ProgressPage:
    """Context of imports/progress.html."""

    title: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class ReportPage:
    """Context of imports/report.html."""

    kind: str
    counts: Mapping[str, Any]
    undone: Mapping[str, Any] = field(default_factory=dict)
    undone_at: datetime | None = None
    may_undo: bool = False
    days_left: int = 0
    problem_rows: int = 0


def kind_word(kind: str) -> str:
    """A kind as the firm calls it."""
    return speak(KIND_WORDS[kind])


def otherwise(posted: Mapping[str, str]) -> dict[str, Any]:
    """How somebody wants the file read instead."""
    header = posted.get("header", "")
    return {
        "kind": posted.get("kind", ""),
        "header": int(header) if header.lstrip("-").isdecimal() and len(header) < 4 else 0,
        "encoding": posted.get("encoding", ""),
        "delimiter": {word: sign for sign, word in _DELIMITER_WORDS.items()}.get(posted.get("delimiter", ""), ""),
    }


def chosen_signs(posted: Mapping[str, str]) -> tuple[str, str]:
    """Order of days and decimal sign, as chosen."""
    days, decimal = posted.get("days", ""), posted.get("decimal", "")
    return days if days in ORDERS else "ymd", decimal if decimal in SIGNS else "."


def chosen_key(kind: str, key: str) -> str:
    """By what records are known, as chosen."""
    return key if key in keys_of(kind) else ""


def match_page(
    item: FileImport, reading: FileReading, remembered_as: str, *, chosen: Mapping[int, str], key: str = ""
) -> MatchPage:
    """The page on which columns are matched; `chosen` wins over what was guessed."""
    kind = kind_of(item, circumstances())
    rows = first_lines(item)
    known = remembered_for(item, reading.header)
    remembered = next((each for each in known if each.name == remembered_as), None)
    if remembered:
        reading = applied(remembered, item, reading)
    if chosen:
        reading = replace(reading, places=_by_target(chosen), key=chosen_key(item.kind, key))
    found, how = recognise(head_of(item, reading.header, rows)[1], kind), opened(item)
    goes = {place: target for target, places in reading.places.items() for place in places}
    days, sign = seen_days(item, reading), seen_decimal(item, reading)
    has_days = any(target in reading.places for target in DAYS | MOMENTS)
    named = [("", "Leave it out"), *((each, speak(label(each))) for each in targets(kind))]
    return MatchPage(
        kind=kind_word(kind.name),
        kinds=[(each, kind_word(each), each == item.kind) for each in DESCRIPTIONS],
        program=found.program,
        form=_FORMAT_WORDS[how.format],
        columns=[
            Matched(
                column,
                [(value, words, value == goes.get(column.place, "")) for value, words in named],
                column.place in goes,
            )
            for column in columns_of(item, reading.header)
        ],
        required=" and ".join(speak(label(column)) for column in known_by(kind, reading.key).required),
        keys=[(key, speak(words), key == reading.key) for key, words in keys_of(kind.name).items()],
        headers=_header_choices(rows, reading.header) if how.format != "vcard" else [],
        encodings=[(each, each, each == how.encoding) for each in ENCODINGS] if how.format == "csv" else [],
        delimiters=[(word, word, sign == how.delimiter) for sign, word in _DELIMITER_WORDS.items()]
        if how.format == "csv"
        else [],
        days=[(each, _DAY_WORDS[each], each == reading.days) for each in ORDERS] if has_days else [],
        days_doubt=(days.example, written_day(days.example, reading.days)) if has_days and not days.sure else None,
        decimals=[(each, _SIGN_WORDS[each], each == reading.decimal) for each in SIGNS]
        if "amount" in reading.places
        else [],
        decimal_doubt="" if sign.sure else sign.example,
        remembered=known,
        remembered_name=remembered.name if remembered else "",
    )


def check_page(item: FileImport, first: str, ask: str) -> CheckPage:
    """The page that says what would happen."""
    counts = item.checked or {}
    begin = int(first) if first.isdecimal() and len(first) < 7 else 0
    rows = list(file_store.problems_of(item, first=begin, count=ROWS_A_PAGE))
    total = counts["problem_rows"]
    return CheckPage(
        kind=kind_word(item.kind),
        counts=counts,
        ready=counts["created"] + counts["updated"],
        mostly_bad=2 * counts["rejected"] > counts["read"],
        problems=[_problem(row, item) for row in rows],
        first=begin + 1,
        last=begin + len(rows),
        problem_rows=total,
        next=begin + ROWS_A_PAGE if begin + ROWS_A_PAGE < total else None,
        previous=max(0, begin - ROWS_A_PAGE) if begin else None,
        corrected=len(item.corrections),
        created_samples=counts["new_records"],
        asked=asked_page(item, ask),
    )


def progress_page(item: FileImport) -> ProgressPage:
    """What is going on, in words and a number."""
    run = item.run
    state = FileImport.State(item.state)
    titles = {
        state.READING: "Reading the file",
        state.CHECKING: "Checking the file",
        state.RUNNING: "Bringing the file in",
        state.UNDOING: "Undoing the import",
    }
    if state in (state.READING, state.UNDOING) or run is None or run.state == run.State.DONE:
        return ProgressPage(titles[state], "")
    verb = "checked" if state == state.CHECKING else "brought in"
    return ProgressPage(
        titles[state], f"{run.read + run.skipped:,} rows read so far; they are {verb} together at the end."
    )


def report_page(item: FileImport) -> ReportPage:
    """What came of the import."""
    done = item.done_at
    left = (done + timedelta(days=UNDO_DAYS) - datetime.now(done.tzinfo)).days if done else 0
    undone = item.undone or {}
    return ReportPage(
        kind=kind_word(item.kind),
        counts=item.report or {},
        undone=undone,
        undone_at=datetime.fromisoformat(undone["at"]) if undone else None,
        may_undo=may_undo(item),
        days_left=max(0, left),
        problem_rows=sum(1 for _ in file_store.problems_of(item, count=1)),
    )


def problem_table(item: FileImport) -> tuple[list[str], Iterator[list[str]]]:
    """The rows that can't be brought in with the file's own columns, and what is wrong with each."""
    first = next(iter(file_store.problems_of(item, count=1)), None)
    names = list((item.checked or {}).get("names", []))
    width = max(len(names), len(first.cells) if first else 0)
    header = [*names, *(f"Column {number}" for number in range(len(names) + 1, width + 1)), "What is wrong"]
    return header, (
        [*row.cells[:width], *[""] * (width - len(row.cells)), "; ".join(_told(fault) for fault in row.faults)]
        for row in file_store.problems_of(item)
    )


def _told(fault: tuple[str, str, str]) -> str:
    column, _, reason = fault
    return f"{label(column)}: {reason}" if column else reason


def _problem(row: file_store.ProblemRow, item: FileImport) -> Problem:
    places = item.reading["places"]
    row = replace(
        row,
        cells=[readable(cell) for cell in row.cells],
        faults=[(column, readable(value), reason) for column, value, reason in row.faults],
    )
    reasons: dict[int, list[str]] = {}
    others = []
    for column, value, reason in row.faults:
        place = _place_of(column, places)
        if place is None or place >= len(row.cells):
            others.append(_told((column, value, reason)))
        else:
            reasons.setdefault(place, []).append(reason)
    names = (item.checked or {}).get("names", [])
    cells = [
        EditedCell(
            f"cell-{row.line}-{place}", names[place] if place < len(names) else f"Column {place + 1}", row.cells[place],
            " ".join(dict.fromkeys(said)),
        )
        for place, said in sorted(reasons.items())
    ]  # fmt: skip
    start = " · ".join(cell.strip() for cell in row.cells if cell.strip())[:160] or (
        row.faults[0][1] if row.faults else ""
    )
    return Problem(row.line, cells, others, start)


def _place_of(column: str, places: Mapping[str, list[int]]) -> int | None:
    wanted: Iterable[str] = [column, *(NAME_PARTS[::-1] if column == "name" else ())]
    return next((places[each][0] for each in wanted if places.get(each)), None)


def _by_target(chosen: Mapping[int, str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, target in sorted(chosen.items()):
        places.setdefault(target, []).append(place)
    return places


def _header_choices(rows: list[tuple[int, list[str]]], header: int) -> Choices:
    found = [
        (str(index), f"line {line}: {', '.join(cell.strip() for cell in cells if cell.strip())[:80]}", index == header)
        for index, (line, cells) in enumerate(rows[:20])
    ]
    return [*found, ("-1", "none: the file has no column names", header == -1)]
