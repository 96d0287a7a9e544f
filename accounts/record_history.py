"""What became of a record, in words: who changed what when, before and after, newest first, thirty at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.template.defaultfilters import date as written
from django.utils import timezone

from accounts.models import User
from accounts.record import Record
from accounts.record_events import Event, Place, Told, read_events

SIZE = 30
DAY, MOMENT = "D j M Y", "D j M Y, H:i"
ARCHIVED = "archived_at"
ACTS = {"insert": "added", "update": "changed", "delete": "deleted"}


@dataclass(frozen=True)
class FieldChange:
    """One field: how it read before and after; an empty text means it was empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One save. `who` is a colleague's name, the job that did it, or empty when the history does not know.

    `act` reads on from the name: "changed this client".
    """

    at: datetime
    who: str
    act: str
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    """A page of changes. `older`: where the next one begins, for `?before=`; `continued`: this is not the first."""

    rows: list[Change]
    older: str = ""
    continued: bool = False

    def __iter__(self) -> Iterator[Change]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def history_of(
    record: Record, *, fields: Mapping[str, str], what: str = "", user: User | None = None, before: str = ""
) -> History:
    """The history of one record: the saves that changed one of `fields` (field name to label)."""
    noun = what or f"this {type(record)._meta.verbose_name}"
    return history([Told(type(record), {"pgh_obj_id": record.pk}, fields, noun)], user=user, before=before)


def history(sources: Sequence[Told], *, user: User | None, before: str = "", size: int = SIZE) -> History:
    """What `sources` tell to `user`. As many statements as there are kinds of records that fields point at, plus two.

    Names of clients, people and work that `user` may not know of are left out. `before`: where to go on.
    """
    after = Place.read(before)
    events, older = read_events(sources, after=after, size=size)
    who, words = who_did([event.context for event in events]), _Words(events, user)
    changes = [Change(event.at, who(event.context), _act(event), words.differences(event)) for event in events]
    told = [
        change
        for change, event in zip(changes, events, strict=True)
        if event.label != "update" or _archiving(event) or _tells(event, change)
    ]
    return History(told, str(older) if older else "", continued=after is not None)


def who_did(contexts: Iterable[Any]) -> Callable[[Any], str]:
    """A function from a history context to the name of who acted in it; one query for all of `contexts`."""
    ids: set[int] = {user for context in contexts if (user := _metadata(context).get("user")) is not None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}

    def name(context: Any) -> str:
        known = _metadata(context)
        job = str(known.get("job", "")).replace("_", " ")
        return names.get(known.get("user", 0)) or (f"{job} of {known['kind']}" if job and known.get("kind") else job)

    return name


def _metadata(context: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = context if isinstance(context, Mapping) else getattr(context, "metadata", None) or {}
    return found


def _tells(event: Event, change: Change) -> bool:
    """Whether something that the page names is different: not so when only the version was counted up."""
    return any(each.before != each.after for each in change.fields) or event.before is None


def _archiving(event: Event) -> bool:
    return event.before is not None and bool(event.before.get(ARCHIVED)) != bool(event.after.get(ARCHIVED))


def _act(event: Event) -> str:
    what = event.source.what
    if event.label == "update" and _archiving(event):
        return f"archived {what}" if event.after.get(ARCHIVED) else f"brought back {what}"
    return f"{event.source.acts.get(event.label) or ACTS[event.label]} {what}"


class _Words:
    """Values as people read them; the records they point at are fetched once for all events."""

    def __init__(self, events: Sequence[Event], user: User | None) -> None:
        self.user = user
        wanted: dict[type[models.Model], set[int]] = {}
        for event in events:
            for each in _related_fields(event.source):
                ids = [version.get(each.attname) for version in (event.before or {}, event.after)]
                wanted.setdefault(each.related_model, set()).update(pk for pk in ids if pk is not None)
        self.names = {model: self._names(model, ids) for model, ids in wanted.items()}

    def differences(self, event: Event) -> list[FieldChange]:
        found = []
        for name, label in event.source.fields.items():
            each = event.source.model._meta.get_field(name)
            after = self._text(each, event.after)
            before = after if event.before is None else self._text(each, event.before)
            if before != after or (name in event.source.always and after):
                found.append(FieldChange(label, before, after))
        return found

    def _names(self, model: type[models.Model], ids: set[int]) -> dict[int, str]:
        manager: Any = model._default_manager
        rows = manager.visible_to(self.user) if hasattr(manager, "visible_to") else model._base_manager.all()
        return {each.pk: str(each) for each in rows.filter(pk__in=ids)} if ids else {}

    def _text(self, each: Any, version: Mapping[str, Any]) -> str:
        value = version.get(each.attname)
        if value is None or value == "":
            return ""
        if isinstance(each, models.ForeignKey):
            return self.names[each.related_model].get(value, "")
        return _plain(each, value)


def _related_fields(source: Told) -> list[Any]:
    fields = [source.model._meta.get_field(name) for name in source.fields]
    return [each for each in fields if isinstance(each, models.ForeignKey)]


def _plain(each: Any, value: Any) -> str:
    """A value out of a JSON event."""
    if isinstance(each, models.BooleanField):
        return "yes" if value else "no"
    if isinstance(each, models.DateTimeField):
        return str(written(timezone.localtime(datetime.fromisoformat(value)), MOMENT))
    if isinstance(each, models.DateField):
        return str(written(date.fromisoformat(value), DAY))
    if isinstance(each, models.DecimalField):
        return f"{Decimal(value):,.{each.decimal_places}f}"
    if isinstance(value, list | dict):
        return ", ".join(map(str, value))
    return str(dict(each.flatchoices).get(value, value))
