"""Writing many people at once: one statement, the doorbell rung once, to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts import many_records
from accounts.many_records import Done
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person, Position


@transaction.atomic
def archive_people(*, person_ids: Iterable[int], away: bool = True) -> list[Done]:
    """Put people away, or with `away` false bring archived ones back; those who are so already are left out.

    Who was merged comes back by undoing that.
    """
    if away:
        done = many_records.archive_many(Person, person_ids)
    else:
        everybody = Person.objects.unscoped(reason="the caller found them through the gate")
        whole = everybody.filter(pk__in=list(person_ids), merged_into=None).values_list("pk", flat=True)
        done = many_records.restore_many(Person, whole)
    _ring([row[0] for row in done])
    return done


@transaction.atomic
def put_back(*, done: Sequence[Done]) -> list[int]:
    """Undo it; answers the ids of the people whom nobody had saved since."""
    ids = many_records.put_back(Person, done, field="archived_at")
    _ring(ids)
    return ids


def _ring(person_ids: list[int]) -> None:
    positions = Position.objects.unscoped(reason="rings for every client of the people")
    at = positions.filter(person_id__in=person_ids).values_list("client_id", flat=True)
    if client_ids := sorted(set(at)):
        facts_changed.send(sender=Person, client_ids=client_ids)
