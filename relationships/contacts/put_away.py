"""What was put away about a person, so that it can be brought back long after the undo strip has gone."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from accounts.models import User
from relationships.clients.put_away import MOST, PutAway
from relationships.contacts.models import ContactPoint, OutsidePost, Person, PersonAlias, Position


def put_away_of(user: User, person: Person, *, kept: Collection[str] = ()) -> list[PutAway]:
    """The last names, addresses and positions that were archived, newest first; none at clients hidden from `user`.

    `kept`: what the person keeps to themselves, of "email", "phone" and "job".
    """
    gone = {"person": person, "archived_at__isnull": False}
    positions = Position.objects.visible_to(user).filter(**gone).select_related("client")
    outside, points = OutsidePost.objects.filter(**gone), ContactPoint.objects.filter(**gone).exclude(kind__in=kept)
    if "job" in kept:
        positions, outside = positions.none(), outside.none()
    rows = [
        *(
            ("restore_position", f"{each.title or 'A position'}, {each.client.name}", each)
            for each in positions.order_by("-archived_at")[:MOST]
        ),
        *(
            ("restore_outside_post", f"{each.title or 'A position'}, {each.employer}", each)
            for each in outside.order_by("-archived_at")[:MOST]
        ),
        *(
            ("restore_person_alias", f"Also called {each.name}", each)
            for each in PersonAlias.objects.filter(**gone).order_by("-archived_at")[:MOST]
        ),
        *(("restore_contact_point", each.value, each) for each in points.order_by("-archived_at")[:MOST]),
    ]
    found = [
        PutAway(text, each.archived_at, reverse(name, args=[person.public_id, each.public_id]))
        for name, text, each in rows
        if each.archived_at is not None
    ]
    return sorted(found, key=lambda row: row.at, reverse=True)[:MOST]
