"""Making a backup: a directory with the database, what it must hold, and the files that people uploaded."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg2 import sql

from crm.backups import programs
from crm.services.errors import ServiceError

PREFIX = "perennial-"
DUMP, MANIFEST, MEDIA = "database.dump", "manifest.json", "media"
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `rows`: by table, in the very state of the database that was dumped."""

    made_at: str
    postgres: int
    migrations: Sequence[str]
    rows: dict[str, int]
    sha256: str


def make_backup(directory: Path, *, keep: int | None = None) -> Path:
    """Write a new backup into `directory` and answer its path; then remove all but the newest `keep`.

    It appears whole or not at all. Raises `ServiceError`.
    """
    final = directory / f"{PREFIX}{timezone.now():%Y%m%dT%H%M%S}Z"
    draft = directory / f".{final.name}-{os.getpid()}"
    try:
        draft.mkdir(parents=True, mode=0o700)
        _write(draft)
        draft.rename(final)
    except OSError as refused:
        raise ServiceError(f"{directory} can't be written to: {refused.strerror}.") from refused
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if keep is not None:
        for old in backups(directory)[: -keep or None]:
            shutil.rmtree(old)
    return final


def backups(directory: Path) -> list[Path]:
    """The finished backups in `directory`, oldest first."""
    return sorted(path.parent for path in directory.glob(f"{PREFIX}*/{MANIFEST}"))


def rows() -> dict[str, int]:
    """Count every table of the connected database."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        return {table: _count(cursor, table) for table in tables}


def checksum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()


def _write(draft: Path) -> None:
    dump, name = draft / DUMP, str(connection.settings_dict["NAME"])
    with transaction.atomic(), connection.cursor() as cursor:
        # Dump and counts see one and the same moment, whatever is saved meanwhile.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        programs.run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}", database=name)
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [row[0] for row in cursor.fetchall()]
        held = rows()
    made_at = timezone.now().isoformat(timespec="seconds")
    manifest = Manifest(made_at, programs.server_major(), migrations, held, checksum(dump))
    if Path(settings.MEDIA_ROOT).is_dir():
        shutil.copytree(settings.MEDIA_ROOT, draft / MEDIA)
    (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    for path in draft.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    _sync(dump)


def _count(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
    return int(cursor.fetchone()[0])


def _sync(path: Path) -> None:
    """Have it on the disk before anybody counts on it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
