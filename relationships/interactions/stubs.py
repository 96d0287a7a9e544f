"""People who are known only from a touchpoint: they come and go with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from relationships.contacts.models import ContactPoint, Person, Position
from relationships.interactions.models import Interaction, TouchPerson
from relationships.interactions.touch import NewPerson


def add_stubs(new_people: Sequence[NewPerson], *, client_id: int | None, on: dt.date) -> list[int]:
    """Create a person for each name, at the touch's client since that day. Call inside an action."""
    return [_add_stub(new, client_id, on).pk for new in new_people]


def _add_stub(new: NewPerson, client_id: int | None, on: dt.date) -> Person:
    person = Person.objects.create(name=new.name, is_stub=True)
    if client_id is not None:
        Position.objects.create(person=person, client_id=client_id, started_on=on)
    if new.address:
        ContactPoint.objects.create(person=person, kind=ContactPoint.Kind.EMAIL, value=new.address, is_primary=True)
    return person


def put_away_stubs(interaction: Interaction, *, at: dt.datetime) -> None:
    """Archive the touch's stubs who are in no other touch that stands. Call after archiving the touch."""
    others = TouchPerson.objects.filter(person=OuterRef("pk"), interaction__archived_at__isnull=True)
    for person in _stubs(interaction).filter(~Exists(others), archived_at__isnull=True).order_by("pk"):
        person.save_changes(expected_version=person.version, changes={"archived_at": at})


def bring_back_stubs(interaction: Interaction, *, put_away_at: dt.datetime) -> None:
    """Bring back the stubs that went with the touch at that moment."""
    for person in _stubs(interaction).filter(archived_at=put_away_at).order_by("pk"):
        person.save_changes(expected_version=person.version, changes={"archived_at": None})


def _stubs(interaction: Interaction) -> QuerySet[Person]:
    people = TouchPerson.objects.filter(interaction=interaction).values("person_id")
    everybody = Person.objects.unscoped(reason="whoever undoes a touch undoes all of it")
    return everybody.filter(pk__in=people, is_stub=True)
