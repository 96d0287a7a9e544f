"""One transaction from staged rows to written ones, counted; or the same, undone, for a dry run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from relationships.clients.one_writer import WAIT
from relationships.clients.signals import facts_changed
from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.alumni import apply_alumni
from relationships.imports.applying.choices import settle_choices
from relationships.imports.applying.clients import apply_clients
from relationships.imports.applying.colleagues import apply_colleagues
from relationships.imports.applying.engagements import apply_engagements
from relationships.imports.applying.interactions import apply_interactions
from relationships.imports.applying.ledger import apply_ledger
from relationships.imports.applying.persons import apply_people
from relationships.imports.models import ImportRun
from relationships.imports.problems import ErrorLog, RowError
from relationships.imports.report import ImportReport
from relationships.imports.runs import clear_staged
from relationships.imports.statistics import MANY, REFERRED_TO, look_over

STEPS: dict[str, Callable[[Step], Outcome]] = {
    "colleagues": apply_colleagues,
    "clients": apply_clients,
    "people": apply_people,
    "alumni": apply_alumni,
    "engagements": apply_engagements,
    "ledger": apply_ledger,
    "interactions": apply_interactions,
}

_SETTINGS = """
SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
       set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true)
"""
# The planner knows nothing of freshly staged rows (only a table's owner may ANALYZE it) and takes a million for a few.
_MANY = 500
_FOR_MANY = "SELECT set_config('enable_nestloop', 'off', true)"
_LEFT_BY_AN_OUTER_TRANSACTION = """
DROP TABLE IF EXISTS import_client, import_colleague, import_engagement, import_said, import_change, import_touch,
    import_mention, import_stub, import_link, import_address, import_namesake, import_spell, import_held,
    import_choice, import_chosen_name, import_unseen, import_asked, import_in_sight
"""
_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE rejected), count(*) FILTER (WHERE rounded AND NOT rejected)
FROM imports_row WHERE run_id = %(run)s
"""
_ERRORS = """
SELECT line, "column", value, reason FROM imports_error WHERE run_id = %s ORDER BY line, "column"
"""


def _nothing(step: Step, report: ImportReport) -> None:
    pass


@dataclass(frozen=True)
class Wish:
    """What the person asked for besides the file. `then` looks at what was written, in the same transaction."""

    dry_run: bool
    strict: bool
    then: Callable[[Step, ImportReport], None] = _nothing


def apply_run(run: ImportRun, step: Step, wish: Wish, *, ignored_columns: tuple[str, ...]) -> ImportReport:
    """Write the staged rows of `run`, mark it as done and clear its rows away, all in one transaction.

    Nothing is kept on a dry run, nor when `strict` meets a rejected row.
    """
    with pghistory.context(job="import", kind=run.kind, source=run.source), transaction.atomic():
        step.rows(_SETTINGS)
        step.rows(WAIT)
        if run.read > _MANY:
            step.rows(_FOR_MANY)
        step.run(_LEFT_BY_AN_OUTER_TRANSACTION)
        step.begin_trace()
        settle_choices(step)
        outcome = STEPS[run.kind](step)
        step.end_trace()
        read, rejected, rounded = step.row(_COUNTS)
        refused = bool(wish.strict and rejected)
        skipped = run.skipped + step.left_out
        report = ImportReport(
            kind=run.kind,
            source=run.source,
            read=read + skipped,
            created=outcome.created,
            updated=outcome.updated,
            unchanged=read - rejected - outcome.created - outcome.updated,
            rejected=rejected,
            rounded=rounded,
            errors=ErrorLog(_errors(run.pk)),
            applied=not (wish.dry_run or refused),
            refused=refused,
            skipped=skipped,
            warnings=tuple(step.warnings),
            ignored_columns=ignored_columns,
        )
        if report.applied:
            if read > MANY:
                look_over(REFERRED_TO[run.kind])
            _finish(run, step, report, outcome)
        wish.then(step, report)
        if not report.applied:
            transaction.set_rollback(True)
    return report


def _finish(run: ImportRun, step: Step, report: ImportReport, outcome: Outcome) -> None:
    if outcome.client_ids:
        facts_changed.send(sender=ImportRun, client_ids=sorted(outcome.client_ids))
    clear_staged(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.DONE,
        read=report.read,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
        rounded=report.rounded,
        skipped=report.skipped,
        first_entry=step.entries[0],
        last_entry=step.entries[1],
        finished_at=timezone.now(),
    )


def _errors(run_id: int) -> Iterator[RowError]:
    """The run's errors, a few at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ERRORS, [run_id])
        while rows := cursor.fetchmany(2_000):
            yield from (RowError(*row) for row in rows)
