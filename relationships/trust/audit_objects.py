"""What entries speak of: the records behind changes and addresses, those alone that the reader may know of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.models import User
from accounts.record import Record
from relationships.alumni.kept_back import kept_among
from relationships.trust.behind_walls import not_theirs, of_theirs, seen, seen_by_keys
from relationships.trust.kept import Audit, Kept
from relationships.trust.register import register

AT_MOST = 6
"""Records looked at for each change and table; of an import with a million rows nobody wants more in one line."""
# A range and its order, where an equation would do: one import may be most of a table, so that the first rows met would
# seem to answer, and for every other context the whole of the table would be read.
_ARM = """SELECT {number}, c.id, e.pgh_obj_id, e.pgh_label, {keys} FROM asked c, LATERAL (
    SELECT * FROM {events} e WHERE e.pgh_context_id BETWEEN c.id AND c.id
    ORDER BY e.pgh_context_id LIMIT {most}) e"""
_NAMED = "SELECT {number}, id, public_id FROM {table} WHERE public_id = ANY(%(ids)s)"


@dataclass(frozen=True)
class Thing:
    """A record, as the audit page names it. `act`: insert, update or delete; "" when nothing changed."""

    model: type[models.Model]
    pk: int
    act: str = ""

    @property
    def kind(self) -> str:
        """ "contact point"."""
        return str(self.model._meta.verbose_name)


def changed_things(contexts: Collection[UUID], user: User) -> tuple[dict[UUID, list[Thing]], set[UUID]]:
    """What each of `contexts` changed, as far as `user` may know; and those that changed something `user` may not."""
    if not contexts:
        return {}, set()
    lines = _with_history()
    rows = _ask_events(lines, contexts)
    by_line: dict[int, list[tuple[UUID, int, str, dict[str, Any]]]] = defaultdict(list)
    for number, context, pk, label, keys in rows:
        by_line[number].append((context, pk, label, keys))
    found: dict[UUID, list[Thing]] = defaultdict(list)
    hidden: set[UUID] = set()
    for number, events in by_line.items():
        known = _known(lines[number], events, user)
        for place, (context, pk, label, _keys) in enumerate(events):
            if place in known:
                found[context].append(Thing(lines[number].table, pk, label))
            else:
                hidden.add(context)
    return dict(found), hidden - set(found)


def named_things(public_ids: Collection[str], user: User) -> dict[str, Thing]:
    """The records with these public ids that `user` may know of."""
    ids = [each for each in public_ids if each]
    if not ids:
        return {}
    tables = _with_public_ids()
    arms = [_NAMED.format(number=n, table=model._meta.db_table) for n, model in enumerate(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(arms), {"ids": ids})
        rows = cursor.fetchall()
    by_model: dict[int, dict[int, str]] = defaultdict(dict)
    for number, pk, public_id in rows:
        by_model[number][pk] = public_id
    return {
        pks[pk]: Thing(tables[number], pk) for number, pks in by_model.items() for pk in seen(tables[number], pks, user)
    }


def names_of(things: Iterable[Thing], user: User) -> dict[tuple[type[models.Model], int], str]:
    """How each is called; what is gone, another colleague's alone or kept back by an alumnus has no name. Three statements
    at most for each kind."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for thing in things:
        wanted[thing.model].add(thing.pk)
    return {
        (model, each.pk): str(each)
        for model, pks in wanted.items()
        for each in _rows(model, pks - not_theirs(model, pks, user) - kept_among(model, pks))
    }


def _rows(model: type[models.Model], pks: set[int]) -> models.QuerySet[Any]:
    return model._base_manager.filter(pk__in=pks)


def _known(line: Kept, events: Sequence[tuple[UUID, int, str, dict[str, Any]]], user: User) -> set[int]:
    """Places of the events that `user` may know of: by the record itself, or by the keys that the event holds."""
    if isinstance(line.sees, tuple):
        known = seen_by_keys(line.table, {n: keys for n, (_, _, _, keys) in enumerate(events)}, user)
        if not line.inside:
            return known
        within = of_theirs(line, line.table._base_manager.filter(pk__in={pk for _, pk, _, _ in events}), user)
        inside = set(within.values_list("pk", flat=True))
        return {n for n in known if events[n][1] in inside}
    known = seen(line.table, {pk for _, pk, _, _ in events}, user)
    return {n for n, (_, pk, _, _) in enumerate(events) if pk in known}


def _ask_events(lines: Sequence[Kept], contexts: Collection[UUID]) -> list[tuple[Any, ...]]:
    arms = []
    for number, line in enumerate(lines):
        names = [line.table._meta.get_field(name) for name in line.sees] if isinstance(line.sees, tuple) else []
        pairs = ", ".join(f"'{field.attname}', e.{field.column}" for field in names)  # type: ignore[union-attr]
        events = apps.get_model(line.table._meta.app_label, f"{line.table.__name__}Event")._meta.db_table
        arms.append(_ARM.format(number=number, events=events, keys=f"jsonb_build_object({pairs})", most=AT_MOST))
    with connection.cursor() as cursor:
        asked = "WITH asked AS (SELECT unnest(%(contexts)s::uuid[]) AS id) "
        cursor.execute(asked + " UNION ALL ".join(arms), {"contexts": [str(each) for each in contexts]})
        return [(*row[:4], _read(row[4])) for row in cursor.fetchall()]


def _read(value: Any) -> dict[str, Any]:
    return dict(json.loads(value) if isinstance(value, str) else value)


@cache
def _with_history() -> list[Kept]:
    return [line for line in register().values() if line.audit is Audit.HISTORY]


@cache
def _with_public_ids() -> list[type[models.Model]]:
    return [line.table for line in register().values() if issubclass(line.table, Record)]
