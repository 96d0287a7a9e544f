"""Writing many people at once: one statement, the doorbell rung once, to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person, Position

Done = tuple[int, int, Any]
"""Record id, its version after the act, what stood there before."""

_ARCHIVE = """
WITH before AS (
    SELECT id, archived_at::text AS was FROM contacts_person
    WHERE id = ANY(%(ids)s) AND (archived_at IS NULL) = %(away)s ORDER BY id FOR UPDATE
)
UPDATE contacts_person p SET archived_at = CASE WHEN %(away)s THEN now() END, version = p.version + 1, updated_at = now()
FROM before b WHERE p.id = b.id RETURNING p.id, p.version, b.was
"""
_PUT_BACK = """
UPDATE contacts_person p SET archived_at = d.was::timestamptz, version = p.version + 1, updated_at = now()
FROM unnest(%(ids)s::bigint[], %(versions)s::int[], %(was)s::text[]) AS d (id, version, was)
WHERE p.id = d.id AND p.version = d.version RETURNING p.id
"""


@transaction.atomic
def archive_people(*, person_ids: Iterable[int], away: bool = True) -> list[Done]:
    """Put people away, or with `away` false bring archived ones back; those who are so already are left out."""
    return _run(_ARCHIVE, {"ids": sorted(person_ids), "away": away})


@transaction.atomic
def put_back(*, done: Sequence[Done]) -> list[int]:
    """Undo it; answers the ids of the people whom nobody had saved since."""
    values = {"ids": [row[0] for row in done], "versions": [row[1] for row in done], "was": [row[2] for row in done]}
    return [row[0] for row in _run(_PUT_BACK, values)]


def _run(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = list(cursor.fetchall())
    positions = Position.objects.unscoped(reason="rings for every client of the people")
    at = positions.filter(person_id__in=[row[0] for row in rows]).values_list("client_id", flat=True)
    if client_ids := sorted(set(at)):
        facts_changed.send(sender=Person, client_ids=client_ids)
    return rows
