"""Reading the events that the database keeps about a record: one page of them, each beside the version next to it.

An event table holds a record either as each write left it (`keeps_history`) or as it was before (`keeps_versions`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Self

from django.apps import apps
from django.db import connection, models

from accounts.history import holds_earlier_versions

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST_CURSOR = 40

# Each table gives as many as the page could need at most, so that a long history costs what its page costs.
_ARM = """(
    SELECT {number} AS source, e.pgh_id, e.pgh_obj_id, e.pgh_label, e.pgh_created_at, e.pgh_context_id,
           to_jsonb(e) AS held
    FROM {events} e WHERE {which} AND {only} AND (%(before)s IS NULL OR e.pgh_created_at <= %(before)s)
    ORDER BY e.pgh_created_at DESC, e.pgh_id DESC LIMIT %(skip)s + %(size)s + 1
)"""
_EARLIER = """WHEN {number} THEN (
    SELECT to_jsonb(e) FROM {events} e WHERE {which} AND e.pgh_obj_id = page.pgh_obj_id AND e.pgh_id < page.pgh_id
    ORDER BY e.pgh_id DESC LIMIT 1)"""
_LATER = """WHEN {number} THEN COALESCE(
    (SELECT to_jsonb(e) FROM {events} e WHERE {which} AND e.pgh_obj_id = page.pgh_obj_id AND e.pgh_id > page.pgh_id
     ORDER BY e.pgh_id LIMIT 1),
    (SELECT to_jsonb(r) FROM {records} r WHERE r.id = page.pgh_obj_id))"""
_PAGE = """
WITH page AS (
    SELECT * FROM ({arms}) AS event ORDER BY pgh_created_at DESC, source, pgh_id DESC
    OFFSET %(skip)s LIMIT %(size)s + 1
)
SELECT page.source, page.pgh_label, page.pgh_created_at, context.metadata, page.held,
       CASE page.source {others} END
FROM page LEFT JOIN pghistory_context context ON context.id = page.pgh_context_id
ORDER BY page.pgh_created_at DESC, page.source, page.pgh_id DESC
"""


@dataclass(frozen=True)
class Told:
    """Which events of one model a history tells, and which of its fields."""

    model: type[models.Model]
    of: Mapping[str, int]
    """Columns and their values: `{"pgh_obj_id": client.pk}` for the record itself, `{"client_id": client.pk}` below it."""
    fields: Mapping[str, str]
    """Field names and what they are called on the page."""
    what: str
    """ "this client", "another name"."""
    acts: Mapping[str, str] = field(default_factory=dict)
    """Other words than "added", "changed" and "deleted", by label of the event."""
    always: frozenset[str] = frozenset()
    """Fields told with every change, because they say which of several records it was."""
    seen: str = "true"
    """Condition in SQL on the event `e`: what the reader may know of."""
    only: str = "true"
    """Another one, on what is told alone: the version before an event may be one that it leaves out."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The named parameters of `seen` and `only`."""

    @property
    def events(self) -> type[models.Model]:
        """The model of the events."""
        return apps.get_model(self.model._meta.app_label, f"{self.model.__name__}Event")


@dataclass(frozen=True)
class Event:
    """One write: `before` is empty for an insert, `after` for a delete; None where nobody kept the version before."""

    source: Told
    label: str
    at: datetime
    context: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a history goes on: the moment of the last event shown, and how many of that moment were shown."""

    at: datetime
    shown: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that an address holds; None for anything that is none."""
        moment, _, shown = text.partition("-")
        if len(text) > _LONGEST_CURSOR or not (text.isascii() and moment.isdigit() and shown.isdigit()):
            return None
        try:
            return cls(_EPOCH + int(moment) * _MICROSECOND, min(int(shown), 10_000))
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.shown}"


def read_events(sources: Sequence[Told], *, after: Place | None, size: int) -> tuple[list[Event], Place | None]:
    """Up to `size` events, newest first, and where they go on: one statement for all `sources`."""
    values: dict[str, Any] = {"before": after.at if after else None, "skip": after.shown if after else 0, "size": size}
    arms, others = [], []
    for number, source in enumerate(sources):
        which = [f"e.{column} = %(of_{number}_{column})s" for column in source.of]
        values |= {f"of_{number}_{column}": value for column, value in source.of.items()} | dict(source.values)
        names = {
            "number": number,
            "events": source.events._meta.db_table,
            "records": source.model._meta.db_table,
            "which": " AND ".join([*which, source.seen]),
            "only": source.only,
        }
        arms.append(_ARM.format(**names))
        others.append((_LATER if holds_earlier_versions(source.model) else _EARLIER).format(**names))
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(arms=" UNION ALL ".join(arms), others=" ".join(others)), values)
        rows = cursor.fetchall()
    return [_event(sources[row[0]], row) for row in rows[:size]], _next(rows, after, size)


def _event(source: Told, row: tuple[Any, ...]) -> Event:
    _, label, at, metadata, held, other = row
    this, beside = _read(held), _read(other)
    before: dict[str, Any] | None
    if label == "insert":
        before, after = {}, this
    elif label == "delete":
        before, after = this, {}
    elif holds_earlier_versions(source.model):
        before, after = this, beside
    else:
        before, after = (beside or None), this
    return Event(source, label, at, _read(metadata), before, after)


def _read(value: Any) -> dict[str, Any]:
    return (json.loads(value, parse_float=Decimal) if isinstance(value, str) else value) or {}


def _next(rows: list[tuple[Any, ...]], after: Place | None, size: int) -> Place | None:
    if len(rows) <= size:
        return None
    last = rows[size - 1][2]
    already = after.shown if after is not None and after.at == last else 0
    return Place(last, already + sum(row[2] == last for row in rows[:size]))
