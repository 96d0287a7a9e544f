"""What became of a record, as its history tells: who changed which field when, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from accounts.record import Record


@dataclass(frozen=True)
class FieldChange:
    """One field: how it read before and after; both empty texts mean it was empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One save. `who` is a colleague's name, the job that did it, or empty when the history does not know."""

    at: datetime
    who: str
    act: str
    fields: list[FieldChange]


def history_of(record: Record, *, fields: Mapping[str, str], most: int = 100) -> list[Change]:
    """The last `most` saves that changed one of `fields` (field name to label), newest first."""
    model = type(record)
    events = list(
        apps.get_model(model._meta.app_label, f"{model.__name__}Event")
        ._base_manager.filter(pgh_obj_id=record.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: most + 1]
    )
    words = _Words(model, fields, events)
    people = who_did(event.pgh_context for event in events)
    found = [
        Change(new.pgh_created_at, people(new.pgh_context), "changed", words.differences(old, new))
        for new, old in pairwise(events)
    ]
    if events and events[-1].pgh_label == "insert":
        first = events[-1]
        found.append(Change(first.pgh_created_at, people(first.pgh_context), "added", []))
    return [change for change in found[:most] if change.fields or change.act == "added"]


def who_did(contexts: Iterable[Any]) -> Any:
    """A function from a history context to the name of who acted in it; one query for all of `contexts`."""
    ids = {context.metadata.get("user") for context in contexts if context is not None}
    names = dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))

    def name(context: Any) -> str:
        if context is None:
            return ""
        return names.get(context.metadata.get("user")) or str(context.metadata.get("job", "")).replace("_", " ")

    return name


class _Words:
    """Values of `fields` as people read them; related rows are fetched once for all events."""

    def __init__(self, model: type[models.Model], fields: Mapping[str, str], events: list[Any]) -> None:
        self.fields: dict[str, tuple[Any, str]] = {
            name: (model._meta.get_field(name), label) for name, label in fields.items()
        }
        self.related = {
            name: {each.pk: str(each) for each in _related(field, events)}
            for name, (field, _) in self.fields.items()
            if isinstance(field, models.ForeignKey)
        }

    def differences(self, old: Any, new: Any) -> list[FieldChange]:
        return [
            FieldChange(label, self._text(name, field, old), self._text(name, field, new))
            for name, (field, label) in self.fields.items()
            if getattr(old, field.attname) != getattr(new, field.attname)
        ]

    def _text(self, name: str, field: Any, event: Any) -> str:
        value = getattr(event, field.attname)
        if value is None or value == "":
            return ""
        if name in self.related:
            return self.related[name].get(value, "")
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(dict(field.flatchoices).get(value, value))


def _related(field: models.ForeignKey[Any, Any], events: list[Any]) -> Iterable[models.Model]:
    ids = {getattr(event, field.attname) for event in events} - {None}
    return field.related_model._base_manager.filter(pk__in=ids)
