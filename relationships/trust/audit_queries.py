"""A page of the audit record: newest first, filtered, and nothing of what the reader may not know of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.devices import device_words
from accounts.models import User
from accounts.record_events import Place
from accounts.vocabulary import speaker
from relationships.trust.audit_objects import Thing, changed_things, named_things, names_of
from relationships.trust.kept import Audit
from relationships.trust.models import AuditEntry, Origin
from relationships.trust.register import line_of

SIZE = 50
BATCH = 200
MOST_BATCHES = 20
"""Batches that one page may look through for what its reader may know of."""


@dataclass(frozen=True)
class AuditFilters:
    """What the record is narrowed to. `thing`: a public id; `who`: a colleague's public id; days in the reader's zone."""

    thing: str = ""
    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Named:
    """A record as the page names it: "client", "Novagen", and what happened to it."""

    kind: str
    name: str
    act: str
    public_id: str = ""


@dataclass(frozen=True)
class Line:
    """One entry. `who` is empty for visitors and jobs; `what` is the page or job in words, "guest book"; `things` holds
    at most six of each kind."""

    entry: AuditEntry
    who: str
    what: str
    things: list[Named] = field(default_factory=list)
    address: str = ""
    device: str = ""

    @property
    def device_words(self) -> str:
        """ "Firefox on Windows"."""
        return device_words(self.device)


@dataclass(frozen=True)
class AuditPage:
    """`older`: where the next page begins, for `?before=`."""

    lines: list[Line]
    older: str = ""
    continued: bool = False


def audit_page(user: User, filters: AuditFilters, *, before: str = "", size: int = SIZE) -> AuditPage:
    """Entries that `user` may know of. A constant number of statements for each two hundred entries looked at."""
    after = Place.read(before)
    found: list[tuple[AuditEntry, list[Thing]]] = []
    skip = after.shown if after else 0
    for entry, things in visible_entries(user, filters, after.at if after else None):
        if after and skip and entry.at == after.at:
            skip -= 1
            continue
        found.append((entry, things))
        if len(found) > size:
            break
    shown = found[:size]
    older = ""
    if len(found) > size:
        last = shown[-1][0].at
        told = sum(entry.at == last for entry, _ in shown)
        older = str(Place(last, told + (after.shown if after and after.at == last else 0)))
    return AuditPage(_lines(shown, user), older, after is not None)


def visible_entries(
    user: User, filters: AuditFilters, until: datetime | None = None, *, most: int = MOST_BATCHES
) -> Iterator[tuple[AuditEntry, list[Thing]]]:
    """Entries from `until` backwards with what they speak of; ends after `most` batches."""
    rows, last = _matching(user, filters), None
    if until is not None:
        rows = rows.filter(at__lte=until)
    for _ in range(most):
        further = rows if last is None else rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
        batch = list(further.order_by("-at", "-pk")[:BATCH])
        yield from _known(batch, user)
        if len(batch) < BATCH:
            return
        last = batch[-1]


def lines_of(entries: list[tuple[AuditEntry, list[Thing]]], user: User) -> list[Line]:
    """Entries with the names that `user` may read, for a download."""
    return _lines(entries, user)


def _matching(user: User, filters: AuditFilters) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.who:
        # Written out, so that the index by colleague and time is used.
        who = User.objects.filter(public_id=filters.who).values_list("pk", flat=True).first()
        rows = rows.filter(who=who) if who else rows.none()
    if filters.since:
        rows = rows.filter(at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    return _about(rows, user, filters.thing) if filters.thing else rows


def _about(rows: QuerySet[AuditEntry], user: User, public_id: str) -> QuerySet[AuditEntry]:
    thing = named_things([public_id], user).get(public_id)
    if thing is None:
        return rows.none()
    line, contexts = line_of(thing.model), []
    if line is not None and line.audit is Audit.HISTORY:
        events = apps.get_model(thing.model._meta.app_label, f"{thing.model.__name__}Event")
        contexts = list(
            events._base_manager.filter(pgh_obj_id=thing.pk, pgh_context__isnull=False)
            .values_list("pgh_context_id", flat=True)
            .order_by("-pgh_id")[:10_000]
        )
    return rows.filter(Q(about=public_id) | Q(context__in=contexts))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _known(batch: list[AuditEntry], user: User) -> Iterator[tuple[AuditEntry, list[Thing]]]:
    """Those whose record the reader may know of. What changed nothing any more tells of an erased record, and stays."""
    contexts: list[UUID] = [entry.context for entry in batch if entry.context]
    changed, hidden = changed_things(contexts, user)
    named = named_things({entry.about for entry in batch}, user)
    for entry in batch:
        if entry.context in hidden or (entry.about and entry.about not in named):
            continue
        things = list(dict.fromkeys(changed.get(entry.context, []))) if entry.context else []
        yield entry, things or ([named[entry.about]] if entry.about else [])


def _lines(entries: list[tuple[AuditEntry, list[Thing]]], user: User) -> list[Line]:
    people: dict[int, str] = dict(
        User.objects.filter(pk__in={entry.who for entry, _ in entries if entry.who}).values_list("pk", "name")
    )
    origins = Origin.objects.in_bulk({entry.origin for entry, _ in entries if entry.origin})
    names = names_of([thing for _, things in entries for thing in things], user)
    say = speaker()
    return [
        Line(
            entry,
            people.get(entry.who or 0, ""),
            say(entry.act.replace("_", " ")),
            [_named(thing, names, say) for thing in things],
            *_whence(origins, entry.origin),
        )
        for entry, things in entries
    ]


def _whence(origins: dict[Any, Origin], origin: int | None) -> tuple[str, str]:
    found = origins.get(origin)
    return (found.address, found.device) if found else ("", "")


def _named(thing: Thing, names: dict[Any, str], say: Callable[[str], str]) -> Named:
    acts = {"insert": "added", "update": "changed", "delete": "deleted"}
    return Named(say(thing.kind), names.get((thing.model, thing.pk), ""), acts.get(thing.act, ""))
