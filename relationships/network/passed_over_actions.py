"""Saying that ways to somebody must not lead over somebody else, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.network.models import PassedOver


@transaction.atomic
def pass_over(
    *, by: User, person: Person, client: Client | None, colleague: User | None, through: Person | None, reason: str
) -> PassedOver:
    """Leave out ways to `person` over one of the two. What was said already stands."""
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=person.pk)
    rows = PassedOver.objects.unscoped(reason="the same words, given by the caller")
    known = rows.filter(person=person, colleague=colleague, through=through, archived_at__isnull=True).first()
    return known or PassedOver.objects.create(
        person=person, client=client, colleague=colleague, through=through, reason=reason, said_by=by
    )


@transaction.atomic
def archive_passed_over(*, passed: PassedOver) -> PassedOver:
    """Ways may lead over them again. Twice is the same as once."""
    if passed.archived_at is not None:
        return passed
    return passed.save_changes(expected_version=passed.version, changes={"archived_at": Now()})
