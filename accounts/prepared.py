"""Statements that PostgreSQL plans once a connection, for those that take longer to plan than to answer.

Django has every statement parsed and planned anew. A page asks the same few hundred times a minute, over the gate's
sub-queries and six tables at once: its database then spends most of its time on planning.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from re import Match, sub
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""What each connection has planned: the name by the text."""
_numbers = count(1)


class Prepared:
    """One statement with parameters named as in `%(client)s`; where their type does not show, they say it by a cast.

    `name` is what logs and `pg_stat_activity` call it, such as `dashboards_shelf`.

    The plan is made without knowing the values: not for a search, whose best way depends on what is searched.
    """

    def __init__(self, name: str, statement: str) -> None:
        self._name = name
        self._names: list[str] = []
        self._text = sub(r"%\((\w+)\)s", self._place, statement)
        values = ", ".join(f"%({name})s" for name in self._names)
        self._values = f"({values})" if values else ""

    def _place(self, found: Match[str]) -> str:
        if found[1] not in self._names:
            self._names.append(found[1])
        return f"${self._names.index(found[1]) + 1}"

    @property
    def names(self) -> tuple[str, ...]:
        """Its parameters in the order in which `EXECUTE` takes them."""
        return tuple(self._names)

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Everything it answers."""
        with connection.cursor() as cursor:
            self.execute(cursor, values)
            return list(cursor.fetchall())

    def execute(self, cursor: CursorWrapper, values: Mapping[str, Any]) -> None:
        """Ask; the answer is fetched from `cursor`. The first time on a connection it is planned in the same call."""
        known = _known.setdefault(cursor.connection, {})
        name = known.get(self._text)
        asked = {each: values[each] for each in self._names}
        if name is not None:
            cursor.execute(f"EXECUTE {name} {self._values}", asked)
            return
        # A name of its own for each attempt: what failed half-way stands in nobody's way.
        name = f"{self._name}_{next(_numbers)}"
        cursor.execute(f"PREPARE {name} AS {self._text}; EXECUTE {name} {self._values}", asked)
        known[self._text] = name
