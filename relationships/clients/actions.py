"""Writing clients: keyword-only verbs, one transaction each, ringing the doorbell.

Group edges, aliases and the team have verbs of their own: `group_actions`, `alias_actions`, `team_actions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.group_spans import DELETE_GROUP_SPANS, DESCENDANTS, REBUILD_GROUP_SPANS
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed

SCORED = frozenset({"tier", "expected_interval_days", "owner", "archived_at"})
"""The fields of a client that a score reads."""


@transaction.atomic
def add_client(
    *,
    name: str,
    industry: str = "",
    tier: str = "",
    expected_interval_days: int | None = None,
    owner: User | None = None,
    website: str = "",
) -> Client:
    """Add a client by hand. Names need not be unique: a register knows two firms of one name."""
    client = Client.objects.create(
        name=name,
        industry=industry,
        tier=tier,
        expected_interval_days=expected_interval_days,
        owner=owner,
        website=website,
    )
    facts_changed.send(sender=Client, client_ids=[client.pk])
    return client


@transaction.atomic
def edit_client(*, client: Client, expected_version: int, changes: dict[str, Any]) -> Client:
    """Save `changes`. Raises `Conflict` when somebody saved in between."""
    touched = {name for name in SCORED & set(changes) if getattr(client, name) != changes[name]}
    saved = client.save_changes(expected_version=expected_version, changes=changes)
    if touched:
        facts_changed.send(sender=Client, client_ids=[client.pk])
    return saved


def archive_client(*, client: Client, expected_version: int) -> Client:
    """Put the client away: it leaves the lists, its history and figures stay."""
    return edit_client(client=client, expected_version=expected_version, changes={"archived_at": timezone.now()})


def restore_client(*, client: Client) -> Client:
    """Bring an archived client back."""
    return edit_client(client=client, expected_version=client.version, changes={"archived_at": None})


@transaction.atomic
def rebuild_group_spans(*, client_ids: Iterable[int] | None = None) -> None:
    """Derive `GroupSpan` anew: for everybody, or for `client_ids` and everything below them.

    Call in the transaction that changed the edges.
    """
    with connection.cursor() as cursor:
        affected: list[int] = []
        if client_ids is not None:
            cursor.execute(DESCENDANTS, {"client_ids": sorted(set(client_ids))})
            affected = sorted(row[0] for row in cursor.fetchall())
        scope: dict[str, Any] = {"everything": client_ids is None, "client_ids": affected}
        cursor.execute(DELETE_GROUP_SPANS, scope)
        cursor.execute(REBUILD_GROUP_SPANS, scope)
