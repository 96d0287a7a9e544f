"""What became of a touchpoint: who changed what when, participants included, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.template.defaultfilters import date as written
from django.utils import timezone

from accounts.models import User
from accounts.record_history import Change, FieldChange, who_did
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement
from relationships.interactions.models import Interaction

FIELDS = {
    "kind": "What",
    "direction": "Who reached out",
    "occurred_at": "When",
    "duration_minutes": "Minutes",
    "summary": "About",
    "sentiment": "How it felt",
    "process": "Process",
    "engagement_id": "Work",
    "confidential": "Confidential",
    "archived_at": "Undone",
}
LABELS = {"client": "Client", "person": "With", "colleague": "Colleague"}


def history(interaction: Interaction, user: User) -> list[Change]:
    """Every save of the touchpoint. Who and what this user may not know of is left out. Nine queries at most."""
    events = list(_events("InteractionEvent", pgh_obj_id=interaction.pk).order_by("pgh_id"))
    who = who_did(event.pgh_context for event in events)
    text = _texts(user, events)
    changes = {
        event.pgh_created_at: (who(event.pgh_context), [] if old is None else _differences(old, event, text))
        for old, event in pairwise([None, *events])
        if event is not None
    }
    for at, field in _participants(interaction, user):
        changes.setdefault(at, ("", []))[1].append(field)
    first = events[0].pgh_created_at if events and events[0].pgh_label == "insert" else None
    found = [
        Change(at, name, "logged this touchpoint" if at == first else "changed this touchpoint", fields)
        for at, (name, fields) in changes.items()
        if fields or at == first
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _events(model: str, **which: Any) -> Any:
    return apps.get_model("interactions", model)._base_manager.filter(**which).select_related("pgh_context")


def _differences(old: Any, new: Any, text: Callable[[str, Any], str]) -> list[FieldChange]:
    return [
        FieldChange(label, text(name, getattr(old, name)), text(name, getattr(new, name)))
        for name, label in FIELDS.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _texts(user: User, events: Iterable[Any]) -> Callable[[str, Any], str]:
    """How a value of a field reads."""
    choices = {field.name: dict(field.flatchoices) for field in Interaction._meta.fields}
    ids = {event.engagement_id for event in events} - {None}
    work = dict(Engagement.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    def text(name: str, value: Any) -> str:
        if name == "archived_at":
            return "yes" if value else "no"
        if value is None or value == "":
            return ""
        if name == "engagement_id":
            return work.get(value, "")
        if isinstance(value, dt.datetime):
            return written(timezone.localtime(value), "D j M Y, H:i")
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(choices[name].get(value, value))

    return text


def _participants(interaction: Interaction, user: User) -> list[tuple[dt.datetime, FieldChange]]:
    """Who was added or removed after the beginning, by the moment of the save."""
    found: list[tuple[dt.datetime, FieldChange]] = []
    for what, seen in (
        ("client", Client.objects.visible_to(user)),
        ("person", Person.objects.visible_to(user)),
        ("colleague", User.objects.all()),
    ):
        column = f"{what}_id"
        link = apps.get_model("interactions", f"Touch{what}")
        gone = list(_events(f"Touch{what}Event", interaction_id=interaction.pk, pgh_label="delete"))
        there = list(link._base_manager.filter(interaction=interaction, added_at__isnull=False))
        names = dict(seen.filter(pk__in={getattr(row, column) for row in [*gone, *there]}).values_list("pk", "name"))
        added = [(row.added_at, "", names.get(getattr(row, column), "")) for row in [*gone, *there] if row.added_at]
        removed = [(row.pgh_created_at, names.get(getattr(row, column), ""), "") for row in gone]
        found += [
            (at, FieldChange(LABELS[what], before, after))
            for at, before, after in [*added, *removed]
            if before or after
        ]
    return found
