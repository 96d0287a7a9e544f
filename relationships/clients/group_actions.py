"""Writing who owns whom: dated edges without circles, at most one parent a day."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.group_conflicts import Circle, SecondParent, Wanted, must_stand_beside, stands_in_the_way
from relationships.clients.models import Client, GroupEdge
from relationships.clients.signals import facts_changed

__all__ = ["Circle", "SecondParent", "add_group_edge", "archive_group_edge", "edit_group_edge", "restore_group_edge"]

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('clients_groupedge'))"


@transaction.atomic
def add_group_edge(
    *,
    client: Client,
    parent: Client,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: User | None = None,
    same: bool = False,
) -> GroupEdge:
    """Put `client` under `parent` in [starts_on, ends_on). Raises `Circle` or `SecondParent`.

    What is hidden from `by` refuses nothing: the edge then stands beside it (`GroupEdge.beside`). `same`: they are one
    client under two names.
    """
    _wait_for_others()
    beside = must_stand_beside(Wanted(client.pk, parent.pk, starts_on, ends_on), by=by)
    days = {"starts_on": starts_on, "ends_on": ends_on}
    edge = GroupEdge.objects.create(client=client, parent=parent, **days, beside=beside, same=same)
    _follow(client.pk, parent.pk)
    return edge


@transaction.atomic
def edit_group_edge(
    *,
    edge: GroupEdge,
    expected_version: int,
    parent: Client,
    starts_on: date | None,
    ends_on: date | None,
    by: User | None = None,
) -> GroupEdge:
    """Change the parent or the days. Raises `Circle`, `SecondParent` or `Conflict`."""
    _wait_for_others()
    beside = must_stand_beside(Wanted(edge.client_id, parent.pk, starts_on, ends_on, edge.pk), by=by)
    changes = {"parent": parent, "starts_on": starts_on, "ends_on": ends_on, "beside": beside}
    _ring(edge.client_id)
    saved = edge.save_changes(expected_version=expected_version, changes=changes)
    _follow(edge.client_id, edge.parent_id, parent.pk)
    return saved


@transaction.atomic
def archive_group_edge(*, edge: GroupEdge, expected_version: int) -> GroupEdge:
    """Take the edge away as if it had never been: for mistakes. A sale ends it on a day instead."""
    _wait_for_others()
    _ring(edge.client_id)
    saved = edge.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _follow(edge.client_id, edge.parent_id)
    return saved


@transaction.atomic
def restore_group_edge(*, edge: GroupEdge, by: User | None = None) -> GroupEdge:
    """Bring the edge back. Raises `Circle` or `SecondParent` when others took its place."""
    _wait_for_others()
    wanted = Wanted(edge.client_id, edge.parent_id, edge.starts_on, edge.ends_on, edge.pk)
    changes = {"archived_at": None, "beside": must_stand_beside(wanted, by=by)}
    saved = edge.save_changes(expected_version=edge.version, changes=changes)
    _follow(edge.client_id, edge.parent_id)
    return saved


def _wait_for_others() -> None:
    """Two edits at once could close a circle that neither sees, so edges are written one at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _follow(client_id: int, *parent_ids: int) -> None:
    settled = _let_count()
    rebuild_group_spans(client_ids=[client_id, *settled])
    _ring(client_id, *parent_ids, *settled)


def _let_count() -> list[int]:
    """Edges that stood beside another count as soon as nothing is in their way; the clients whose did."""
    settled = []
    for edge in GroupEdge.objects.filter(beside=True, archived_at__isnull=True).order_by("pk"):
        if not stands_in_the_way(Wanted(edge.client_id, edge.parent_id, edge.starts_on, edge.ends_on, edge.pk)):
            GroupEdge.objects.filter(pk=edge.pk).update(beside=False)
            settled.append(edge.client_id)
    return settled


def _ring(*client_ids: int) -> None:
    """Before a change as well as after it: who leaves a walled group is as stale as who comes into it."""
    facts_changed.send(sender=GroupEdge, client_ids=sorted(set(client_ids)))
