"""Writing alumni: their records, and being left out. What they agree to: `consent_actions`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni.link_actions import end_visits
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.actions import add_person
from relationships.contacts.models import ContactPoint, Person
from relationships.contacts.outside_post_actions import add_job


class AlreadyAnAlumnus(Exception):
    """The person, or the account, has a record already: `alumnus`."""

    def __init__(self, alumnus: Alumnus) -> None:
        super().__init__("There is a record already.")
        self.alumnus = alumnus


@transaction.atomic
def add_alumnus(
    *,
    person: Person | None = None,
    name: str = "",
    email: str = "",
    employer: Client | str | None = None,
    employer_title: str = "",
    **fields: Any,
) -> Alumnus:
    """Record that somebody used to work here: `person`, or somebody new called `name`.

    `employer` is where they work now, `fields` those of `Alumnus`. Raises `AlreadyAnAlumnus`.
    """
    _refuse_second(person, fields.get("colleague"))
    if person is None:
        person = add_person(name=name, email=email)
    elif email and not ContactPoint.objects.filter(person=person, kind="email", value=email).exists():
        first = not ContactPoint.objects.filter(person=person, kind="email", archived_at__isnull=True).exists()
        ContactPoint.objects.create(person=person, kind="email", value=email, is_primary=first)
    if person.is_stub:
        person = person.save_changes(expected_version=person.version, changes={"is_stub": False})
    if employer:
        add_job(person=person, employer=employer, title=employer_title)
    return Alumnus.objects.create(person=person, **fields)


@transaction.atomic
def edit_alumnus(*, alumnus: Alumnus, expected_version: int, changes: dict[str, Any]) -> Alumnus:
    """Save `changes`. Raises `Conflict` or `AlreadyAnAlumnus`."""
    if changes.get("colleague") != alumnus.colleague:
        _refuse_second(None, changes.get("colleague"), but=alumnus)
    return alumnus.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def archive_alumnus(*, alumnus: Alumnus, expected_version: int) -> Alumnus:
    """Put the record away; the person stays."""
    return alumnus.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_alumnus(*, alumnus: Alumnus) -> Alumnus:
    """Bring the record back."""
    return alumnus.save_changes(expected_version=alumnus.version, changes={"archived_at": None})


@transaction.atomic
def opt_out(*, alumnus: Alumnus, expected_version: int) -> Alumnus:
    """They asked to be left out: from now on in no list, no import brings them back, and their addresses open nothing."""
    end_visits(alumnus=alumnus)
    return alumnus.save_changes(expected_version=expected_version, changes={"opted_out_on": timezone.localdate()})


@transaction.atomic
def opt_in(*, alumnus: Alumnus) -> Alumnus:
    """They came back of their own accord, or it was a mistake."""
    return alumnus.save_changes(expected_version=alumnus.version, changes={"opted_out_on": None})


def _refuse_second(person: Person | None, colleague: User | None, *, but: Alumnus | None = None) -> None:
    rows = Alumnus.objects.unscoped(reason="one record a person and an account, whoever may see it")
    known = None
    if person is not None:
        known = rows.filter(person=person).first()
    if known is None and colleague is not None:
        known = rows.filter(colleague=colleague).first()
    if known is not None and known != but:
        raise AlreadyAnAlumnus(known)
