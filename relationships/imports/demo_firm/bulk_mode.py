"""Filling empty tables by the million: without secondary indexes and foreign keys, which are put back at the end.

All inside the caller's transaction: killed half-way, nothing has changed. Only the tables' owner may do this; for
anybody else, and for tables that hold rows, it does nothing and the inserts are merely slower.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

# Foreign keys after the unique constraints and indexes that check them.
CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = %s AND conrelid = ANY(%s::regclass[]) ORDER BY conrelid, conname
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index i WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY indrelid, indexrelid
"""
OWNED = """
SELECT bool_and(pg_has_role(current_user, relowner, 'USAGE')) FROM pg_class WHERE oid = ANY(%s::regclass[])
"""

# A table with checks still waiting for the commit can't be altered.
NOTHING_PENDING = "SET CONSTRAINTS ALL IMMEDIATE"


@contextmanager
def bulk_mode(*fillable: type[models.Model], keep_history: bool) -> Iterator[bool]:
    """Fill the tables of `fillable` fast; yields whether that was possible.

    Without `keep_history` the inserts leave no events either.
    """
    tables = [model._meta.db_table for model in fillable]
    if not _may_fill(tables):
        yield False
        return
    unique, foreign = _read(CONSTRAINTS, ["u", tables]), _read(CONSTRAINTS, ["f", tables])
    indexes = _read(INDEXES, [tables])
    _run([NOTHING_PENDING])
    _run(drop for drop, _ in [*foreign, *unique, *indexes])
    triggers = [] if keep_history else tables
    _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in triggers)
    yield True
    _run([NOTHING_PENDING])
    _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in triggers)
    _run(make for _, make in [*unique, *indexes, *foreign])
    _run(f"ANALYZE {table}" for table in tables)


def _may_fill(tables: list[str]) -> bool:
    owned = _read(OWNED, [tables])[0][0]
    return bool(owned) and not any(_read(f"SELECT 1 FROM {table} LIMIT 1", []) for table in tables)  # noqa: S608


def _read(query: str, values: Sequence[str | list[str]]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
