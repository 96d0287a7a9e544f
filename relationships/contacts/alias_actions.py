"""Other names of people."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from relationships.contacts.models import Person, PersonAlias


class AlreadyTheirName(Exception):
    """The person is called so already, or known by this name."""


@transaction.atomic
def add_person_alias(*, person: Person, name: str) -> PersonAlias:
    """Add another name; an archived one comes back. Raises `AlreadyTheirName`."""
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=person.pk)
    found = PersonAlias.objects.filter(person=person, name=name).first()
    if name == person.name or (found and found.archived_at is None):
        raise AlreadyTheirName
    if found is None:
        return PersonAlias.objects.create(person=person, name=name)
    return found.save_changes(expected_version=found.version, changes={"archived_at": None})


@transaction.atomic
def edit_person_alias(*, alias: PersonAlias, expected_version: int, name: str) -> PersonAlias:
    """Correct a name. Raises `AlreadyTheirName`, also for an archived one, or `Conflict`."""
    if name == alias.person.name:
        raise AlreadyTheirName
    try:
        with transaction.atomic():
            return alias.save_changes(expected_version=expected_version, changes={"name": name})
    except IntegrityError as error:
        raise AlreadyTheirName from error


@transaction.atomic
def archive_person_alias(*, alias: PersonAlias, expected_version: int) -> PersonAlias:
    """Take the name away."""
    return alias.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_person_alias(*, alias: PersonAlias) -> PersonAlias:
    """Bring the name back."""
    return alias.save_changes(expected_version=alias.version, changes={"archived_at": None})
