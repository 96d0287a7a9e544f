"""Scratch databases beside the real one: made, marked, found again and dropped. The user's own data is never touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from crm.environment import ROOT, env, var_dir
from crm.services.addresses import database_url

PREFIX = "bench_"


@dataclass(frozen=True)
class Scratch:
    """One scratch database: who owns its tables, and who works with its rows."""

    name: str
    owner: str
    application: str

    def environment(self) -> dict[str, str]:
        """What makes a process of the product use this database."""
        return {"DATABASE_URL": self.application, "DATABASE_OWNER_URL": self.owner}


def scratch(name: str) -> Scratch:
    """Name a scratch database on the server that the product uses."""
    given: str = env.str("DATABASE_URL", default="")
    owner = env.str("DATABASE_OWNER_URL", default="") or given or database_url(var_dir(), owner=True)
    application = given or database_url(var_dir(), owner=False)
    return Scratch(PREFIX + name, _renamed(owner, PREFIX + name), _renamed(application, PREFIX + name))


def create(database: Scratch) -> None:
    """Make it anew, empty and migrated."""
    drop(database)
    with _server() as cursor:
        try:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database.name)))
        except psycopg2.errors.InsufficientPrivilege:
            raise SystemExit("The benches need a database of their own: ALTER ROLE … CREATEDB for the owner.") from None
    manage(database, "migrate", "--verbosity", "0")


def drop(database: Scratch) -> None:
    with _server() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name)))


def kept() -> list[Scratch]:
    """Every scratch database that is there."""
    with _server() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [PREFIX])
        return [scratch(name.removeprefix(PREFIX)) for (name,) in cursor.fetchall()]


def note(database: Scratch) -> dict[str, Any] | None:
    """What was written on the database when it was complete; None when it is absent or half-made."""
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database.name]
        )
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None


def write_note(database: Scratch, said: dict[str, Any]) -> None:
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
    with _server() as cursor:
        cursor.execute(statement.format(sql.Identifier(database.name), sql.Literal(json.dumps(said))))


def manage(database: Scratch, *arguments: str) -> None:
    """Run a management command on it; what it says goes to standard error."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env={**os.environ, **database.environment(), "CRM_MODE": "local", "CRM_PROCESS": "command"},
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"manage.py {' '.join(arguments)} failed on {database.name} (status {done.returncode}).")


def _renamed(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor in the maintenance database, as the owner."""
    address = _renamed(scratch("any").owner, "postgres")
    with closing(psycopg2.connect(address, connect_timeout=10)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
