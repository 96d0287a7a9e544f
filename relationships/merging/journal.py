"""Changing rows so that it can be undone: each call is one statement that writes the rows and what they were before.

Table and column names are those of our own models; conditions are this app's own text, and values are parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from accounts.record import Record
from relationships.merging.models import Merge

Model = type[models.Model]
_CHANGE = """
WITH old AS (SELECT t.* FROM {table} t WHERE {where} ORDER BY t.id FOR UPDATE),
new AS (UPDATE {table} t SET {sets} FROM old WHERE t.id = old.id RETURNING t.*)
INSERT INTO merging_mergechange (merge_id, step, "table", row_id, act, before, after)
SELECT %(j_merge)s, %(j_step)s, %(j_table)s, new.id, 'changed', {before}, {after}
FROM old JOIN new USING (id) ORDER BY new.id
RETURNING row_id
"""
_ADDED = """
INSERT INTO merging_mergechange (merge_id, step, "table", row_id, act, after)
SELECT %(j_merge)s, %(j_step)s, %(j_table)s, t.id, 'added', to_jsonb(t) FROM {table} t WHERE t.id = ANY(%(j_ids)s)
RETURNING row_id
"""
_REMOVE = """
WITH gone AS (DELETE FROM {table} t WHERE {where} RETURNING t.*)
INSERT INTO merging_mergechange (merge_id, step, "table", row_id, act, before)
SELECT %(j_merge)s, %(j_step)s, %(j_table)s, gone.id, 'removed', to_jsonb(gone) FROM gone
RETURNING row_id
"""


class Journal:
    """Writes for one merge, a step a call."""

    def __init__(self, merge: Merge) -> None:
        self.merge, self.step = merge, 0

    def change(self, model: Model, where: str, values: Mapping[str, Any], sets: Mapping[str, str]) -> list[int]:
        """Set columns of the rows `t` that fit `where`, which are locked; the ids of those rows.

        `sets` are columns and expressions over `old`, their rows before. Of records the version is counted up, so that
        a form which somebody has open meets what was changed.
        """
        written = {column: f"{expression}" for column, expression in sets.items()}
        if issubclass(model, Record):
            written |= {"version": "old.version + 1", "updated_at": "now()"}
        statement = _CHANGE.format(
            table=model._meta.db_table,
            where=where,
            sets=", ".join(f'"{column}" = {expression}' for column, expression in written.items()),
            before=_object("old", sets),
            after=_object("new", sets),
        )
        return self._run(model, statement, values)

    def added(self, model: Model, *ids: int) -> None:
        """Remember rows that were added for the merge."""
        self._run(model, _ADDED.format(table=model._meta.db_table), {"j_ids": list(ids)})

    def remove(self, model: Model, where: str, values: Mapping[str, Any]) -> list[int]:
        """Take the rows `t` that fit `where` out; their ids."""
        return self._run(model, _REMOVE.format(table=model._meta.db_table, where=where), values)

    def _run(self, model: Model, statement: str, values: Mapping[str, Any]) -> list[int]:
        self.step += 1
        mine: dict[str, Any] = {"j_merge": self.merge.pk, "j_step": self.step, "j_table": model._meta.db_table}
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, **mine})
            return [row[0] for row in cursor.fetchall()]


def _object(row: str, columns: Mapping[str, str]) -> str:
    pairs = ", ".join(f"'{column}', {row}.\"{column}\"" for column in columns)
    return f"jsonb_build_object({pairs})"
