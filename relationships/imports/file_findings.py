"""What an import wrote, as a person reads it: a few records that are new, a few that change with each cell before and
after, and what was added besides. Asked inside the import's transaction, so that a dry run shows what a run does.

Only what the reader may see is told. A row that means a record behind a wall is counted as it would be if nobody knew that
record, as one that is created; so the counts of a file tell nobody outside what is there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import Person
from relationships.imports.applying import Step

SHOWN = 20
_ASKED = 5 * SHOWN
MAIN = {
    "clients": "clients_client",
    "people": "contacts_person",
    "alumni": "alumni_alumnus",
    "colleagues": "accounts_user",
    "engagements": "engagements_engagement",
    "ledger": "engagements_ledgerentry",
    "interactions": "interactions_interaction",
}
BELONGS_TO = {
    "clients_alias": ("client_id", "clients_client"),
    "clients_groupedge": ("client_id", "clients_client"),
    "contacts_personalias": ("person_id", "contacts_person"),
    "contacts_contactpoint": ("person_id", "contacts_person"),
    "contacts_position": ("person_id", "contacts_person"),
    "contacts_outsidepost": ("person_id", "contacts_person"),
    "alumni_consent": ("alumnus_id", "alumni_alumnus"),
}
"""Tables whose rows are told as something of another record: by which column, of which table."""
_NOT_TOLD = {
    "id", "public_id", "version", "created_at", "updated_at", "archived_at", "normal", "number", "source", "external_id",
    "password", "last_login", "is_superuser", "corrected_at", "person", "client_of", "created_by", "search_key",
}  # fmt: skip
_LINES = {
    "clients": "SELECT target, min(line) FROM import_said WHERE target = ANY(%(ids)s) GROUP BY target",
    "people": "SELECT target, min(line) FROM import_said WHERE target = ANY(%(ids)s) GROUP BY target",
    "engagements": "SELECT target, min(line) FROM import_said WHERE target = ANY(%(ids)s) GROUP BY target",
    "colleagues": "SELECT target, min(line) FROM import_said WHERE target = ANY(%(ids)s) GROUP BY target",
    "alumni": "SELECT a.id, min(s.line) FROM import_said s JOIN alumni_alumnus a ON a.person_id = s.target"
    " WHERE a.id = ANY(%(ids)s) GROUP BY a.id",
    "interactions": "SELECT id, min(line) FROM import_touch WHERE id = ANY(%(ids)s) GROUP BY id",
    "ledger": "SELECT l.id, r.line FROM engagements_ledgerentry l JOIN imports_row r ON r.run_id = %(run)s"
    " AND r.key = l.external_id WHERE l.source = %(source)s AND l.id = ANY(%(ids)s)",
}
_ADDED_IDS = """
SELECT record_id FROM imports_importtrace WHERE run_id = %(run)s AND "table" = %(table)s AND before IS NULL AND after IS NULL
ORDER BY id LIMIT %(most)s
"""
_CHANGED = """
SELECT record_id, before, after FROM imports_importtrace t
WHERE run_id = %(run)s AND "table" = %(table)s AND after IS NOT NULL AND NOT EXISTS (
    SELECT FROM imports_importtrace n WHERE n.run_id = t.run_id AND n."table" = t."table" AND n.record_id = t.record_id
    AND n.before IS NULL AND n.after IS NULL)
ORDER BY id LIMIT %(most)s
"""
_BESIDE = """
SELECT "table", count(*) FROM imports_importtrace WHERE run_id = %(run)s AND before IS NULL AND after IS NULL
GROUP BY "table"
"""
_WORDS = {
    "clients_client": ("client", "clients"),
    "contacts_person": ("person", "people"),
    "accounts_user": ("colleague without a sign-in", "colleagues without a sign-in"),
    "engagements_engagement": ("engagement", "engagements"),
    "accounts_office": ("office", "offices"),
    "accounts_practice": ("practice", "practices"),
    "clients_groupedge": ("place in a group", "places in groups"),
}
Fields = list[tuple[str, str, str]]
"""Name, before, after."""
Sample = dict[str, Any]


_WORK_ALSO = """
CREATE TEMP TABLE import_hidden_work ON COMMIT DROP AS
SELECT engagement_id AS id FROM engagements_walled_from(%(user)s) w (engagement_id) WHERE NOT EXISTS (
    SELECT FROM imports_importtrace t WHERE t.run_id = %(run)s AND t."table" = 'engagements_engagement'
    AND t.record_id = engagement_id AND t.before IS NULL AND t.after IS NULL)
"""
_ROWS_OF_HIDDEN_WORK = {
    "engagements": "SELECT s.line, s.target FROM import_said s JOIN import_hidden_work h ON h.id = s.target",
    "ledger": "SELECT r.line, l.id FROM imports_row r JOIN engagements_ledgerentry l ON l.source = %(source)s"
    " AND l.external_id = r.key JOIN import_hidden_work h ON h.id = l.engagement_id"
    " WHERE r.run_id = %(run)s AND NOT r.rejected",
}
_NAMES_OF_HIDDEN_WORK = """
SELECT count(DISTINCT (e.client_id, e.name)) FROM imports_row r JOIN import_client c ON c.name = r.client
JOIN import_engagement e ON e.client_id = c.id AND e.name = r.engagement JOIN import_hidden_work h ON h.id = e.id
WHERE r.run_id = %(run)s AND NOT r.rejected
"""
_NAMED_HIDDEN = f"""
CREATE TEMP TABLE import_hidden ON COMMIT DROP AS
SELECT c.id FROM clients_client c WHERE c.id IN ({HIDDEN_CLIENTS.replace("%s", "%(user)s")}) AND NOT EXISTS (
    SELECT FROM imports_importtrace t WHERE t.run_id = %(run)s AND t."table" = 'clients_client' AND t.record_id = c.id
    AND t.before IS NULL AND t.after IS NULL)
"""  # noqa: S608 - a constant with parameters
_ROWS_OF_HIDDEN = {
    "clients": "SELECT s.line, s.target FROM import_said s JOIN import_hidden h ON h.id = s.target",
    "people": "SELECT s.line, s.target FROM import_said s WHERE s.target = ANY(%(people)s)",
    "alumni": "SELECT s.line, a.id FROM import_said s LEFT JOIN alumni_alumnus a ON a.person_id = s.target"
    " WHERE s.target = ANY(%(people)s)",
    "engagements": "SELECT s.line, s.target FROM import_said s JOIN import_client c ON c.name = s.client"
    " JOIN import_hidden h ON h.id = c.id",
    "ledger": "SELECT r.line, l.id FROM imports_row r JOIN import_client c ON c.name = r.client"
    " JOIN import_hidden h ON h.id = c.id JOIN engagements_ledgerentry l"
    " ON l.source = %(source)s AND l.external_id = r.key WHERE r.run_id = %(run)s AND NOT r.rejected",
    "interactions": "SELECT t.line, t.id FROM import_touch t JOIN import_hidden h ON h.id = t.client_id",
}
_NAMES_OF_HIDDEN = "SELECT count(*) FROM import_client c JOIN import_hidden h ON h.id = c.id"
_ALL_ADDED = """
SELECT record_id FROM imports_importtrace WHERE run_id = %(run)s AND "table" = %(table)s AND before IS NULL AND after IS NULL
  AND record_id = ANY(%(ids)s)
"""
_ALL_CHANGED = """
SELECT record_id FROM imports_importtrace WHERE run_id = %(run)s AND "table" = %(table)s AND after IS NOT NULL
  AND record_id = ANY(%(ids)s)
"""


def as_told_to(step: Step, kind: str, user: User, told: dict[str, Any]) -> dict[str, Any]:
    """The counts for somebody who may stand outside of walls."""
    step.run("DROP TABLE IF EXISTS import_hidden")
    hidden = step.run(_NAMED_HIDDEN, user=user.pk)
    work = kind in _ROWS_OF_HIDDEN_WORK and _hidden_work(step, user)
    if not (hidden or work) or kind not in _ROWS_OF_HIDDEN:
        return told
    people = []
    if kind in ("people", "alumni"):
        targets = [row[0] for row in step.rows("SELECT DISTINCT target FROM import_said WHERE target IS NOT NULL")]
        seen = set(Person.objects.visible_to(user).filter(pk__in=targets).values_list("pk", flat=True))
        people = [each for each in targets if each not in seen]
    rows = step.rows(_ROWS_OF_HIDDEN[kind], people=people)
    if work:
        rows = sorted({*rows, *step.rows(_ROWS_OF_HIDDEN_WORK[kind])}, key=str)
    ids = sorted({row[1] for row in rows if row[1] is not None})
    first, last = step.entries
    made = {row[0] for row in step.rows(_ALL_ADDED, table=MAIN[kind], ids=ids)}
    made |= {each for each in ids if kind == "ledger" and first is not None and first <= each <= (last or 0)}
    changed = {row[0] for row in step.rows(_ALL_CHANGED, table=MAIN[kind], ids=ids)} - made
    updated = min(told["updated"], sum(row[1] in changed for row in rows))
    unchanged = min(told["unchanged"], sum(row[1] not in made | changed for row in rows))
    return {
        **told,
        "created": told["created"] + updated + unchanged,
        "updated": told["updated"] - updated,
        "unchanged": told["unchanged"] - unchanged,
    }


def findings(step: Step, kind: str, user: User) -> dict[str, Any]:
    """`new_records` and `changed`: samples, and `beside`: what rows add besides themselves."""
    main = MAIN[kind]
    added = [row[0] for row in step.rows(_ADDED_IDS, table=main, most=_ASKED)]
    if kind == "ledger" and step.entries[0] is not None:
        added = list(range(step.entries[0], min(step.entries[0] + _ASKED, (step.entries[1] or 0) + 1)))
    changes = _changes(step, main)
    beside = {table: count for table, count in step.rows(_BESIDE) if table in _WORDS and table != main}
    if kind in ("ledger", "engagements", "interactions", "people") and (named := _hidden_names(step, user)):
        beside["clients_client"] = beside.get("clients_client", 0) + named
    if kind == "ledger" and _hidden_work(step, user) and (named := int(step.row(_NAMES_OF_HIDDEN_WORK)[0])):
        beside["engagements_engagement"] = beside.get("engagements_engagement", 0) + named
    created = _shown(step, kind, user, {each: _said_by(main, each) for each in added})
    return {
        "new_records": created,
        "changed": _shown(step, kind, user, changes),
        "beside": [f"{count:,} {_WORDS[table][count != 1]}" for table, count in sorted(beside.items())],
    }


def _hidden_names(step: Step, user: User) -> int:
    """How many clients behind walls the rows name: to whoever is outside, they are new."""
    step.run("DROP TABLE IF EXISTS import_hidden")
    if not step.run(_NAMED_HIDDEN, user=user.pk):
        return 0
    return int(step.row(_NAMES_OF_HIDDEN)[0])


def _hidden_work(step: Step, user: User) -> bool:
    """Whether single pieces of work are hidden from the reader; `import_hidden_work` then names them."""
    step.run("DROP TABLE IF EXISTS import_hidden_work")
    return bool(step.run(_WORK_ALSO, user=user.pk))


def _changes(step: Step, main: str) -> dict[int, Fields]:
    """Cells of known records before and after, what was added to them included."""
    found: dict[int, Fields] = defaultdict(list)
    for record_id, before, after in step.rows(_CHANGED, table=main, most=_ASKED):
        found[record_id] += _cells(main, before, after)
    new = set()
    for table, (column, owner) in BELONGS_TO.items():
        if owner != main:
            continue
        for record_id, before, after in step.rows(_CHANGED, table=table, most=_ASKED):
            owner_id = _model(table)._base_manager.values_list(column, flat=True).get(pk=record_id)
            found[owner_id] += _cells(table, before, after)
        ids = [row[0] for row in step.rows(_ADDED_IDS, table=table, most=_ASKED)]
        for row in _model(table)._base_manager.filter(pk__in=ids):
            new.add(owner_id := getattr(row, column))
            found[owner_id].append((_thing(table), "", str(row)))
    made = {row[0] for row in step.rows(_WHICH_ARE_NEW, table=main, ids=sorted(new))} if new else set()
    return {record_id: fields for record_id, fields in found.items() if fields and record_id not in made}


_WHICH_ARE_NEW = """
SELECT record_id FROM imports_importtrace WHERE run_id = %(run)s AND "table" = %(table)s AND before IS NULL
  AND after IS NULL AND record_id = ANY(%(ids)s)
"""


def _shown(step: Step, kind: str, user: User, said: dict[int, Fields]) -> list[Sample]:
    """The first of them that `user` may see."""
    model = _model(MAIN[kind])
    gate: Any = model._default_manager
    rows = gate.visible_to(user) if hasattr(gate, "visible_to") else gate.all()
    seen = list(rows.filter(pk__in=list(said)).order_by("pk")[:SHOWN])
    lines = dict(step.rows(_LINES[kind], ids=[row.pk for row in seen]))
    return [
        {
            "line": lines.get(row.pk),
            "name": str(row),
            "fields": [list(field) for field in said[row.pk] if any(field[1:])],
        }
        for row in seen
    ]


def _said_by(table: str, record_id: int) -> Fields:
    """What a new record holds, and what was added with it."""
    model = _model(table)
    row = model._base_manager.filter(pk=record_id).first()
    if row is None:
        return []
    fields = [
        (_called(field), "", _written(field, getattr(row, field.attname)))
        for field in _told(model)
        if field.name != "name"
    ]
    for other, (column, owner) in BELONGS_TO.items():
        if owner == table:
            fields += [
                (_thing(other), "", str(each)) for each in _model(other)._base_manager.filter(**{column: record_id})[:5]
            ]
    return [field for field in fields if field[2] not in ("", "no")]


def _cells(table: str, held: str, holds: str) -> Fields:
    """Columns that differ, from what the trace says as JSON."""
    before, after = json.loads(held), json.loads(holds)
    told = {field.column: field for field in _told(_model(table))}
    return [
        (_called(told[column]), _written(told[column], before[column]), _written(told[column], after[column]))
        for column in before
        if column in told
    ]


def _told(model: type[models.Model]) -> Iterable[models.Field[Any, Any]]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in _NOT_TOLD and not isinstance(field, models.GeneratedField)
    ]


def _written(field: models.Field[Any, Any], value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        named = related._base_manager.filter(pk=value).first() if not isinstance(related, str) else None
        return str(named) if named else ""
    if isinstance(value, str) and isinstance(field, models.DateTimeField):
        return value[:16].replace("T", " ")
    return str(value)[:200]


def _called(field: models.Field[Any, Any]) -> str:
    return str(field.verbose_name)


def _thing(table: str) -> str:
    return str(_model(table)._meta.verbose_name)


def _model(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table and not model._meta.proxy)
