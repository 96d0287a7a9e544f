"""COPY of what an import wrote, into twins of its tables and into one plain table: what PostgreSQL alone takes for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.interleaved import processor

TABLES = {
    "people": ("clients_client", "contacts_person", "contacts_contactpoint", "contacts_position"),
    "ledger": ("engagements_engagement", "engagements_ledgerentry"),
}
_PLAIN = {
    "people": (
        "(id text PRIMARY KEY, first text, last text, email text, phone text, client text, title text)",
        ("email", "client"),
    ),
    "ledger": (
        "(id text PRIMARY KEY, document text, booked_on date, client text, amount numeric(15, 2), matter text)",
        ("client, booked_on", "booked_on"),
    ),
}
_COLUMNS = """
SELECT string_agg(format('%%I', attname), ', ') FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


@dataclass(frozen=True)
class Copied:
    """Seconds of COPY, by the clock and of PostgreSQL's processor time."""

    seconds: float
    work: float


def copied_into_twins(owner: Any, kind: str, folder: Path) -> Copied:
    """COPY into tables with the same columns, checks and indexes as those the import filled."""
    each = [_copied(owner, table, folder / "rows.copy") for table in TABLES[kind]]
    return Copied(sum(one.seconds for one in each), sum(one.work for one in each))


def _copied(owner: Any, table: str, rows: Path) -> Copied:
    with owner.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        (columns,) = cursor.fetchone()
        with rows.open("w") as out:
            cursor.copy_expert(f"COPY (SELECT {columns} FROM {table} ORDER BY id) TO STDOUT", out)
        cursor.execute(f"DROP TABLE IF EXISTS bench_twin; CREATE TABLE bench_twin (LIKE {table} INCLUDING ALL)")
        took = _timed(cursor, f"COPY bench_twin ({columns}) FROM STDIN", rows)
        cursor.execute("DROP TABLE bench_twin")
    return took


def copied_as_it_stands(owner: Any, kind: str, file: Path) -> Copied:
    """COPY of the file itself into one table with a key and two indexes."""
    columns, indexes = _PLAIN[kind]
    with owner.cursor() as cursor:
        cursor.execute(
            f"DROP TABLE IF EXISTS bench_plain; CREATE TABLE bench_plain {columns}; SET datestyle = 'ISO, DMY'"
        )
        for index in indexes:
            cursor.execute(f"CREATE INDEX ON bench_plain ({index})")
        took = _timed(cursor, "COPY bench_plain FROM STDIN WITH (FORMAT csv, HEADER)", file)
        cursor.execute("DROP TABLE bench_plain")
    return took


def _timed(cursor: Any, copy: str, file: Path) -> Copied:
    backend = cursor.connection.info.backend_pid
    with file.open() as source:
        began, worked = time.monotonic(), processor(backend)
        cursor.copy_expert(copy, source)
        return Copied(time.monotonic() - began, (processor(backend) - worked) / 1000)
