"""Recurring work about records that are, or may be, one."""

from __future__ import annotations

from celery import shared_task

from relationships.contacts.numbers import spell_numbers
from relationships.merging.clients_reached_alike import find_clients_reached_alike
from relationships.merging.latecomers import gather_latecomers
from relationships.merging.people_alike import find_people_alike


@shared_task
def keep_people_alike() -> int:
    """Look at people who changed, at clients whose people did, and let what was written on merged records follow the rest. Safe to run twice."""
    gather_latecomers()
    spell_numbers()
    find_clients_reached_alike()
    return find_people_alike()
