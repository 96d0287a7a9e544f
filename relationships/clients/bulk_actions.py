"""Writing many clients at once: one statement for each act, the doorbell rung once, everything to be taken back.

Each act answers what it changed; `put_back` restores it where nobody has saved the client since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from accounts import many_records
from accounts.many_records import Done
from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.clients.signals import facts_changed

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
    done = many_records.set_on_many(Client, client_ids, field="owner", value=owner.pk if owner else None)
    return _ring(Client, done)


@transaction.atomic
def archive_clients(*, client_ids: Iterable[int]) -> list[Done]:
    """Put the clients away that are not put away yet."""
    return _ring(Client, many_records.archive_many(Client, client_ids))


@transaction.atomic
def restore_clients(*, client_ids: Iterable[int]) -> list[Done]:
    """Bring archived clients back; what was merged comes back by undoing that."""
    everything = Client.objects.unscoped(reason="the caller found them through the gate")
    whole = everything.filter(pk__in=list(client_ids), merged_into=None).values_list("pk", flat=True)
    return _ring(Client, many_records.restore_many(Client, whole))


@transaction.atomic
def put_back(*, field: str, done: Sequence[Done]) -> list[int]:
    """Restore what stood in `field`; answers the ids of the clients that nobody had saved since."""
    ids = many_records.put_back(Client, done, field=field)
    _ring(Client, [(pk,) for pk in ids])
    return ids


@transaction.atomic
def add_to_teams(*, client_ids: Iterable[int], colleague: User, role: str) -> list[Done]:
    """Give `colleague` a role on every client; whoever has it already is left out of the answer.

    The version is the membership's, and the value before is the membership's id.
    """
    with connection.cursor() as cursor:
        cursor.execute(_JOIN_TEAM, {"ids": sorted(client_ids), "colleague": colleague.pk, "role": role})
        return _ring(TeamMember, list(cursor.fetchall()))


@transaction.atomic
def take_off_teams(*, done: Sequence[Done]) -> list[int]:
    """Undo `add_to_teams`; answers the ids of the clients whose membership nobody had changed since."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_TEAM, {"ids": [row[2] for row in done], "versions": [row[1] for row in done]})
        return [row[0] for row in _ring(TeamMember, list(cursor.fetchall()))]


def _ring(sender: type, rows: list[Any]) -> list[Any]:
    if rows:
        facts_changed.send(sender=sender, client_ids=sorted({row[0] for row in rows}))
    return rows
