"""The person and the position that an address names, behind the gate."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.signed_in import colleague
from relationships.contacts.models import ContactPoint, Person, Position


def person_asked_for(request: HttpRequest, public_id: str) -> Person:
    """The visible person, else 404."""
    return get_object_or_404(Person.objects.visible_to(colleague(request)), public_id=public_id)


def position_asked_for(request: HttpRequest, person: Person, public_id: str) -> Position:
    """The person's position at a client this user may see, else 404."""
    rows = Position.objects.visible_to(colleague(request)).select_related("client")
    return get_object_or_404(rows, person=person, public_id=public_id)


def contact_point_asked_for(person: Person, public_id: str) -> ContactPoint:
    """The visible person's contact point, else 404."""
    return get_object_or_404(ContactPoint, person=person, public_id=public_id)
