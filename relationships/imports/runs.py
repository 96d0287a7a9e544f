"""Opening a run, taking up one that was killed, and clearing away what nobody will finish."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from relationships.imports.models import ImportRun
from relationships.imports.reading import Table

# Bump when the meaning of staged rows changes: rows staged by another version are not taken up.
STAGING_VERSION = 2
_ABANDONED_AFTER = timedelta(days=1)
# First key of the advisory locks "this run is being worked on" (second key: the run's id).
_WORKING = 7_310_001


def take_up(table: Table, *, source: str, circumstances: str) -> ImportRun:
    """The unfinished run of this very file, or a new one; locked until `let_go` or the end of the connection."""
    mark = f"{STAGING_VERSION}:{table.fingerprint}:{circumstances}"
    clear_away(kind=table.kind.name, source=source, file_name=table.path.name, except_mark=mark)
    unfinished = ImportRun.objects.filter(
        state=ImportRun.State.STAGING, fingerprint=mark, kind=table.kind.name, source=source
    )
    for run in unfinished.order_by("-staged_to_line"):
        if _lock(run.pk):
            if not _is_whole(run):
                _start_over(run)
            return run
    run = ImportRun.objects.create(
        kind=table.kind.name, source=source, file_name=table.path.name[:255], fingerprint=mark
    )
    # A fresh id is nobody else's: this can't fail or wait.
    _lock(run.pk)
    return run


def let_go(run_id: int) -> None:
    """Release the lock on the run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_WORKING, _key(run_id)])


def forget(run_id: int) -> None:
    """Remove the run and everything staged for it."""
    with transaction.atomic():
        clear_staged(run_id)
        ImportRun.objects.filter(pk=run_id).delete()


def clear_staged(run_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_row WHERE run_id = %s", [run_id])
        cursor.execute("DELETE FROM imports_error WHERE run_id = %s", [run_id])


def clear_away(*, kind: str, source: str, file_name: str, except_mark: str) -> None:
    """Remove unfinished runs that nobody works on: old ones, and those of another content of the same file."""
    unfinished = ImportRun.objects.filter(state=ImportRun.State.STAGING).filter(
        Q(staged_at__lt=Now() - _ABANDONED_AFTER) | Q(kind=kind, source=source, file_name=file_name)
    )
    for run in unfinished.exclude(fingerprint=except_mark):
        if _lock(run.pk):
            try:
                forget(run.pk)
            finally:
                let_go(run.pk)


def _lock(run_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_WORKING, _key(run_id)])
        return bool(cursor.fetchone()[0])


def _key(run_id: int) -> int:
    return run_id % 2**31


def _is_whole(run: ImportRun) -> bool:
    """Whether everything the checkpoint speaks of is still there: a crash of PostgreSQL empties staging tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM imports_row WHERE run_id = %s", [run.pk])
        return bool(cursor.fetchone()[0] == run.read)


def _start_over(run: ImportRun) -> None:
    with transaction.atomic():
        clear_staged(run.pk)
        run.staged_to_line = run.read = run.skipped = 0
        run.save(update_fields=["staged_to_line", "read", "skipped"])
