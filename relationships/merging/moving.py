"""Moving everything that points at one record over to another one, whatever table it stands in."""

from __future__ import annotations

from django.db import models

from relationships.merging.journal import Journal
from relationships.merging.relations import Relation, Twins, relations_to

_TWIN = """EXISTS (SELECT FROM {table} twin WHERE twin.{column} = %(keeper)s AND {same} AND {where})"""


def move_everything(journal: Journal, target: type[models.Model], *, absorbed: int, keeper: int) -> None:
    """Let every row that points at `absorbed` point at `keeper`, but those that have a rule of their own."""
    for relation in relations_to(target):
        if relation.rule is None:
            _move(journal, relation, "TRUE", absorbed=absorbed, keeper=keeper)
        elif isinstance(relation.rule, Twins):
            _settle_twins(journal, relation, relation.rule, absorbed=absorbed, keeper=keeper)
            _move(journal, relation, f"NOT {_has_twin(relation, relation.rule)}", absorbed=absorbed, keeper=keeper)


def _move(journal: Journal, relation: Relation, unless: str, *, absorbed: int, keeper: int) -> None:
    where = f"t.{relation.column} = %(absorbed)s AND {unless}"
    ids = {"absorbed": absorbed, "keeper": keeper}
    journal.change(relation.model, where, ids, {relation.column: "%(keeper)s::bigint"})


def _settle_twins(journal: Journal, relation: Relation, rule: Twins, *, absorbed: int, keeper: int) -> None:
    """What both have stands once: the row of the record that stays, brought back if it was put away."""
    ids = {"absorbed": absorbed, "keeper": keeper}
    theirs = f"t.{relation.column} = %(absorbed)s AND {_has_twin(relation, rule)}"
    if not relation.is_record:
        journal.remove(relation.model, theirs, ids)
        return
    same = _same(rule, "living", "t")
    revived = (
        f"t.{relation.column} = %(keeper)s AND t.archived_at IS NOT NULL AND EXISTS (SELECT FROM"
        f" {relation.model._meta.db_table} living WHERE living.{relation.column} = %(absorbed)s"
        f" AND living.archived_at IS NULL AND {same})"
    )
    if rule.where == "TRUE":
        journal.change(relation.model, revived, ids, {"archived_at": "NULL::timestamptz"})
    journal.change(relation.model, f"{theirs} AND t.archived_at IS NULL", ids, {"archived_at": "now()"})


def _has_twin(relation: Relation, rule: Twins) -> str:
    there = _TWIN.format(
        table=relation.model._meta.db_table,
        column=relation.column,
        same=_same(rule, "twin", "t"),
        where=rule.where.format(row="twin"),
    )
    return f"({rule.where.format(row='t')} AND {there})"


def _same(rule: Twins, one: str, other: str) -> str:
    return " AND ".join([f"{one}.{key} IS NOT DISTINCT FROM {other}.{key}" for key in rule.keys] or ["TRUE"])
