"""One change of the audit record, before and after: read from the history, where erasing may have emptied it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import History, history
from accounts.vocabulary import speak
from relationships.alumni.kept_back import open_history
from relationships.trust.audit_objects import Thing, changed_things
from relationships.trust.audit_queries import Line, lines_of
from relationships.trust.behind_walls import not_theirs
from relationships.trust.models import AuditEntry

UNTOLD = frozenset("id version created_at updated_at public_id password name_search digest token url".split())
"""Fields that say nothing to a reader, or are secrets."""


@dataclass(frozen=True)
class AuditChange:
    """`withheld`: kinds of records whose contents this reader may not read; that they changed is told, not how."""

    line: Line
    changes: History
    withheld: list[str]


def change_of(user: User, context: UUID, *, before: str = "") -> AuditChange | None:
    """The change, as far as `user` may know of it; None when there is none."""
    entry = AuditEntry.objects.filter(context=context).first()
    changed, hidden = changed_things([context], user)
    if entry is None or context in hidden:
        return None
    things = changed.get(context, [])
    sources, withheld = _sources(user, things, context)
    told = history(open_history(sources), user=user, before=before) if sources else History([])
    return AuditChange(lines_of([(entry, list(dict.fromkeys(things)))], user)[0], told, withheld)


def _sources(user: User, things: list[Thing], context: UUID) -> tuple[list[Told], list[str]]:
    by_model: dict[type[models.Model], set[int]] = defaultdict(set)
    for thing in things:
        by_model[thing.model].add(thing.pk)
    sources, withheld = [], []
    for number, (model, pks) in enumerate(by_model.items()):
        manager: Any = model._default_manager
        if hasattr(manager, "visible_to"):
            readable = set(manager.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
            if pks - readable:
                withheld.append(speak(_one(model)))
            pks = readable
        if theirs := not_theirs(model, pks, user):
            withheld.append(speak(_one(model)))
            pks -= theirs
        if pks:
            sources.append(_told(model, pks, context, number))
    return sources, withheld


def _told(model: type[models.Model], pks: set[int], context: UUID, number: int) -> Told:
    events = Told(model, {}, {}, "").events
    held = {field.name for field in events._meta.fields}
    fields = {
        field.name: str(field.verbose_name).capitalize()
        for field in model._meta.fields
        if field.name in held and field.name not in UNTOLD and not isinstance(field, models.GeneratedField)
    }
    return Told(
        model,
        {},
        fields,
        _one(model),
        only=f"e.pgh_context_id = %(context_{number})s AND e.pgh_obj_id = ANY(%(pks_{number})s)",
        values={f"context_{number}": str(context), f"pks_{number}": sorted(pks)},
    )


def _one(model: type[models.Model]) -> str:
    """ "an engagement"."""
    noun = str(model._meta.verbose_name)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
