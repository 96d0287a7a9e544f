"""Who writes in bulk, one after the other: imports and merges each see what the other one left."""

from __future__ import annotations

from django.db import connection

_KEY = 7310002
WAIT = f"SELECT pg_advisory_xact_lock({_KEY})"
"""Waits until nobody else writes in bulk, and holds the turn until the transaction ends."""


def is_my_turn() -> bool:
    """Take the turn until the transaction ends, or answer that somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_KEY])
        return bool(cursor.fetchone()[0])
