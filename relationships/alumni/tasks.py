"""Recurring work. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

from celery import shared_task

from relationships.alumni import letter_actions


@shared_task
def send_letters() -> int:
    """Send what waits and may go out."""
    return letter_actions.send_letters()
