"""Whom a colleague talked to last."""

from __future__ import annotations

from accounts.models import User
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchColleague, TouchPerson

MOST = 6
_TOUCHES = 60
_BATCHES = 10


def recent_touches(user: User, colleague: User) -> list[int]:
    """The ids of the last sixty touchpoints of `colleague` that `user` may see.

    Hidden ones leave no gap: it goes on further back, ten times as far at most.
    """
    lines = TouchColleague.objects.filter(colleague=colleague, interaction__archived_at__isnull=True)
    newest = lines.order_by("-occurred_at", "-interaction").values_list("interaction_id", flat=True)
    found: list[int] = []
    for start in range(0, _BATCHES * _TOUCHES, _TOUCHES):
        batch = list(newest[start : start + _TOUCHES])
        seen = set(Interaction.objects.visible_to(user).filter(pk__in=batch).values_list("pk", flat=True))
        found += [touch for touch in batch if touch in seen]
        if len(found) >= _TOUCHES or len(batch) < _TOUCHES:
            break
    return found[:_TOUCHES]


def recent_people(user: User, colleague: User, *, most: int = MOST) -> list[Person]:
    """The people `colleague` last had a touchpoint with, newest first, as far as `user` may know of both."""
    touches = recent_touches(user, colleague)
    rows = TouchPerson.objects.filter(interaction__in=touches).order_by("-occurred_at", "pk")
    newest = list(dict.fromkeys(rows.values_list("person_id", flat=True)))
    seen = Person.objects.visible_to(user).current().in_bulk(newest)
    return [seen[pk] for pk in newest if pk in seen][:most]
