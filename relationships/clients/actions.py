"""Every write of the clients app: keyword-only verbs, one transaction each, ringing the doorbell."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from relationships.clients.group_spans import DELETE_GROUP_SPANS, DESCENDANTS, REBUILD_GROUP_SPANS


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
        scope = {"everything": client_ids is None, "client_ids": affected}
        cursor.execute(DELETE_GROUP_SPANS, scope)
        cursor.execute(REBUILD_GROUP_SPANS, scope)
