"""Taking an import back: what it changed is as it was before, what it added is gone, in one transaction.

What somebody has done since comes first. A cell that was edited stays as edited, a record that was changed or is used by
anything the import did not make stays, with everything that belongs to it; each is listed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.signals import facts_changed
from relationships.imports.file_findings import BELONGS_TO
from relationships.imports.models import FileImport, ImportRun, ImportTrace
from relationships.imports.statistics import MANY, look_over

ORDER = (
    "alumni_consent",
    "alumni_alumnus",
    "interactions_touchclient",
    "interactions_touchperson",
    "interactions_touchcolleague",
    "engagements_ledgerentry",
    "interactions_interaction",
    "engagements_engagement",
    "contacts_outsidepost",
    "contacts_position",
    "contacts_contactpoint",
    "contacts_personalias",
    "contacts_person",
    "clients_alias",
    "clients_groupedge",
    "clients_client",
    "accounts_user",
    "accounts_practice",
    "accounts_office",
)
"""Whatever hangs on something comes before it."""
DERIVED = frozenset(
    "clients_groupspan clients_namekey clients_lookalike network_tie scoring_stalemark scoring_health scoring_healthhistory "
    "scoring_paststanding scoring_returnlikelihood scoring_alert dashboards_pin account_emailaddress "
    "interactions_touchclient interactions_touchperson interactions_touchcolleague".split()
)
"""What goes with a record. Anything else that names it keeps it; links of touchpoints are looked at by themselves."""
_LINKS = ("interactions_touchclient", "interactions_touchperson", "interactions_touchcolleague")
MOST_LISTED = 500
_CHUNK = 2_000
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7310002)"
_SETTINGS = "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)"
_ADDED = """
CREATE TEMP TABLE undo_added ON COMMIT DROP AS
SELECT "table" AS tab, record_id AS id, 0 AS versions, NULL::text AS stays FROM imports_importtrace
WHERE run_id = %(run)s AND before IS NULL AND after IS NULL
UNION ALL
SELECT 'engagements_ledgerentry', l.id, 0, NULL FROM engagements_ledgerentry l
WHERE l.source = %(source)s AND l.id BETWEEN %(first)s AND %(last)s;
CREATE UNIQUE INDEX ON undo_added (tab, id);
ANALYZE undo_added
"""
_CHANGED = """
CREATE TEMP TABLE undo_changed ON COMMIT DROP AS
SELECT t."table" AS tab, t.record_id AS id, cell.key, (array_agg(cell.value ORDER BY t.id))[1] AS before,
       (array_agg(t.after -> cell.key ORDER BY t.id DESC))[1] AS after
FROM imports_importtrace t, LATERAL jsonb_each(t.before) AS cell
WHERE t.run_id = %(run)s AND t.after IS NOT NULL GROUP BY 1, 2, 3;
ANALYZE undo_changed;
UPDATE undo_added a SET versions = (c.after)::int FROM undo_changed c
WHERE c.tab = a.tab AND c.id = a.id AND c.key = 'version';
DELETE FROM undo_changed c USING undo_added a WHERE a.tab = c.tab AND a.id = c.id
"""
_LATER_CHANGED = """
UPDATE undo_added a SET stays = 'it was changed since' FROM {table} t
WHERE a.tab = %(tab)s AND a.id = t.id AND t.version > greatest(a.versions, 1)
"""
_USED = """
UPDATE undo_added a SET stays = %(why)s
WHERE a.tab = %(tab)s AND a.stays IS NULL AND a.id IN (
    SELECT h."{column}" FROM {holder} h JOIN undo_added x ON x.tab = %(tab)s AND x.id = h."{column}"
    LEFT JOIN undo_added o ON o.tab = %(holder)s AND o.id::text = h."{key}"::text
    WHERE o.id IS NULL OR o.stays IS NOT NULL)
"""
_LINKED = """
UPDATE undo_added a SET stays = 'a touchpoint names it'
WHERE a.tab = %(tab)s AND a.stays IS NULL AND a.id IN (
    SELECT h."{column}" FROM {holder} h JOIN undo_added x ON x.tab = %(tab)s AND x.id = h."{column}"
    LEFT JOIN undo_added i ON i.tab = 'interactions_interaction' AND i.id = h.interaction_id
    LEFT JOIN undo_added o ON o.tab = %(holder)s AND o.id = h.id
    WHERE (i.id IS NULL AND o.id IS NULL) OR i.stays IS NOT NULL)
"""
_STAYS_WITH_ITS_OWNER = """
UPDATE undo_added a SET stays = '' FROM {table} t JOIN undo_added o ON o.tab = %(owner)s AND o.id = t.{column}
WHERE a.tab = %(tab)s AND a.id = t.id AND a.stays IS NULL AND o.stays IS NOT NULL
"""
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
        sql = _Sql(run)
        sql.run(_SETTINGS)
        sql.run(_ONE_AT_A_TIME)
        sql.run("DROP TABLE IF EXISTS undo_added, undo_changed")
        sql.run(_ADDED)
        sql.run(_CHANGED)
        client_ids = _concerned(sql)
        if run.read > MANY:
            look_over(table for table in ORDER if sql.rows(_ANY_OF, tab=table))
        for table in ORDER:
            _restore(sql, table, undone)
        _find_what_stays(sql)
        for table in ORDER:
            _remove(sql, table, undone)
        for table in _LINKS:
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


@dataclass
class _Sql:
    """Statements about one run."""

    of: ImportRun

    def run(self, statement: str, **more: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._named(more))
            return int(cursor.rowcount)

    def rows(self, statement: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._named(more))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _named(self, more: dict[str, Any]) -> dict[str, Any]:
        run = self.of
        return {"run": run.pk, "source": run.source, "first": run.first_entry, "last": run.last_entry, **more}


def _find_what_stays(sql: _Sql) -> None:
    """Mark added records that were changed since, or that something else names; then what belongs to them, until no more."""
    present = {row[0] for row in sql.rows("SELECT DISTINCT tab FROM undo_added")}
    for table in ORDER:
        if table in present and table not in _LINKS:
            sql.run(_LATER_CHANGED.format(table=table), tab=table)
    more = 1
    while more:
        more = 0
        for table in (each for each in ORDER if each in present):
            for holder, column, key in _holders(table):
                if holder in _LINKS:
                    more += sql.run(_LINKED.format(holder=holder, column=column), tab=table, holder=holder)
                elif holder not in DERIVED:
                    why = (
                        "its client, person or touchpoint stays" if holder in present else "something else names it now"
                    )
                    used = _USED.format(holder=holder, column=column, key=key)
                    more += sql.run(used, tab=table, holder=holder, why=why)
        for table, (column, owner) in BELONGS_TO.items():
            if table in present and owner in present:
                more += sql.run(_STAYS_WITH_ITS_OWNER.format(table=table, column=column), tab=table, owner=owner)


def _holders(table: str) -> list[tuple[str, str, str]]:
    """Every table with a foreign key to `table`, the key's column, and its own key; histories left out."""
    found = []
    for holder in apps.get_models(include_auto_created=True):
        if hasattr(holder, "pgh_tracked_model") or holder._meta.proxy or not holder._meta.managed:
            continue
        for each in holder._meta.concrete_fields:
            related = each.related_model if each.is_relation else None
            if related and not isinstance(related, str) and related._meta.db_table == table:
                if table in _LINKS or (table == "interactions_interaction" and holder._meta.db_table in _LINKS):
                    continue
                found.append((holder._meta.db_table, str(each.column), str(holder._meta.pk.column)))
    return found


def _restore(sql: _Sql, table: str, undone: Undone) -> None:
    """Put back cells that nobody touched since."""
    if table in _LINKS or not sql.rows("SELECT FROM undo_changed WHERE tab = %(tab)s LIMIT 1", tab=table):
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


def _restore_one(sql: _Sql, statement: str, table: str, record_id: int, undone: Undone) -> None:
    try:
        with transaction.atomic():
            undone.restored += sql.run(statement.format(which="c.id = %(only)s"), tab=table, only=record_id)
    except IntegrityError:
        undone.keep(_name(undone.user, table, record_id), "something else is called so now")


def _remove(sql: _Sql, table: str, undone: Undone) -> None:
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
    undone.removed += len(gone) if table not in BELONGS_TO and table not in _LINKS else 0


def _concerned(sql: _Sql) -> set[int]:
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
