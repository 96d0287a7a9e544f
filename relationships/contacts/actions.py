"""Writing people and how to reach them. Their positions: `position_actions`."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.contacts.reach import phone_number, region_of


class AlreadyKnown(Exception):
    """The person can already be reached this way."""


@transaction.atomic
def add_person(
    *, name: str, pronouns: str = "", client: Client | None = None, title: str = "", email: str = "", phone: str = ""
) -> Person:
    """Add a person, at a client where one is given, with the ways to reach them that are known."""
    person = Person.objects.create(name=name, pronouns=pronouns)
    for kind, value in ((ContactPoint.Kind.EMAIL, email), (ContactPoint.Kind.PHONE, phone)):
        if value:
            ContactPoint.objects.create(person=person, kind=kind, value=value, is_primary=True)
    if client is not None:
        Position.objects.create(person=person, client=client, title=title)
        facts_changed.send(sender=Person, client_ids=[client.pk])
    return person


@transaction.atomic
def edit_person(*, person: Person, expected_version: int, changes: dict[str, Any]) -> Person:
    """Save `changes`; somebody who was only heard of is a person in full from now on. Raises `Conflict`."""
    return person.save_changes(expected_version=expected_version, changes={**changes, "is_stub": False})


@transaction.atomic
def archive_person(*, person: Person, expected_version: int) -> Person:
    """Take the person out of lists and scores; touchpoints keep their name."""
    saved = person.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _ring(person)
    return saved


@transaction.atomic
def restore_person(*, person: Person) -> Person:
    """Bring an archived person back."""
    saved = person.save_changes(expected_version=person.version, changes={"archived_at": None})
    _ring(person)
    return saved


@transaction.atomic
def add_contact_point(*, person: Person, kind: str, value: str, is_primary: bool = False) -> ContactPoint:
    """Add a way to reach the person; an archived one comes back. The primary one replaces the one before.

    Raises `AlreadyKnown`.
    """
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=person.pk)
    found = ContactPoint.objects.filter(person=person, kind=kind, value=value).first()
    if (found and found.archived_at is None) or (found is None and _spelt_otherwise(person, kind, value)):
        raise AlreadyKnown
    if is_primary:
        _give_way(person, kind)
    if found is None:
        return ContactPoint.objects.create(person=person, kind=kind, value=value, is_primary=is_primary)
    return found.save_changes(expected_version=found.version, changes={"archived_at": None, "is_primary": is_primary})


@transaction.atomic
def edit_contact_point(*, point: ContactPoint, expected_version: int, changes: dict[str, Any]) -> ContactPoint:
    """Correct an address; when it becomes the primary one, the one before gives way.

    Raises `AlreadyKnown`, also for an archived address, or `Conflict`.
    """
    Person.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=point.person_id)
    if any(changes.get(each, getattr(point, each)) != getattr(point, each) for each in ("kind", "value")):
        changes = {**changes, "number": None}
    if changes.get("is_primary") and not point.is_primary:
        _give_way(point.person, changes.get("kind", point.kind))
    try:
        with transaction.atomic():
            return point.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as error:
        raise AlreadyKnown from error


def _spelt_otherwise(person: Person, kind: str, value: str) -> bool:
    """Whether the person can be reached at this very number, written in another way."""
    if kind != ContactPoint.Kind.PHONE:
        return False
    region = region_of(the_firm().time_zone)
    held = ContactPoint.objects.filter(person=person, kind=kind, archived_at=None).values_list("value", flat=True)
    number = phone_number(value, region)
    return bool(number) and number in {phone_number(each, region) for each in held}


def _give_way(person: Person, kind: str) -> None:
    for point in ContactPoint.objects.filter(person=person, kind=kind, is_primary=True).order_by("pk"):
        point.save_changes(expected_version=point.version, changes={"is_primary": False})


@transaction.atomic
def archive_contact_point(*, point: ContactPoint, expected_version: int) -> ContactPoint:
    """Stop using the address; mail from it still finds the person."""
    return point.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_contact_point(*, point: ContactPoint) -> ContactPoint:
    """Use the address again."""
    return point.save_changes(expected_version=point.version, changes={"archived_at": None})


def _ring(person: Person) -> None:
    positions = Position.objects.unscoped(reason="rings for every client of the person").filter(person=person)
    facts_changed.send(sender=Person, client_ids=sorted(set(positions.values_list("client_id", flat=True))))
