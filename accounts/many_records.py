"""Writing one field of many records in one statement, and putting back what stood there.

The records keep their version and their history like any other write. Call inside a transaction (an action).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.record import Record

Done = tuple[int, int, Any]
"""Record id, its version after the write, what stood there before (as text)."""

_SET = """
WITH before AS (
    SELECT id, {column} AS was FROM {table}
    WHERE id = ANY(%(ids)s) AND {column} IS DISTINCT FROM %(value)s::{kind} AND {if_} ORDER BY id FOR UPDATE
)
UPDATE {table} r SET {column} = %(value)s::{kind}, version = r.version + 1, updated_at = now()
FROM before b WHERE r.id = b.id RETURNING r.id, r.version, b.was::text
"""
_PUT_BACK = """
UPDATE {table} r SET {column} = d.was::{kind}, version = r.version + 1, updated_at = now()
FROM unnest(%(ids)s::bigint[], %(versions)s::int[], %(was)s::text[]) AS d (id, version, was)
WHERE r.id = d.id AND r.version = d.version RETURNING r.id
"""


def set_on_many(model: type[Record], ids: Iterable[int], *, field: str, value: Any) -> list[Done]:
    """Write `value` where something else stands; answers what was changed."""
    return _set(model, ids, field, value, "true")


def archive_many(model: type[Record], ids: Iterable[int]) -> list[Done]:
    """Put away those that are not put away yet."""
    return _set(model, ids, "archived_at", timezone.now(), "archived_at IS NULL")


def restore_many(model: type[Record], ids: Iterable[int]) -> list[Done]:
    """Bring back those that are put away."""
    return _set(model, ids, "archived_at", None, "true")


def put_back(model: type[Record], done: Sequence[Done], *, field: str) -> list[int]:
    """Restore what stood in `field`; answers the ids of the records that nobody had saved since."""
    values = {"ids": [row[0] for row in done], "versions": [row[1] for row in done], "was": [row[2] for row in done]}
    return [row[0] for row in _run(_PUT_BACK, model, field, values)]


def _set(model: type[Record], ids: Iterable[int], field: str, value: Any, if_: str) -> list[Done]:
    return _run(_SET, model, field, {"ids": sorted(ids), "value": value}, if_=if_)


def _run(statement: str, model: type[Record], field: str, values: dict[str, Any], **more: str) -> list[Any]:
    """Names come from the model and constants of this module: nothing typed by anybody gets into the statement."""
    column = model._meta.get_field(field)
    names = {"table": model._meta.db_table, "column": column.column, "kind": column.db_type(connection), **more}  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        # Thousands of rows with their history and their indexes: longer than a page may read, shorter than it may stand.
        cursor.execute("SET LOCAL statement_timeout = '25s'")
        cursor.execute(statement.format(**names), values)
        return list(cursor.fetchall())
