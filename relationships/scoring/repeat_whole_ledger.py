"""Statements that read the whole ledger, with the settings that suit them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from relationships.scoring.repeat_queries import WHOLE_LEDGER


def read_whole_ledger(statements: Iterable[str], given: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement, all as of one moment. The statements are this app's own text, never input."""
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WHOLE_LEDGER)
        for statement in statements:
            cursor.execute(statement, given)
            found.append(cursor.fetchall())
    return found
