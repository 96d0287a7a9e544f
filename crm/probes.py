"""Questions to the database and the broker that always get an answer within their deadline.

They use connections of their own: an ordinary one may hang for as long as the server does.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

import psycopg2
import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2 import extensions

DEADLINE_SECONDS = 2.0
APPLIED = "SELECT app, name FROM django_migrations"
LAST_SWEEP = "SELECT extract(epoch FROM now() - max(finished_at))::float8 FROM scoring_sweeprun"


@dataclass(frozen=True)
class DatabaseState:
    """What the database said about itself."""

    reachable: bool
    pending_migrations: list[str] = field(default_factory=list)
    last_sweep_seconds: float | None = None


class ProbeConnection:
    """One asynchronous connection with a deadline over everything it does."""

    def __init__(self, seconds: float = DEADLINE_SECONDS) -> None:
        self.until = time.monotonic() + seconds
        given = connection.get_connection_params()
        kept = {name: value for name, value in given.items() if name not in ("options", "application_name")}
        self.raw = psycopg2.connect(**kept, async_=1, application_name="perennial-probe")

    def __enter__(self) -> Self:
        self._wait()
        return self

    def __exit__(self, *problem: object) -> None:
        self.raw.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self.raw.cursor()
        cursor.execute(query)
        self._wait()
        return list(cursor.fetchall())

    def _wait(self) -> None:
        while (state := self.raw.poll()) != extensions.POLL_OK:
            left = self.until - time.monotonic()
            reading, writing = ([self.raw], []) if state == extensions.POLL_READ else ([], [self.raw])
            if left <= 0 or not any(select.select(reading, writing, [], left)):
                self.raw.close()
                raise TimeoutError("The database did not answer in time.")


def database_state() -> DatabaseState:
    try:
        with ProbeConnection() as probe:
            applied = {(app, name) for app, name in _or_nothing(probe.rows, APPLIED)}
            sweep = _or_nothing(probe.rows, LAST_SWEEP)
    except (psycopg2.Error, OSError):
        return DatabaseState(reachable=False)
    missing = sorted(f"{app}.{name}" for app, name in known_migrations() - applied)
    return DatabaseState(True, missing, sweep[0][0] if sweep else None)


def _or_nothing(ask: Callable[[str], list[tuple[Any, ...]]], query: str) -> list[tuple[Any, ...]]:
    """Answer no rows while the table does not exist yet."""
    try:
        return ask(query)
    except psycopg2.errors.UndefinedTable:
        return []


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Answer the migrations this code comes with, squashed ones by what they replace."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(
        each for key, migration in loader.disk_migrations.items() for each in (migration.replaces or [key])
    )


def broker_answers() -> bool:
    seconds = settings.REDIS_TIMEOUT_SECONDS
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
