"""Recurring work about clients."""

from __future__ import annotations

from celery import shared_task

from relationships.clients.look_alike_actions import find_look_alikes

TURN_SECONDS = 30.0


@shared_task
def keep_look_alikes() -> None:
    """Look at names that are new or have changed. Safe to run twice; what is left waits for the next turn."""
    find_look_alikes(seconds=TURN_SECONDS)
