"""Running a large statement with named parameters; over few rows by a plan that the session keeps.

Finding a plan for a statement with a dozen CTEs takes longer than one client's rows do. So those statements are
prepared once a session, under one plan for whatever values come. Over many rows a plan of its own is worth its time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

FEW = 20
"""Up to so many clients are few."""

_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_TYPES: list[tuple[type, str]] = [
    (bool, "boolean"),
    (int, "bigint"),
    (float, "double precision"),
    (str, "text"),
    (datetime, "timestamptz"),
    (date, "date"),
]


def run_statement(statement: str, values: Mapping[str, Any], *, planned: bool) -> list[tuple[Any, ...]]:
    """The rows that `statement` answers (none, if it answers nothing); with `planned` by the session's plan for it."""
    with connection.cursor() as cursor:
        if planned:
            names = list(dict.fromkeys(name for name in _PLACE.findall(statement) if name))
            cursor.execute(_execute(statement, names, values), [values[name] for name in names])
        else:
            cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def _execute(statement: str, names: list[str], values: Mapping[str, Any]) -> str:
    """`EXECUTE` of the statement, prepared first if this session has not met it yet."""
    connection.ensure_connection()
    known = _prepared.setdefault(connection.connection, {})
    if statement not in known:
        name = f"planned_{len(known)}"
        numbers = {each: f"${place}" for place, each in enumerate(names, 1)}
        text = _PLACE.sub(lambda found: numbers[found[1]] if found[1] else "%", statement)
        types = ", ".join(type_of(values[each]) for each in names)
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} ({types}) AS {text}".replace("%", "%%"), [])
        known[statement] = name
    places = ", ".join(["%s"] * len(names))
    return f"SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {known[statement]} ({places})"


def type_of(value: Any) -> str:
    """PostgreSQL's name for the type of a parameter. Raises `TypeError` for what has none here."""
    if isinstance(value, list):
        return f"{type_of(value[0]) if value else 'bigint'}[]"
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    raise TypeError(f"A statement takes no {type(value).__name__}.")
