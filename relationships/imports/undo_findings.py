"""What an undo may touch: the rows that a run added and changed, and which of the added ones have to stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from relationships.imports.file_findings import BELONGS_TO
from relationships.imports.models import ImportRun

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
LINKS = ("interactions_touchclient", "interactions_touchperson", "interactions_touchcolleague")
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


@dataclass
class Sql:
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


def gather(sql: Sql) -> None:
    """Put down what the run added and changed, one undo at a time."""
    sql.run(_SETTINGS)
    sql.run(_ONE_AT_A_TIME)
    sql.run("DROP TABLE IF EXISTS undo_added, undo_changed")
    sql.run(_ADDED)
    sql.run(_CHANGED)


def find_what_stays(sql: Sql) -> None:
    """Mark added records that were changed since, or that something else names; then what belongs to them, until no more."""
    present = {row[0] for row in sql.rows("SELECT DISTINCT tab FROM undo_added")}
    for table in ORDER:
        if table in present and table not in LINKS:
            sql.run(_LATER_CHANGED.format(table=table), tab=table)
    more = 1
    while more:
        more = 0
        for table in (each for each in ORDER if each in present):
            for holder, column, key in _holders(table):
                if holder in LINKS:
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
                if table in LINKS or (table == "interactions_interaction" and holder._meta.db_table in LINKS):
                    continue
                found.append((holder._meta.db_table, str(each.column), str(holder._meta.pk.column)))
    return found
