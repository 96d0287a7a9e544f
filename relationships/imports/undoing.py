"""Taking an import back: what it changed is as it was before, what it added is gone, in one transaction.

What somebody has done since comes first. A cell that was edited stays as edited, a record that was changed or is used by
anything the import did not make stays, with everything that belongs to it; each is listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.signals import facts_changed
from relationships.imports.file_findings import BELONGS_TO
from relationships.imports.models import FileImport, ImportTrace
from relationships.imports.statistics import MANY, look_over
from relationships.imports.undo_findings import LINKS, ORDER, Sql, find_what_stays, gather

MOST_LISTED = 500
_CHUNK = 2_000
_STANDING = """
SELECT c.id, c.key, to_jsonb(t) -> c.key IS NOT DISTINCT FROM c.after AS as_left
FROM undo_changed c JOIN {table} t ON t.id = c.id
WHERE c.tab = %(tab)s AND c.key <> 'version'
"""
_EDITED = """
SELECT c.id FROM undo_changed c JOIN {table} t ON t.id = c.id
WHERE c.tab = %(tab)s AND c.key = 'version' AND to_jsonb(t.version) <> c.after
"""
_RESTORE = """
WITH standing AS ({standing}), wanted AS (
    SELECT c.id, jsonb_object_agg(c.key, c.before) AS cells FROM undo_changed c JOIN standing s ON s.id = c.id AND s.key = c.key
    WHERE c.tab = %(tab)s AND s.as_left AND {which} GROUP BY c.id
), restored AS (
    SELECT p.* FROM wanted w JOIN {table} x ON x.id = w.id, LATERAL jsonb_populate_record(x, w.cells) p
)
UPDATE {table} t SET {cells}, version = t.version + 1, updated_at = now() FROM restored r WHERE r.id = t.id RETURNING t.id
"""
# An earlier import that left the record as this one found it sees it so again, and not as edited since.
_AS_FOUND = """
WITH left_behind AS (
    SELECT t.run_id, t.record_id AS id, max(COALESCE((t.after ->> 'version')::int, 1)) AS version
    FROM imports_importtrace t WHERE t."table" = %(tab)s AND t.run_id < %(run)s
      AND t.record_id IN (SELECT id FROM undo_changed WHERE tab = %(tab)s) GROUP BY 1, 2
    UNION ALL
    SELECT r.id, c.id, 1 FROM undo_changed c JOIN imports_importrun r
      ON r.source = %(source)s AND r.id < %(run)s AND c.id BETWEEN r.first_entry AND r.last_entry
    WHERE %(tab)s = 'engagements_ledgerentry' AND c.tab = %(tab)s AND c.key = 'version'
)
INSERT INTO imports_importtrace (run_id, "table", record_id, before, after)
SELECT l.run_id, %(tab)s, l.id, jsonb_build_object('version', l.version), jsonb_build_object('version', t.version)
FROM left_behind l JOIN undo_changed c ON c.tab = %(tab)s AND c.id = l.id AND c.key = 'version' AND c.before = to_jsonb(l.version)
JOIN {table} t ON t.id = l.id WHERE l.id <> ALL(%(edited)s)
"""
_ANY_OF = "SELECT FROM undo_added WHERE tab = %(tab)s LIMIT 1"
_RELINK = """
INSERT INTO {table} SELECT p.* FROM imports_importtrace t, LATERAL jsonb_populate_record(NULL::{table}, t.before) p
WHERE t.run_id = %(run)s AND t."table" = %(tab)s AND t.before IS NOT NULL AND t.after IS NULL
  AND EXISTS (SELECT FROM interactions_interaction i WHERE i.id = p.interaction_id)
ON CONFLICT DO NOTHING
"""


@dataclass
class Undone:
    """What undoing did. `kept`: what stays, and why."""

    user: User
    """Who reads of it."""
    removed: int = 0
    restored: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    kept_count: int = 0

    def keep(self, what: str, why: str) -> None:
        self.kept_count += 1
        if len(self.kept) < MOST_LISTED:
            self.kept.append((what, why))


def undo_run(item: FileImport) -> Undone:
    """Take back what the import wrote, and mark it as undone."""
    assert item.run is not None
    run = item.run
    undone = Undone(item.user)
    with pghistory.context(job="undo import", kind=run.kind, source=run.source), transaction.atomic():
        sql = Sql(run)
        gather(sql)
        client_ids = _concerned(sql)
        if run.read > MANY:
            look_over(table for table in ORDER if sql.rows(_ANY_OF, tab=table))
        for table in ORDER:
            _restore(sql, table, undone)
        find_what_stays(sql)
        for table in ORDER:
            _remove(sql, table, undone)
        for table in LINKS:
            sql.run(_RELINK.format(table=table), tab=table)
        rebuild_group_spans()
        there = sql.rows("SELECT id FROM clients_client WHERE id = ANY(%(ids)s)", ids=sorted(client_ids))
        facts_changed.send(sender=FileImport, client_ids=[row[0] for row in there])
        told = {
            "removed": undone.removed,
            "restored": undone.restored,
            "kept": undone.kept,
            "kept_count": undone.kept_count,
        }
        FileImport.objects.filter(pk=item.pk).update(
            state=FileImport.State.UNDONE, undone={**told, "at": timezone.now().isoformat()}, attempts=0
        )
        ImportTrace.objects.filter(run=run).delete()
    return undone


def _restore(sql: Sql, table: str, undone: Undone) -> None:
    """Put back cells that nobody touched since."""
    if table in LINKS or not sql.rows("SELECT FROM undo_changed WHERE tab = %(tab)s LIMIT 1", tab=table):
        return
    standing = _STANDING.format(table=table)
    rows = sql.rows(standing, tab=table)
    edited = [row[0] for row in sql.rows(_EDITED.format(table=table), tab=table)]
    columns = {
        each.column for each in _model(table)._meta.concrete_fields if not isinstance(each, models.GeneratedField)
    }
    keys = sorted({key for _, key, as_left in rows if as_left} & columns)
    for record_id, key, as_left in rows:
        if not as_left and key in columns:
            undone.keep(
                _name(undone.user, table, record_id), f"{key.removesuffix('_id').replace('_', ' ')} was edited since"
            )
    if keys:
        cells = ", ".join(f'"{key}" = r."{key}"' for key in keys)
        statement = _RESTORE.format(standing=standing, table=table, cells=cells, which="{which}")
        try:
            with transaction.atomic():
                undone.restored += sql.run(statement.format(which="true"), tab=table)
        except IntegrityError:
            for record_id in sorted({each[0] for each in rows if each[2]}):
                _restore_one(sql, statement, table, record_id, undone)
    sql.run(_AS_FOUND.format(table=table), tab=table, edited=edited)


def _restore_one(sql: Sql, statement: str, table: str, record_id: int, undone: Undone) -> None:
    try:
        with transaction.atomic():
            undone.restored += sql.run(statement.format(which="c.id = %(only)s"), tab=table, only=record_id)
    except IntegrityError:
        undone.keep(_name(undone.user, table, record_id), "something else is called so now")


def _remove(sql: Sql, table: str, undone: Undone) -> None:
    """Delete what was added and need not stay."""
    rows = sql.rows("SELECT id, stays FROM undo_added WHERE tab = %(tab)s ORDER BY id", tab=table)
    for record_id, stays in rows:
        if stays:
            undone.keep(_name(undone.user, table, record_id), stays)
    gone = [record_id for record_id, stays in rows if stays is None]
    if table == "engagements_ledgerentry":
        undone.removed += sql.run("DELETE FROM engagements_ledgerentry WHERE id = ANY(%(ids)s)", ids=gone)
        return
    for begin in range(0, len(gone), _CHUNK):
        _model(table)._base_manager.filter(pk__in=gone[begin : begin + _CHUNK]).delete()
    undone.removed += len(gone) if table not in BELONGS_TO and table not in LINKS else 0


def _concerned(sql: Sql) -> set[int]:
    """Clients whose scores read what is taken back."""
    found: set[int] = set()
    for table in ORDER:
        columns = {each.column for each in _model(table)._meta.concrete_fields}
        column = "id" if table == "clients_client" else "client_id" if "client_id" in columns else ""
        if not column:
            continue
        touched = "SELECT id FROM undo_added WHERE tab = %(tab)s UNION SELECT id FROM undo_changed WHERE tab = %(tab)s"
        statement = f"SELECT DISTINCT {column} FROM {table} WHERE id IN ({touched}) AND {column} IS NOT NULL"  # noqa: S608
        found.update(row[0] for row in sql.rows(statement, tab=table))
    links = """
    SELECT DISTINCT l.client_id FROM interactions_touchclient l JOIN undo_added a
      ON a.tab = 'interactions_interaction' AND a.id = l.interaction_id
    UNION SELECT (c.before #>> '{}')::bigint FROM undo_changed c WHERE c.key = 'client_id' AND c.before <> 'null'
    """
    found.update(row[0] for row in sql.rows(links))
    return found


def _name(user: User, table: str, record_id: int) -> str:
    """What a record is called, to somebody who may see it."""
    model = _model(table)
    row = model._base_manager.filter(pk=record_id).first()
    column, owner = BELONGS_TO.get(table, ("pk", table))
    gate: Any = _model(owner)._default_manager
    seen = row and (not hasattr(gate, "visible_to") or gate.visible_to(user).filter(pk=getattr(row, column)).exists())
    return f"{model._meta.verbose_name} {row}" if seen else "a record that you may not see"


def _model(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table and not model._meta.proxy)
