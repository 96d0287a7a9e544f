"""Writing who owns whom: dated edges without circles, at most one parent a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client, GroupEdge
from relationships.clients.signals import facts_changed

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('clients_groupedge'))"

# Upwards from the new parent, keeping the days on which every edge of the path and the new one hold.
_REACHES_ITSELF = """
WITH RECURSIVE up AS (
    SELECT %(parent)s::bigint AS client_id, daterange(%(starts_on)s::date, %(ends_on)s::date, '[)') AS days,
           ARRAY[%(parent)s::bigint] AS path
    UNION ALL
    SELECT edge.parent_id, up.days * daterange(edge.starts_on, edge.ends_on, '[)'), up.path || edge.parent_id
    FROM up JOIN clients_groupedge edge ON edge.client_id = up.client_id
    WHERE edge.archived_at IS NULL AND edge.id IS DISTINCT FROM %(edge)s
      AND daterange(edge.starts_on, edge.ends_on, '[)') && up.days AND edge.parent_id <> ALL(up.path)
)
SELECT EXISTS (SELECT FROM up WHERE client_id = %(client)s)
"""


class Circle(Exception):
    """The parent already belongs, directly or further up, to the client in some of these days."""


class SecondParent(Exception):
    """The client has another parent in some of these days."""


@transaction.atomic
def add_group_edge(
    *, client: Client, parent: Client, starts_on: date | None = None, ends_on: date | None = None
) -> GroupEdge:
    """Put `client` under `parent` in [starts_on, ends_on). Raises `Circle` or `SecondParent`."""
    _refuse_circle(client.pk, parent.pk, starts_on, ends_on, edge_id=None)
    with _one_parent():
        edge = GroupEdge.objects.create(client=client, parent=parent, starts_on=starts_on, ends_on=ends_on)
    _follow(client.pk, parent.pk)
    return edge


@transaction.atomic
def edit_group_edge(
    *, edge: GroupEdge, expected_version: int, parent: Client, starts_on: date | None, ends_on: date | None
) -> GroupEdge:
    """Change the parent or the days. Raises `Circle`, `SecondParent` or `Conflict`."""
    _refuse_circle(edge.client_id, parent.pk, starts_on, ends_on, edge_id=edge.pk)
    changes = {"parent": parent, "starts_on": starts_on, "ends_on": ends_on}
    _ring(edge.client_id)
    with _one_parent():
        saved = edge.save_changes(expected_version=expected_version, changes=changes)
    _follow(edge.client_id, edge.parent_id, parent.pk)
    return saved


@transaction.atomic
def archive_group_edge(*, edge: GroupEdge, expected_version: int) -> GroupEdge:
    """Take the edge away as if it had never been: for mistakes. A sale ends it on a day instead."""
    _ring(edge.client_id)
    saved = edge.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _follow(edge.client_id, edge.parent_id)
    return saved


@transaction.atomic
def restore_group_edge(*, edge: GroupEdge) -> GroupEdge:
    """Bring the edge back. Raises `Circle` or `SecondParent` when others took its place."""
    _refuse_circle(edge.client_id, edge.parent_id, edge.starts_on, edge.ends_on, edge_id=edge.pk)
    with _one_parent():
        saved = edge.save_changes(expected_version=edge.version, changes={"archived_at": None})
    _follow(edge.client_id, edge.parent_id)
    return saved


def _refuse_circle(
    client_id: int, parent_id: int, starts_on: date | None, ends_on: date | None, *, edge_id: int | None
) -> None:
    """Two edits at once could close a circle that neither sees, so edges are written one at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(
            _REACHES_ITSELF,
            {"client": client_id, "parent": parent_id, "starts_on": starts_on, "ends_on": ends_on, "edge": edge_id},
        )
        if cursor.fetchone()[0]:
            raise Circle


@contextmanager
def _one_parent() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "clients_groupedge_one_parent" in str(error):
            raise SecondParent from error
        raise


def _follow(client_id: int, *parent_ids: int) -> None:
    rebuild_group_spans(client_ids=[client_id])
    _ring(client_id, *parent_ids)


def _ring(*client_ids: int) -> None:
    """Before a change as well as after it: who leaves a walled group is as stale as who comes into it."""
    facts_changed.send(sender=GroupEdge, client_ids=sorted(set(client_ids)))
