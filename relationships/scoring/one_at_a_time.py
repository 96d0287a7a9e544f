"""A lock that one run of a job holds; PostgreSQL lets go of it when the process dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_at_a_time(name: str) -> Iterator[bool]:
    """Whether this session got the lock `name` now (False: somebody else runs)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('perennial'), hashtext(%s))", [name])
        (got,) = cursor.fetchone()
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('perennial'), hashtext(%s))", [name])
