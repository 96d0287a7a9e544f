"""Recurring work. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

from celery import shared_task

from relationships.attention import notice_actions


@shared_task
def tell_colleagues() -> int:
    """Raise what is due, and mail what waits to whose hour has come."""
    notice_actions.raise_notices()
    return notice_actions.send_notice_mails()
