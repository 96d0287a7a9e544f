"""Whether records are hidden from the same colleagues, so that a merge carries nothing through a wall either way."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from relationships.clients.models import Client, Wall, WallInsider
from relationships.contacts.models import Person
from relationships.merging.refusals import CannotMerge

_CLIENT_HIDDEN_FROM = """
SELECT u.id FROM accounts_user u WHERE u.is_active AND %(record)s IN (
    SELECT clients_walled_from(u.id) UNION ALL SELECT clients_below_walled_from(u.id)) ORDER BY u.id
"""
_PERSON_HIDDEN_FROM = """
SELECT u.id FROM accounts_user u
WHERE u.is_active AND EXISTS (SELECT FROM people_walled_from(u.id) h (id) WHERE h.id = %(record)s) ORDER BY u.id
"""
CLIENTS_APART = (
    "A wall stands or is planned around one of these that does not hide the others from the same colleagues. Merging would"
    " carry what it guards into the open, or hide what is open. Put the same wall around all of them, or end it, first."
)
PEOPLE_APART = (
    "Not everybody who may know of one of these people may know of the others: one is known only behind a wall."
    " They can be merged once the wall has ended, or once they hold a position that all may see."
)


def refuse_clients_apart(clients: Sequence[Client]) -> None:
    """Raise `CannotMerge` unless all are hidden from the same colleagues, now and by every wall to come."""
    if _any_walls() and len({(_walls_of(each), _hidden_from(_CLIENT_HIDDEN_FROM, each.pk)) for each in clients}) > 1:
        raise CannotMerge(CLIENTS_APART)


def refuse_people_apart(people: Sequence[Person]) -> None:
    """Raise `CannotMerge` unless all are hidden from the same colleagues."""
    if _any_walls() and len({_hidden_from(_PERSON_HIDDEN_FROM, each.pk) for each in people}) > 1:
        raise CannotMerge(PEOPLE_APART)


def _any_walls() -> bool:
    return _not_over().exists()


def _walls_of(client: Client) -> frozenset[object]:
    now = timezone.now()
    return frozenset(
        (
            wall.covers_group,
            wall.starts_at if wall.starts_at > now else None,
            wall.ends_at,
            frozenset(WallInsider.objects.filter(wall=wall).values_list("colleague_id", flat=True)),
        )
        for wall in _not_over().filter(client=client)
    )


def _not_over() -> QuerySet[Wall]:
    return Wall.objects.filter(archived_at=None, around_work=False).filter(
        Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    )


def _hidden_from(question: str, record: int) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"record": record})
        return tuple(row[0] for row in cursor.fetchall())
