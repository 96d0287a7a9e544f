"""Bringing a backup back: into a database of its own first, checked there, and only then, if wanted, in the old one's place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg2 import errors, sql

from crm.backups import programs
from crm.backups.making import DUMP, MANIFEST, MEDIA, Manifest, checksum, rows
from crm.grants import application_role
from crm.probes import known_migrations
from crm.services.errors import ServiceError

MAINTENANCE = "postgres"


def read_manifest(backup: Path) -> Manifest:
    """What `backup` says it holds. Raises `ServiceError` when it is damaged, or newer than this code."""
    try:
        manifest = Manifest(**json.loads((backup / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as problem:
        raise ServiceError(f"{backup} is no backup: {problem}", "Name a directory that `backup` made.") from problem
    if checksum(backup / DUMP) != manifest.sha256:
        raise ServiceError(f"{backup / DUMP} is damaged: it is not what was written.", "Take another backup.")
    known = {f"{app}.{name}" for app, name in known_migrations()}
    if unknown := sorted(set(manifest.migrations) - known):
        raise ServiceError(
            f"This backup comes from a newer version (it knows {unknown[-1]}).", "Install that version, then restore."
        )
    return manifest


def restore(backup: Path) -> str:
    """Restore `backup` into a new database beside the present one; answer its name.

    Compares every table with the manifest, then brings the copy up to date. Raises `ServiceError`, leaving no copy.
    """
    manifest = read_manifest(backup)
    copy = f"{connection.settings_dict['NAME']}_{timezone.now():%Y%m%dt%H%M%S}"
    _create(copy)
    try:
        programs.run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--jobs=2",
            str(backup / DUMP),
            database=copy,
        )
        with _connected_to(copy):
            _compare(manifest.rows, rows())
            call_command("migrate", verbosity=0)
    except BaseException:
        drop(copy)
        raise
    return copy


def drop(database: str) -> None:
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def take_its_place(copy: str, backup: Path) -> str:
    """Let `copy` be the database of the settings from now on; answer what the present one is called afterwards.

    Nothing is lost: the present one keeps everything under its new name. Raises `ServiceError` while somebody uses it.
    """
    name = str(connection.settings_dict["NAME"])
    aside = f"{name}_before_{timezone.now():%Y%m%dt%H%M%S}"
    connection.close()
    try:
        _run("ALTER DATABASE {} RENAME TO {}", name, aside)
    except errors.ObjectInUse as used:
        drop(copy)
        raise ServiceError(f"Somebody is using {name}.", "Stop web, worker and beat, then restore again.") from used
    _run("ALTER DATABASE {} RENAME TO {}", copy, name)
    if (backup / MEDIA).is_dir():
        shutil.copytree(backup / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return aside


def _create(name: str) -> None:
    try:
        _run("CREATE DATABASE {} TEMPLATE template0", name)
    except errors.InsufficientPrivilege as refused:
        role = connection.settings_dict["USER"]
        raise ServiceError(
            f"{role} may not create databases.", f"As a superuser: ALTER ROLE {role} CREATEDB"
        ) from refused
    if role := application_role():
        _run("REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
        _run("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", name, role)


def _compare(said: dict[str, int], found: dict[str, int]) -> None:
    wrong = [
        f"{table}: {found.get(table)} instead of {count}" for table, count in said.items() if found.get(table) != count
    ]
    if wrong:
        raise ServiceError(f"The copy is not what was backed up. Rows of {'; '.join(wrong)}.")


def _run(statement: str, *names: str) -> None:
    """Run a statement about whole databases, from outside of them."""
    with _connected_to(MAINTENANCE), connection.cursor() as cursor:
        connection.ensure_connection()
        cursor.cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Let Django's connection be one to the database `name` for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
