"""Whole tables as values, to say that an undo leaves nothing behind."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement
from relationships.merging.relations import Relation, Stays, relations_to

TARGETS = (Client, Person, Alumnus, Engagement)
DERIVED = {"scoring", "merging", "trust"}
"""Apps whose rows follow from others, are the merges themselves, or the record of who did what."""
COMPUTED = {"clients_groupspan", "clients_namekey", "clients_lookalike", "network_tie"}


def moving(target: type) -> list[Relation]:
    """The relations whose rows go over to the record that stays."""
    return [each for each in relations_to(target) if not isinstance(each.rule, Stays)]


def snapshot() -> dict[str, dict[int, Any]]:
    """Every row of every table that holds facts, without what counts its saves."""
    found = {}
    for model in apps.get_models():
        app, table = model._meta.app_label, model._meta.db_table
        ours = model.__module__.startswith(("relationships.", "accounts."))
        if ours and app not in DERIVED and table not in COMPUTED and not hasattr(model, "pgh_tracked_model"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT to_jsonb(t) - 'version' - 'updated_at' FROM {table} t ORDER BY 1")
                found[table] = [row[0] for row in cursor.fetchall()]
    return found


def rows_at(relation: Relation, pk: int) -> int:
    """How many rows point at the record, put-away ones of records left out."""
    rows = relation.model._base_manager.filter(**{f"{relation.name}_id": pk})
    return (rows.filter(archived_at=None) if relation.is_record else rows).count()
