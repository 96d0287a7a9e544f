"""Recurring work on proof: links of the audit record."""

from __future__ import annotations

import logging

from celery import shared_task

from relationships.trust.audit_chain import seal

logger = logging.getLogger(__name__)


@shared_task
def seal_audit() -> None:
    """Link new entries. Safe to run twice."""
    seal()
