"""Running PostgreSQL's own programs against the database of the settings."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from crm.services.errors import ServiceError
from crm.services.programs import client_directories

# What says where the server is; the rest of Django's parameters (timeouts, cursors) is not for other programs.
ADDRESS = {"host", "port", "user", "sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile"}


def run(program: str, *arguments: str, database: str) -> str:
    """Run pg_dump or pg_restore on `database`, as the role of the settings. Raises `ServiceError` with its last words."""
    given = connection.get_connection_params()
    address = {name: value for name, value in given.items() if name in ADDRESS and value}
    # The password goes by the environment: arguments are there for everybody on the machine to read.
    secret = {"PGPASSWORD": str(given["password"])} if given.get("password") else {}
    done = subprocess.run(
        [_program(program), *arguments, "--no-password", "--dbname", make_dsn(dbname=database, **address)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, **secret},
        check=False,
    )
    if done.returncode:
        raise ServiceError(f"{program} failed (status {done.returncode}).", "\n".join(done.stderr.splitlines()[-10:]))
    return done.stdout


def server_major() -> int:
    """The major version of the server behind Django's connection."""
    connection.ensure_connection()
    found: int = connection.connection.server_version
    return found // 10_000


def _program(name: str) -> Path:
    """`name` in a version not older than the server: an older pg_dump refuses to read it."""
    server = server_major()
    for directory in client_directories():
        if _major(directory / name) >= server:
            return directory / name
    raise ServiceError(
        f"The server is PostgreSQL {server}, and no {name} of that version or newer was found.",
        f"Install it (Debian, Ubuntu: apt-get install postgresql-client-{server}), or name its directory: POSTGRES_BIN.",
    )


def _major(program: Path) -> int:
    if not program.is_file():
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0
