"""What happens to rows that are due: emptied, deleted, erased; their history goes with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection

from relationships.contacts.models import Person
from relationships.interactions.attachment_actions import discard_attachments
from relationships.trust.erasure_actions import ask_erasure
from relationships.trust.keeping_rules import Step
from relationships.trust.models import Erasure


def take(run: int, step: Step, ids: Sequence[int]) -> None:
    """Do what `step` says with these rows, in the caller's transaction."""
    if step.by:
        _BY[step.by](run, ids)
    elif step.history_of:
        table = apps.get_model(step.history_of)._meta.db_table
        _call("SELECT trust_let_go_of_old_events(%s, %s, %s)", run, table, list(ids))
    elif step.deletes:
        if step.with_them:
            model, _, field = step.with_them.rpartition(".")
            rows = apps.get_model(model)._base_manager.filter(**{f"{field}__in": ids})
            _delete(run, model, list(rows.values_list("pk", flat=True)))
        _delete(run, step.deletes, ids)
    else:
        _empty(run, *step.empties, ids)


def waiting_erasures() -> int:
    """How many people wait to be erased."""
    return Erasure.objects.unscoped(reason="how much work waits").filter(done_at=None).count()


def _empty(run: int, label: str, field: str, ids: Sequence[int]) -> None:
    model = apps.get_model(label)
    _quietly(run, model._meta.db_table)
    model._base_manager.filter(pk__in=ids).update(**{field: ""})
    _events(run, model._meta.db_table, ids, json.dumps({field: ""}))


def _delete(run: int, label: str, ids: Sequence[int]) -> None:
    model = apps.get_model(label)
    _quietly(run, model._meta.db_table)
    model._base_manager.filter(pk__in=ids).delete()
    _events(run, model._meta.db_table, ids, None)


def _files(run: int, ids: Sequence[int]) -> None:
    _quietly(run, "interactions_attachment")
    discard_attachments(ids=ids)
    _events(run, "interactions_attachment", ids, None)


def _refusals(run: int, ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imports_error WHERE run_id = ANY (%s)", [list(ids)])


def _erase(run: int, ids: Sequence[int]) -> None:
    for person in Person.objects.unscoped(reason="a job of the system").filter(pk__in=ids):
        ask_erasure(kind="person", subject=person, by=None)


def _origins(run: int, ids: Sequence[int]) -> None:
    _call("SELECT trust_let_go_of_origins(%s, %s)", run, list(ids))


def _quietly(run: int, table: str) -> None:
    """Nothing of what follows goes into the history: it would keep what is being let go of."""
    _call("SELECT trust_begin_letting_go(%s, %s)", run, table)


def _events(run: int, table: str, ids: Sequence[int], blanks: str | None) -> None:
    _call("SELECT trust_let_go_of_events(%s, %s, %s, %s)", run, table, list(ids), blanks)


def _call(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


_BY = {"files": _files, "refusals": _refusals, "erase": _erase, "origins": _origins}
