"""Keys reserved beforehand, so that generated rows can name each other by arithmetic."""

from __future__ import annotations

from django.db import connection, models


class KeysTaken(RuntimeError):
    """Somebody else inserted at the same moment."""


def reserve(model: type[models.Model], count: int) -> int:
    """Take `count` keys of `model` in a row from its sequence; answer the number before the first.

    Raises `KeysTaken` when another session took keys in between.
    """
    if count <= 0:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(key), max(key) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS key"
            " FROM generate_series(1, %s)) taken",
            [model._meta.db_table, count],
        )
        first, last = cursor.fetchone()
    if last - first + 1 != count:
        raise KeysTaken("Somebody else is writing to the database. Try again.")
    return int(first) - 1
