"""Work on files that somebody brings in. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

from celery import shared_task

from relationships.imports import file_jobs

HOURS = 4 * 60 * 60


@shared_task(soft_time_limit=HOURS, time_limit=HOURS + 60)
def carry_on(*, import_id: int) -> None:
    """Read, check, bring in or undo one file."""
    file_jobs.carry_on(import_id=import_id)


@shared_task(soft_time_limit=HOURS, time_limit=HOURS + 60)
def carry_on_imports() -> None:
    """Find what a lost hint or a killed worker left. Each minute."""
    for import_id in file_jobs.waiting_imports():
        file_jobs.carry_on(import_id=import_id)


@shared_task
def forget_files() -> None:
    """Drop what is over. Once a day."""
    file_jobs.forget_files()
