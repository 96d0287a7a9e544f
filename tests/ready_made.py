"""The test database, migrated once and copied: by each worker of a run, and by the runs after it.

Migrating costs fifteen seconds of processor time, copying half a second. The copies are taken from a database that lies
beside them under a name that changes with whatever it is made of; only ever on the embedded server, which is ours.
"""

from __future__ import annotations

import fcntl
import os
from typing import TextIO

from django.conf import settings
from django.db import connection

from crm.environment import var_dir
from tests.made_of import made_of

PREFIX = "ready_for_tests_"


def wait_for_the_turn() -> TextIO:
    """One of the workers of a run migrates, the others wait and copy; closing the answer gives the turn away."""
    var_dir().mkdir(parents=True, exist_ok=True)
    turn = (var_dir() / "test-database.lock").open("w")
    fcntl.flock(turn, fcntl.LOCK_EX)
    return turn


def take_from_the_ready_one() -> None:
    """Let the test database be made as a copy, if there is something to copy."""
    if _name() in _all():
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = _name()
        connection.settings_dict["TEST"]["TEMPLATE"] = _name()


def lay_one_by() -> None:
    """Copy the test database, which has just been migrated, for whoever comes next; what is of older code goes."""
    if os.environ.get("DATABASE_URL") or _name() in _all():
        return
    mine = connection.settings_dict["NAME"]
    connection.close()
    for older in _all():
        _say(f'DROP DATABASE "{older}"')
    _say(f'CREATE DATABASE "{_name()}" TEMPLATE "{mine}"')


def _name() -> str:
    return PREFIX + made_of()


def _all() -> list[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return [name for (name,) in cursor.fetchall()]


def _say(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
