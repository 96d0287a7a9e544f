"""Undoing a merge: step by step backwards, leaving alone whatever somebody has changed since."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import pghistory
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.record import Record
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client
from relationships.clients.one_writer import is_my_turn
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.merging.actions import BUSY
from relationships.merging.concerned import clients_concerned
from relationships.merging.fields import Mergeable
from relationships.merging.models import Merge, MergeChange
from relationships.merging.refusals import CannotMerge, CannotUndo
from relationships.merging.walls import refuse_clients_apart, refuse_people_apart

UNDO_FOR = timedelta(days=30)
TOO_LATE = "Merges can be undone for 30 days. This one is older."
WALLED_SINCE = (
    "A wall was put up since the merge that would not stand around all of them. End it first, or leave them merged."
)
_TAKEN = (
    "Something that stood on one of these records has been written anew since, and there can't be two of it. Look through"
    " their details first."
)
_STEPS = """
SELECT step, "table", act, ARRAY(SELECT jsonb_object_keys((array_agg(COALESCE(before, '{}')))[1]))
FROM merging_mergechange WHERE merge_id = %(merge)s GROUP BY step, "table", act ORDER BY step DESC
"""
_CHANGED_BACK = """
WITH mine AS (SELECT row_id, before, after FROM merging_mergechange WHERE merge_id = %(merge)s AND step = %(step)s),
same AS (
    SELECT t.id, mine.before FROM {table} t JOIN mine ON mine.row_id = t.id WHERE {as_left} ORDER BY t.id FOR UPDATE OF t
), back AS (
    UPDATE {table} t SET {sets} FROM same, jsonb_populate_record(NULL::{table}, same.before) was WHERE t.id = same.id
)
UPDATE merging_mergechange c SET "left" = TRUE
WHERE c.merge_id = %(merge)s AND c.step = %(step)s AND c.row_id NOT IN (SELECT id FROM same)
"""
_AS_ADDED = """
WITH same AS (
    SELECT t.id FROM merging_mergechange c JOIN {table} t ON t.id = c.row_id
    WHERE c.merge_id = %(merge)s AND c.step = %(step)s AND to_jsonb(t) = c.after
), marked AS (
    UPDATE merging_mergechange c SET "left" = TRUE
    WHERE c.merge_id = %(merge)s AND c.step = %(step)s AND c.row_id NOT IN (SELECT id FROM same)
)
SELECT id FROM same
"""
_REMOVED_BACK = """
INSERT INTO {table} SELECT was.* FROM merging_mergechange c, jsonb_populate_record(NULL::{table}, c.before) was
WHERE c.merge_id = %(merge)s AND c.step = %(step)s ON CONFLICT DO NOTHING
"""


@transaction.atomic
def undo_merge(*, merge: Merge, by: User | None) -> Merge:
    """Let the records be as many as before, each with what it had. Twice is the same as once.

    What came since stays with the record that stayed. Raises `CannotUndo`, and then nothing was changed.
    """
    with pghistory.context(job="undo merge"):
        if not is_my_turn():
            raise CannotUndo(BUSY)
        everything = Merge.objects.unscoped(reason="locks the row the caller was given")
        merge = everything.select_for_update().get(pk=merge.pk)
        if merge.undone_at is not None:
            return merge
        records = _records(merge)
        ring = _concerned(merge, records)
        _go_back(merge)
        _refuse_apart(merge, records)
        ring |= _concerned(merge, records)
        rebuild_group_spans(client_ids=ring)
        facts_changed.send(sender=Merge, client_ids=sorted(ring))
        return merge.save_changes(
            expected_version=merge.version, changes={"undone_at": timezone.now(), "undone_by": by}
        )


def _records(merge: Merge) -> list[Mergeable]:
    """All that were merged, locked; raises `CannotUndo` where it is too late."""
    if merge.created_at < timezone.now() - UNDO_FOR:
        raise CannotUndo(TOO_LATE)
    model: type[Any] = Client if merge.kind == Merge.Kind.CLIENTS else Person
    ids = [merge.stayed.pk, *(each.record.pk for each in merge.absorbed.select_related("client", "person"))]
    rows = model.objects.unscoped(reason="locks what is parted").select_for_update().filter(pk__in=ids).order_by("pk")
    records: list[Mergeable] = list(rows)
    stayed = next(each for each in records if each.pk == merge.stayed.pk)
    if stayed.merged_into_id:
        raise CannotUndo(f"{stayed.name} was merged into another record since. Undo that merge first.")
    return records


def _go_back(merge: Merge) -> None:
    try:
        with transaction.atomic():
            for step, table, act, columns in _steps(merge):
                _take_back(_models()[table], act, columns, {"merge": merge.pk, "step": step})
            _run("SET CONSTRAINTS ALL IMMEDIATE", {})
            _run("SET CONSTRAINTS ALL DEFERRED", {})
    except IntegrityError as error:
        raise CannotUndo(_TAKEN) from error


def _take_back(model: type[models.Model], act: str, columns: list[str], step: dict[str, int]) -> None:
    table = model._meta.db_table
    if act == MergeChange.Act.REMOVED:
        _run(_REMOVED_BACK.format(table=table), step)
    elif act == MergeChange.Act.ADDED:
        ids = [row[0] for row in _run(_AS_ADDED.format(table=table), step)]
        model._base_manager.filter(pk__in=ids).delete()
    else:
        sets = [f'"{column}" = was."{column}"' for column in columns]
        if issubclass(model, Record):
            sets += ["version = t.version + 1", "updated_at = now()"]
        as_left = [f"COALESCE(to_jsonb(t.\"{column}\"), 'null') = mine.after->'{column}'" for column in columns]
        given = {"table": table, "as_left": " AND ".join(as_left), "sets": ", ".join(sets)}
        _run(_CHANGED_BACK.format(**given), step)


def _refuse_apart(merge: Merge, records: list[Any]) -> None:
    try:
        (refuse_clients_apart if merge.kind == Merge.Kind.CLIENTS else refuse_people_apart)(records)
    except CannotMerge as error:
        raise CannotUndo(WALLED_SINCE) from error


def _concerned(merge: Merge, records: list[Mergeable]) -> set[int]:
    ids = [each.pk for each in records]
    return clients_concerned(ids) if merge.kind == Merge.Kind.CLIENTS else clients_concerned(people=ids)


def _steps(merge: Merge) -> list[tuple[int, str, str, list[str]]]:
    return [(step, table, act, columns) for step, table, act, columns in _run(_STEPS, {"merge": merge.pk})]


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _run(statement: str, values: dict[str, int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []
