"""Recurring work. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

from celery import shared_task

from relationships.dashboards.weekly_mail_actions import send_weekly_mails as send


@shared_task
def send_weekly_mails() -> int:
    """This week's mail to whoever has not had it yet."""
    return send()
