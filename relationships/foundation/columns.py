"""Records of models out of written-out SQL: which columns to select, and what a row of them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

_M = TypeVar("_M", bound=Model)


class Columns(Generic[_M]):
    """The columns of `model` under `alias`, or `only` some of its fields; one of them is `id`, which comes first.

    Fields that are left out are fetched when somebody asks for them, as with Django's `only()`.
    """

    def __init__(self, model: type[_M], alias: str, *only: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := set(only) - set(fields):
            raise ValueError(f"{model.__name__} has no columns {', '.join(sorted(unknown))}.")
        # In the order of the model, whatever order they are named in: that is how Django takes them.
        self.model, self.names = model, tuple(name for name in fields if not only or name in only)
        # psycopg2 reads json by itself; jsonb is left to Django, which is not asked here.
        kinds = {name: "::json" if isinstance(fields[name], JSONField) else "" for name in self.names}
        self.text = ", ".join(f'{alias}."{name}"{kinds[name]}' for name in self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __str__(self) -> str:
        return self.text

    def record(self, values: Sequence[Any]) -> _M:
        """The record of one row of these columns."""
        return self.model.from_db(connection.alias, self.names, values)

    def maybe(self, values: Sequence[Any]) -> _M | None:
        """The same, or None where an outer join found none."""
        return None if values[0] is None else self.record(values)


def cut(row: Sequence[Any], *columns: Columns[Any]) -> list[Sequence[Any]]:
    """The parts of a row that was selected with these columns one after another, and what is left of it."""
    parts, start = [], 0
    for each in columns:
        parts.append(row[start : start + len(each)])
        start += len(each)
    return [*parts, row[start:]]
