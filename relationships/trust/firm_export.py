"""Everything as files: what `import_data` reads, every other table as it stands, and a manifest (docs/export-format.md).

PostgreSQL writes each file itself (COPY), all as of one moment, so the memory that it takes does not grow with the firm.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import IO, Any, Protocol

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.trust.firm_export_scope import (
    WHY,
    columns_of,
    ids_for,
    table_query,
    told_rows,
    why_left_out,
)  # fmt: skip
from relationships.trust.firm_export_sql import KINDS, LABELS, RATES
from relationships.trust.kept import Kept
from relationships.trust.register import register

FORMAT, VERSION = "perennial-export", 1
_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
_SETTINGS = """
SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '64MB', true),
    set_config('max_parallel_workers_per_gather', '0', true), set_config('TimeZone', 'UTC', true),
    set_config('DateStyle', 'ISO', true)
"""
_DATED_EDGES = """
SELECT count(*) FROM clients_groupedge e WHERE e.archived_at IS NULL
AND (e.starts_on IS NOT NULL OR e.ends_on IS NOT NULL) AND e.client_id IN ({clients}) AND e.parent_id IN ({clients})
"""
Told = Callable[[int, int, int], None]
"""How far it is: files done, files in all, rows so far."""


class Place(Protocol):
    """Where files go: an archive or a directory."""

    def file(self, name: str) -> IO[bytes]:
        """A new file to be written."""


class _Counted(io.BufferedIOBase):
    """Writes on, and works out the digest of what passes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self.file.write(data)


def export_firm(place: Place, *, user: User | None, made_at: datetime, told: Told | None = None) -> dict[str, Any]:
    """Write everything that `user` may know of (without a user: everything) to `place`. Answers the manifest."""
    lines = [line for line in register().values() if not why_left_out(line)]
    with transaction.atomic(), connection.cursor() as cursor:
        if len(connection.savepoint_ids) == 0:
            cursor.execute(_ONE_MOMENT)
        cursor.execute(_SETTINGS)
        scopes = ids_for(user)
        cursor.execute(LABELS.format(**scopes))
        files: list[dict[str, Any]] = []
        plan: list[tuple[dict[str, Any], list[str] | None, str]] = [
            *(({"kind": kind, "file": f"{kind}.csv"}, None, sql.format(**scopes)) for kind, sql in KINDS.items()),
            ({"kind": "rates", "file": "rates.csv"}, [], RATES),
            *(
                (_described(line), [f.name for f in columns_of(line.table)], table_query(line.table, user))
                for line in lines
            ),
        ]
        for number, (about, columns, sql) in enumerate(plan):
            if told:
                told(number, len(plan), sum(each["rows"] for each in files))
            files.append(about | _copied(cursor, place, about["file"], columns, sql))
        manifest = _manifest(cursor, user, made_at, files, scopes)
    with closing(place.file("manifest.json")) as file:
        file.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def _described(line: Kept) -> dict[str, Any]:
    return {"model": line.model, "file": f"tables/{line.model}.csv"}


def _copied(cursor: Any, place: Place, name: str, columns: list[str] | None, sql: str) -> dict[str, Any]:
    """Have PostgreSQL write one file. `columns`: its head; None when the query itself names them; [] for none."""
    head = ", HEADER" if columns is None else ""
    with closing(place.file(name)) as file:
        counted = _Counted(file)
        if columns:
            line = io.StringIO()
            print(*columns, sep=",", file=line)
            counted.write(line.getvalue().encode())
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8'{head})", counted, 1 << 16)
    return {"rows": cursor.rowcount, "sha256": counted.digest.hexdigest()} | ({"columns": columns} if columns else {})


def _manifest(
    cursor: Any, user: User | None, made_at: datetime, files: list[dict[str, Any]], scopes: dict[str, str]
) -> dict[str, Any]:
    firm = the_firm()
    cursor.execute(_DATED_EDGES.format(**scopes))
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(timespec="seconds"),
        "made_for": "the server" if user is None else user.name,
        "firm": {
            "name": firm.name,
            "base_currency": firm.base_currency,
            "fiscal_start_month": firm.fiscal_start_month,
            "time_zone": firm.time_zone,
        },
        "import": [each for each in files if "kind" in each],
        "tables": [each for each in files if "model" in each],
        "left_out": {line.model: why for line in register().values() if (why := why_left_out(line))},
        "dated_group_edges": cursor.fetchone()[0],
    }
    if user is not None and user.firm_totals:
        everyone = Client.objects.unscoped(reason=WHY).current().count()
        manifest["restricted_clients_left_out"] = everyone - told_rows(Client, user).filter(archived_at=None).count()
    return manifest
