"""Roles and database of the embedded server.

The owner runs migrations; the application may neither create tables nor own anything.
"""

from __future__ import annotations

from pathlib import Path

import psycopg2
from psycopg2 import sql

SUPERUSER = "postgres"
OWNER = "perennial_owner"
APPLICATION = "perennial_app"
DATABASE = "perennial"


def prepare_roles(sockets: Path) -> None:
    """Create roles and database where missing; may be interrupted anywhere and run again."""
    _run(
        sockets,
        "postgres",
        [
            *_missing_roles(sockets),
            *([] if _database_exists(sockets) else [f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0"]),
            f"GRANT {APPLICATION} TO {OWNER}",
        ],
    )
    _run(
        sockets,
        DATABASE,
        [
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APPLICATION}",
            f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
        ],
    )


def _missing_roles(sockets: Path) -> list[str]:
    # CREATEDB lets the owner make test databases and restore a backup beside the live one.
    wanted = {OWNER: "LOGIN CREATEDB", APPLICATION: "LOGIN"}
    known = {row[0] for row in _read(sockets, "SELECT rolname FROM pg_roles")}
    return [f"CREATE ROLE {name} {rights}" for name, rights in wanted.items() if name not in known]


def _database_exists(sockets: Path) -> bool:
    return (DATABASE,) in _read(sockets, "SELECT datname FROM pg_database")


def _connect(sockets: Path, database: str) -> psycopg2.extensions.connection:
    connection = psycopg2.connect(host=str(sockets), user=SUPERUSER, dbname=database, connect_timeout=10)
    connection.autocommit = True
    return connection


def _read(sockets: Path, query: str) -> list[tuple[str, ...]]:
    connection = _connect(sockets, "postgres")
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    finally:
        connection.close()


def _run(sockets: Path, database: str, statements: list[str]) -> None:
    connection = _connect(sockets, database)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(sql.SQL(statement))
    finally:
        connection.close()
