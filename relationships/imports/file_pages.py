"""What the pages of a file import show once its columns are matched: check, progress, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from relationships.imports import file_store
from relationships.imports.file_actions import UNDO_DAYS, may_undo
from relationships.imports.file_asked import Asked, asked_page
from relationships.imports.match_page import kind_word
from relationships.imports.matching import NAME_PARTS, label
from relationships.imports.models import FileImport
from relationships.imports.readable import readable

ROWS_A_PAGE = 20


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
