"""Recurring work on proof: links of the audit record, erasing, and everything as a file."""

from __future__ import annotations

from celery import shared_task

from relationships.trust.audit_chain import seal
from relationships.trust.erasure_actions import erase_waiting
from relationships.trust.firm_export_actions import make_waiting
from relationships.trust.keeping_run_actions import let_go


@shared_task
def seal_audit() -> None:
    """Link new entries. Safe to run twice."""
    seal()


@shared_task
def erase_who_asked() -> None:
    """Carry out erasures that were asked for. Safe to run twice."""
    erase_waiting()


_HOURS = 4 * 60 * 60


@shared_task(soft_time_limit=_HOURS, time_limit=_HOURS + 60)
def make_firm_exports() -> None:
    """Make the files of everything that were asked for, and drop those that are over. Safe to run twice."""
    make_waiting()


@shared_task(soft_time_limit=540, time_limit=580)
def keep_no_longer() -> None:
    """Let go of what was kept long enough, once a day; goes on with what is left of it. Safe to run twice."""
    let_go()
