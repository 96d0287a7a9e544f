"""Rows of a long answer, a few thousand at a time: kept by PostgreSQL as of one moment, whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection, transaction

CHUNK = 2000
# A page must answer within seconds; a download of a whole ledger is asked for knowingly.
MOST_SECONDS = 60


def stream(statement: str, given: dict[str, Any], *, settings: str) -> Iterator[list[dict[str, Any]]]:
    """The rows of `statement` in chunks. `statement` and `settings` (SET LOCAL …) are this app's own text, never input.

    The first chunk comes when PostgreSQL has gathered all; it keeps what is not yet fetched in a file of its own.
    """
    name = f"repeat_{id(given)}"
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute(f"{settings}; SET LOCAL statement_timeout = '{MOST_SECONDS}s'")
            cursor.execute(f"DECLARE {name} NO SCROLL CURSOR WITH HOLD FOR {statement}", given)
        try:
            while rows := _fetched(cursor, name):
                yield rows
        finally:
            # The reader may have gone, and the connection with him.
            with suppress(DatabaseError):
                cursor.execute(f"CLOSE {name}")


def _fetched(cursor: Any, name: str) -> list[dict[str, Any]]:
    cursor.execute(f"FETCH {CHUNK} FROM {name}")
    columns = [column.name for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
