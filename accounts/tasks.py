"""Recurring work about the people who sign in."""

from __future__ import annotations

from celery import shared_task

from accounts.actions import forget_what_is_over


@shared_task
def forget() -> None:
    """Drop what is over. Safe to run twice."""
    forget_what_is_over()
