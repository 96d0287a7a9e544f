"""Recurring work about clients."""

from __future__ import annotations

from celery import shared_task

from relationships.clients.look_alike_actions import find_look_alikes
from relationships.clients.wall_attest_actions import ask_for_attestations
from relationships.clients.wall_notice_actions import send_wall_mails

TURN_SECONDS = 30.0


@shared_task
def keep_look_alikes() -> None:
    """Look at names that are new or have changed. Safe to run twice; what is left waits for the next turn."""
    find_look_alikes(seconds=TURN_SECONDS)


@shared_task
def tell_of_walls() -> int:
    """Ask for attestations that are due, and mail what waits to be read. Safe to run twice."""
    ask_for_attestations()
    return send_wall_mails()
