"""Writing many clients at once: one statement for each act, the doorbell rung once, everything to be taken back.

Each act answers what it changed as (id, version afterwards, value before). `put_back` restores those values where
nobody has saved the client since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.clients.signals import facts_changed

Done = tuple[int, int, Any]
"""Record id, its version after the act, what stood there before."""

# Column: (type, how JSON keeps it). Allow list: nothing typed by anybody gets into the statement.
_COLUMNS = {"owner_id": "bigint", "archived_at": "timestamptz"}

_SET = """
WITH before AS (
    SELECT id, {column} AS was FROM clients_client
    WHERE id = ANY(%(ids)s) AND {column} IS DISTINCT FROM {value} ORDER BY id FOR UPDATE
)
UPDATE clients_client c SET {column} = {value}, version = c.version + 1, updated_at = now()
FROM before b WHERE c.id = b.id RETURNING c.id, c.version, b.was::text
"""
_PUT_BACK = """
UPDATE clients_client c SET {column} = d.was::{kind}, version = c.version + 1, updated_at = now()
FROM unnest(%(ids)s::bigint[], %(versions)s::int[], %(was)s::text[]) AS d (id, version, was)
WHERE c.id = d.id AND c.version = d.version RETURNING c.id
"""
_JOIN_TEAM = """
INSERT INTO clients_teammember AS t (client_id, colleague_id, role)
SELECT id, %(colleague)s, %(role)s FROM unnest(%(ids)s::bigint[]) AS c (id) ORDER BY id
ON CONFLICT (client_id, colleague_id, role) DO UPDATE
SET archived_at = NULL, version = t.version + 1, updated_at = now() WHERE t.archived_at IS NOT NULL
RETURNING t.client_id, t.version, t.id
"""
_LEAVE_TEAM = """
UPDATE clients_teammember t SET archived_at = now(), version = t.version + 1, updated_at = now()
FROM unnest(%(ids)s::bigint[], %(versions)s::int[]) AS d (id, version)
WHERE t.id = d.id AND t.version = d.version AND t.archived_at IS NULL RETURNING t.client_id
"""


@transaction.atomic
def assign_owner(*, client_ids: Iterable[int], owner: User | None) -> list[Done]:
    """Let `owner` (or nobody) look after the clients."""
    return _set("owner_id", "%(owner)s", {"ids": sorted(client_ids), "owner": owner.pk if owner else None})


@transaction.atomic
def archive_clients(*, client_ids: Iterable[int]) -> list[Done]:
    """Put the clients away that are not put away yet."""
    shown = Client.objects.unscoped(reason="the caller looked at these").current().filter(pk__in=list(client_ids))
    return _set("archived_at", "now()", {"ids": sorted(shown.values_list("pk", flat=True))})


@transaction.atomic
def restore_clients(*, client_ids: Iterable[int]) -> list[Done]:
    """Bring archived clients back."""
    return _set("archived_at", "NULL::timestamptz", {"ids": sorted(client_ids)})


@transaction.atomic
def add_to_teams(*, client_ids: Iterable[int], colleague: User, role: str) -> list[Done]:
    """Give `colleague` a role on every client; whoever has it already is left out of the answer.

    The version is the membership's, and the value before is the membership's id.
    """
    with connection.cursor() as cursor:
        cursor.execute(_JOIN_TEAM, {"ids": sorted(client_ids), "colleague": colleague.pk, "role": role})
        return _ring(TeamMember, list(cursor.fetchall()))


@transaction.atomic
def put_back(*, column: str, done: Sequence[Done]) -> list[int]:
    """Restore what stood in `column`; answers the ids of the clients that nobody had saved since."""
    values = {"ids": [row[0] for row in done], "versions": [row[1] for row in done], "was": [row[2] for row in done]}
    statement = _PUT_BACK.format(column=column, kind=_COLUMNS[column])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in _ring(Client, list(cursor.fetchall()))]


@transaction.atomic
def take_off_teams(*, done: Sequence[Done]) -> list[int]:
    """Undo `add_to_teams`; answers the ids of the clients whose membership nobody had changed since."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_TEAM, {"ids": [row[2] for row in done], "versions": [row[1] for row in done]})
        return [row[0] for row in _ring(TeamMember, list(cursor.fetchall()))]


def _set(column: str, value: str, values: dict[str, Any]) -> list[Done]:
    assert column in _COLUMNS
    with connection.cursor() as cursor:
        cursor.execute(_SET.format(column=column, value=value), values)
        return _ring(Client, list(cursor.fetchall()))


def _ring(sender: type, rows: list[Any]) -> list[Any]:
    if rows:
        facts_changed.send(sender=sender, client_ids=sorted({row[0] for row in rows}))
    return rows
