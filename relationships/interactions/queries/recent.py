"""Whom a colleague talked to last."""

from __future__ import annotations

from accounts.models import User
from relationships.contacts.models import Person
from relationships.interactions.models import TouchColleague, TouchPerson

MOST = 6
_TOUCHES = 60


def recent_people(user: User, colleague: User, *, most: int = MOST) -> list[Person]:
    """The people `colleague` last had a touchpoint with, newest first, as far as `user` may know them."""
    lines = TouchColleague.objects.filter(colleague=colleague, interaction__archived_at__isnull=True)
    touches = list(lines.order_by("-occurred_at", "-interaction").values_list("interaction_id", flat=True)[:_TOUCHES])
    rows = TouchPerson.objects.filter(interaction__in=touches).order_by("-occurred_at", "pk")
    newest = list(dict.fromkeys(rows.values_list("person_id", flat=True)))
    seen = Person.objects.visible_to(user).current().in_bulk(newest)
    return [seen[pk] for pk in newest if pk in seen][:most]
