"""What stands in the way of an edge between a client and its parent, as everybody and as one reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.named_parameters import named

# Upwards from the new parent, keeping the days on which every edge of the path and the new one hold.
_REACHES_ITSELF = """
WITH RECURSIVE up AS (
    SELECT %(parent)s::bigint AS client_id, daterange(%(starts_on)s::date, %(ends_on)s::date, '[)') AS days,
           ARRAY[%(parent)s::bigint] AS path
    UNION ALL
    SELECT edge.parent_id, up.days * daterange(edge.starts_on, edge.ends_on, '[)'), up.path || edge.parent_id
    FROM up JOIN clients_groupedge edge ON edge.client_id = up.client_id
    WHERE edge.archived_at IS NULL AND edge.id IS DISTINCT FROM %(edge)s AND {known}
      AND daterange(edge.starts_on, edge.ends_on, '[)') && up.days AND edge.parent_id <> ALL(up.path)
)
SELECT EXISTS (SELECT FROM up WHERE client_id = %(client)s)
"""
_HAS_ANOTHER_PARENT = """
SELECT EXISTS (
    SELECT FROM clients_groupedge edge
    WHERE edge.client_id = %(client)s AND edge.archived_at IS NULL AND edge.id IS DISTINCT FROM %(edge)s AND {known}
      AND daterange(edge.starts_on, edge.ends_on, '[)') && daterange(%(starts_on)s::date, %(ends_on)s::date, '[)'))
"""
_STANDING = "NOT edge.beside"


class Circle(Exception):
    """The parent already belongs, directly or further up, to the client in some of these days."""


class SecondParent(Exception):
    """The client has another parent in some of these days."""


@dataclass(frozen=True)
class Wanted:
    """An edge that somebody wants to write; `edge_id` is its own where it exists already."""

    client_id: int
    parent_id: int
    starts_on: date | None
    ends_on: date | None
    edge_id: int | None = None


def must_stand_beside(wanted: Wanted, *, by: User | None) -> bool:
    """Whether the edge has to stand beside one that is hidden from `by`; None sees everything.

    Raises `Circle` or `SecondParent` for what `by` may know of. Call while no other edge can be written.
    """
    known, values = _known_to(by)
    if _asked(_HAS_ANOTHER_PARENT, wanted, known, values):
        raise SecondParent
    if _asked(_REACHES_ITSELF, wanted, known, values):
        raise Circle
    return by is not None and stands_in_the_way(wanted)


def is_overruled(wanted: Wanted, *, known_to: User) -> bool:
    """Whether `known_to` can see why this edge, standing beside another one, does not count."""
    try:
        must_stand_beside(wanted, by=known_to)
    except (Circle, SecondParent):
        return True
    return False


def stands_in_the_way(wanted: Wanted) -> bool:
    """Whether any edge that counts for the whole firm forbids this one."""
    return any(_asked(question, wanted, _STANDING, {}) for question in (_HAS_ANOTHER_PARENT, _REACHES_ITSELF))


def _known_to(by: User | None) -> tuple[str, dict[str, Any]]:
    if by is None:
        return _STANDING, {}
    return named(f"edge.parent_id NOT IN ({HIDDEN_CLIENTS})", [by.pk, by.pk], prefix="hidden")


def _asked(question: str, wanted: Wanted, known: str, values: dict[str, Any]) -> bool:
    said = {
        "client": wanted.client_id,
        "parent": wanted.parent_id,
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "edge": wanted.edge_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(question.format(known=known), {**said, **values})
        return bool(cursor.fetchone()[0])
