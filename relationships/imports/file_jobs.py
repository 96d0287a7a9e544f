"""The work on a file that no page waits for. Each step is begun again by whoever finds it unfinished, and ends once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pghistory
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from relationships.clients.look_alike_actions import find_look_alikes
from relationships.foundation.csv_dialect import NotCsv
from relationships.foundation.csv_records import BrokenRecord
from relationships.imports import file_store
from relationships.imports.actions import bring_in, circumstances
from relationships.imports.applying import Step
from relationships.imports.applying.run import Wish
from relationships.imports.file_actions import UNDO_DAYS, read_file
from relationships.imports.file_findings import as_told_to, findings
from relationships.imports.file_preview import head_of, table_of
from relationships.imports.file_questions import choices_of, questions, table_key, with_those_answered
from relationships.imports.file_store import ProblemRow, Question
from relationships.imports.models import FileImport, ImportRun, ImportTrace
from relationships.imports.problems import ImportRefused, RowError
from relationships.imports.reading import Table
from relationships.imports.report import ImportReport
from relationships.imports.undoing import undo_run
from relationships.scoring.one_at_a_time import one_at_a_time

MOST_ATTEMPTS = 15
MOST_KEPT_PROBLEMS = 100_000
MOST_WARNINGS = 200
_ASK_NOBODY = ("colleagues", "alumni")
"""Kinds whose rows add no client."""
_NEW_NAMES_SECONDS = 2.0
"""What was brought in a minute ago is compared too, as far as it takes no longer."""
_UNWANTED_AFTER = timedelta(days=7)
logger = logging.getLogger(__name__)
State = FileImport.State


def waiting_imports() -> list[int]:
    """Ids of imports on which something is to be done, the oldest first."""
    rows = FileImport.objects.filter(state__in=FileImport.AT_WORK)
    return list(rows.order_by("id").values_list("id", flat=True)[:50])


def carry_on(*, import_id: int) -> None:
    """Do what the import waits for, unless somebody is at it. What fifteen workers died over is given up, and says so."""
    with one_at_a_time(f"file import {import_id}") as alone:
        if not alone:
            return
        there = FileImport.objects.filter(pk=import_id, state__in=FileImport.AT_WORK)
        there.update(attempts=F("attempts") + 1)
        item = there.select_related("user", "run").first()
        if item is None:
            return
        if item.attempts > MOST_ATTEMPTS:
            _give_up(
                item, "This was begun fifteen times and never came to an end. Ask whoever runs the server for its log."
            )
            return
        try:
            with pghistory.context(user=item.user_id):
                _STEPS[State(item.state)](item)
        except (ImportRefused, NotCsv, OSError) as problem:
            _give_up(item, str(problem))
        except DatabaseError:
            logger.exception("File import %s will be tried again.", item.code)


def _give_up(item: FileImport, why: str) -> None:
    back = {State.RUNNING: State.CHECKED, State.UNDOING: State.DONE}.get(State(item.state), State.MATCHING)
    FileImport.objects.filter(pk=item.pk, state=item.state).update(state=back, problem=why[:1_000], attempts=0)


def _read(item: FileImport) -> None:
    read_file(item)
    FileImport.objects.filter(pk=item.pk, state=State.READING).update(
        state=item.state, kind=item.kind, opened=item.opened, reading=item.reading, attempts=0
    )


def _check(item: FileImport) -> None:
    given = circumstances()
    if item.kind not in _ASK_NOBODY:
        find_look_alikes(seconds=_NEW_NAMES_SECONDS)
    table = table_of(item, given)
    found: dict[str, Any] = {}

    asked: list[Question] = []

    def look(step: Step, report: ImportReport) -> None:
        asked.extend(questions(step, item.kind, item.user))
        found.update(findings(step, item.kind, item.user))
        found.update(as_told_to(step, item.kind, item.user, _told(report)))

    report = bring_in(
        table, source=item.source, given=given, wish=Wish(dry_run=True, strict=False, then=look), traced=True,
        key=table_key(item), choices=choices_of(item), told=lambda run: _link(item, run),
    )  # fmt: skip
    asked = with_those_answered(item, asked)
    rows = file_store.keep_problems(item, _problem_rows(table, report.errors))
    names = [
        name.strip() or f"Column {place}" for place, name in enumerate(head_of(item, item.reading["header"])[1], 1)
    ]
    FileImport.objects.filter(pk=item.pk, state=State.CHECKING).update(
        state=State.CHECKED,
        checked={**found, "problem_rows": rows, "names": names, "questions": file_store.keep_questions(item, asked)},
        attempts=0,
    )


def _run(item: FileImport) -> None:
    given = circumstances()
    table = table_of(item, given)

    def done(step: Step, report: ImportReport) -> None:
        FileImport.objects.filter(pk=item.pk).update(
            state=State.DONE,
            report={**as_told_to(step, item.kind, item.user, _told(report)), **findings(step, item.kind, item.user)},
            done_at=timezone.now(),
            attempts=0,
        )

    report = bring_in(
        table, source=item.source, given=given, wish=Wish(dry_run=False, strict=False, then=done), traced=True,
        key=table_key(item), choices=choices_of(item), told=lambda run: _link(item, run),
    )  # fmt: skip
    file_store.keep_problems(item, _problem_rows(table, report.errors))
    file_store.drop_file(item)


def _undo(item: FileImport) -> None:
    undo_run(item)


_STEPS = {State.READING: _read, State.CHECKING: _check, State.RUNNING: _run, State.UNDOING: _undo}


def _link(item: FileImport, run: ImportRun) -> None:
    FileImport.objects.filter(pk=item.pk).update(run=run)


def _told(report: ImportReport) -> dict[str, Any]:
    names = ("read", "created", "updated", "unchanged", "skipped", "rejected", "rounded")
    return {
        **{name: getattr(report, name) for name in names},
        "warnings": list(report.warnings[:MOST_WARNINGS]),
        "more_warnings": max(0, len(report.warnings) - MOST_WARNINGS),
        "ignored": list(report.ignored_columns),
    }


def _problem_rows(table: Table, errors: Iterable[RowError]) -> Iterator[ProblemRow]:
    """The rows with errors as they stand in the file, each with all that is wrong with it."""
    faults: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for error in errors:
        if error.line not in faults and len(faults) == MOST_KEPT_PROBLEMS:
            break
        faults[error.line].append((error.column, error.value, error.reason))
    if not faults:
        return
    last = max(faults)
    for line, cells in table.records():
        if line in faults:
            yield ProblemRow(line, [] if isinstance(cells, BrokenRecord) else cells, faults[line])
        if line >= last:
            return


def forget_files() -> None:
    """Drop what can't be undone any more, and files that nobody brought in for a week."""
    now = timezone.now()
    for item in FileImport.objects.filter(
        state__in=[State.MATCHING, State.CHECKED], began_at__lt=now - _UNWANTED_AFTER
    ):
        file_store.drop_everything(item)
        item.delete()
    over = FileImport.objects.filter(done_at__lt=now - timedelta(days=UNDO_DAYS), run__isnull=False)
    for item in over.exclude(state=State.UNDOING):
        file_store.drop_everything(item)
        ImportTrace.objects.filter(run_id=item.run_id).delete()
        FileImport.objects.filter(pk=item.pk).update(run=None)
