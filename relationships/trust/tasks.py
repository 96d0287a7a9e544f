"""Recurring work on proof: links of the audit record, and erasing."""

from __future__ import annotations

from celery import shared_task

from relationships.trust.audit_chain import seal
from relationships.trust.erasure_actions import erase_waiting


@shared_task
def seal_audit() -> None:
    """Link new entries. Safe to run twice."""
    seal()


@shared_task
def erase_who_asked() -> None:
    """Carry out erasures that were asked for. Safe to run twice."""
    erase_waiting()
