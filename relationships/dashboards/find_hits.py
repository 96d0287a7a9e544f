"""One line of what was found: a name, what to tell it apart by, and where it leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from relationships.alumni.kept_back import keeping
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.contacts.queries import current_positions_of
from relationships.dashboards.find_alumni import alumnus_address
from relationships.dashboards.shelf import Pinned
from relationships.engagements.models import Engagement


@dataclass(frozen=True)
class Hit:
    """`kind` is one of client, person, alumnus, work, view."""

    kind: str
    name: str
    address: str
    note: str = ""


def client_hits(clients: Iterable[Client]) -> list[Hit]:
    """Clients with their industry."""
    return [
        Hit("client", client.name, reverse("client_detail", args=[client.public_id]), client.industry)
        for client in clients
    ]


def people_hits(user: User, people: Iterable[Person], *, alumni: Collection[int] = ()) -> list[Hit]:
    """People with one visible place where they are."""
    listed = list(people)
    ids = [person.pk for person in listed]
    held = current_positions_of(user, ids) if listed else {}
    kept = {row["person_id"] for row in keeping("job_for").filter(person__in=ids)} if listed else set()
    hits = []
    for person in listed:
        first = next(iter(held.get(person.pk, [])), None) if person.pk not in kept else None
        note = ", ".join(part for part in (first.title, first.client.name) if part) if first else ""
        if person.pk in alumni:
            hits.append(Hit("alumnus", person.name, alumnus_address(person), note))
        else:
            hits.append(Hit("person", person.name, reverse("person_detail", args=[person.public_id]), note))
    return hits


def work_hits(engagements: Iterable[Engagement]) -> list[Hit]:
    """Engagements with their client."""
    return [
        Hit("work", work.name, reverse("engagement_detail", args=[work.public_id]), work.client.name)
        for work in engagements
    ]


def pinned_hits(pins: Iterable[Pinned]) -> list[Hit]:
    """Pins as they stand in the navigation."""
    return [Hit(pin.kind, pin.name, pin.address) for pin in pins]
