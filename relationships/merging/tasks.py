"""Recurring work about records that may be one."""

from __future__ import annotations

from celery import shared_task

from relationships.merging.people_alike import find_people_alike


@shared_task
def keep_people_alike() -> int:
    """Look at people who changed. Safe to run twice."""
    return find_people_alike()
