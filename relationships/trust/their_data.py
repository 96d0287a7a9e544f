"""Everything we hold about somebody: by the register, so that no table is forgotten, and nothing of what is behind walls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Office, Practice, User
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.trust.behind_walls import seen
from relationships.trust.erasing_rows import pks_along
from relationships.trust.identifiers import people_of
from relationships.trust.kept import Audit, Kept
from relationships.trust.register import register

UNTOLD = frozenset(
    "id version name_search normal employer_search password digest visit_digest token token_hash url".split()
)
"""Columns for the machine, and secrets that open something."""
_NAMED = (User, Client, Office, Practice)
"""What a key is written out as by name. Other people stay out: what is asked for is about one."""


@dataclass(frozen=True)
class Section:
    """All rows of one kind. `earlier`: what they said before, from the history."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    earlier: list[list[str]]


def about_person(person: int, user: User) -> list[Section]:
    """What is held about a person, as far as `user` may know of it."""
    return list(_sections("person", people_of(person), user))


def about_colleague(colleague: int, user: User) -> list[Section]:
    """What is held about a colleague: what is theirs, not what they did for clients."""
    return list(_sections("colleague", [colleague], user))


def _sections(kind: str, ids: list[int], user: User) -> Iterator[Section]:
    for line in register().values():
        way = line.person if kind == "person" else line.colleague
        if not way or not line.exported:
            continue
        pks = seen(line.table, pks_along(line, way, ids), user)
        if pks:
            yield _section(line, sorted(pks), user)


def _section(line: Kept, pks: list[int], user: User) -> Section:
    fields = [field for field in line.table._meta.concrete_fields if _told(field)]
    names = [speak(str(field.verbose_name).capitalize()) for field in fields]
    attnames = [field.attname for field in fields]
    rows = list(line.table._base_manager.filter(pk__in=pks).order_by("pk").values(*attnames))
    earlier: list[dict[str, Any]] = []
    if line.audit is Audit.HISTORY and line.person:
        events = apps.get_model(line.table._meta.app_label, f"{line.table.__name__}Event")
        held = {field.attname for field in events._meta.concrete_fields}
        fetched = events._base_manager.filter(pgh_obj_id__in=pks).order_by("pgh_id")
        earlier = list(
            fetched.values("pgh_created_at", "pgh_label", *[name for name in attnames if name in held])[:5000]
        )
    words = _names(fields, [*rows, *earlier], user)
    return Section(
        speak(str(line.table._meta.verbose_name).capitalize()),
        names,
        [[words(field, row) for field in fields] for row in rows],
        [[_text(row["pgh_created_at"]), row["pgh_label"], *[words(f, row) for f in fields]] for row in earlier],
    )


def _told(field: Any) -> bool:
    return field.name not in UNTOLD and not isinstance(field, models.GeneratedField | models.BinaryField)


def _names(fields: list[Any], rows: list[dict[str, Any]], user: User) -> Any:
    known: dict[Any, Mapping[int, str]] = {}
    for field in fields:
        if field.related_model in _NAMED:
            model = field.related_model
            pks: set[int] = {pk for row in rows if (pk := row.get(field.attname)) is not None}
            readable = seen(model, pks, user)
            found = {each.pk: str(each) for each in model._base_manager.filter(pk__in=readable)}
            known[field.name] = found

    def words(field: Any, row: Mapping[str, Any]) -> str:
        value = row.get(field.attname)
        if field.related_model:
            return known.get(field.name, {}).get(value or 0, "")
        return str(dict(field.flatchoices).get(value, "")) if _chosen(field, value) else _text(value)

    return words


def _chosen(field: Any, value: Any) -> bool:
    return isinstance(value, str | int) and value in dict(field.flatchoices)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
