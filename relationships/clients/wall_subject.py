"""What a wall stands around: its client, or one piece of the client's work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Wall


@dataclass(frozen=True)
class Subject:
    """`name` as sentences say it, the `address` of its page, and who looks after it or leads it."""

    name: str
    address: str
    keeper: User | None


@dataclass(frozen=True)
class Place:
    """What a wall stands around, as a link."""

    name: str
    address: str


class AroundWork:
    """Work has its own floor, which answers for it; set once, when the apps are ready (`engagements.apps`)."""

    places: Callable[[Collection[int]], dict[int, Place]] = staticmethod(lambda walls: {})
    """By the id of a wall: its work."""
    subject: Callable[[Wall], Subject | None] = staticmethod(lambda wall: None)
    walls: Callable[[str, User], list[Wall]] = staticmethod(lambda name, outsider: [])
    """The standing walls that hide work of exactly this name, at clients in sight, from an outsider."""


def subject_of(wall: Wall) -> Subject:
    """What `wall` stands around."""
    work = AroundWork.subject(wall) if wall.around_work else None
    client = wall.client
    return work or Subject(client.name, reverse("client_detail", args=[client.public_id]), client.owner)


def places_of(walls: Iterable[Wall]) -> dict[int, Place]:
    """What each of the walls stands around, by its id. Their clients are read already."""
    known = list(walls)
    work = AroundWork.places([wall.pk for wall in known if wall.around_work])
    return {wall.pk: work.get(wall.pk) or _client(wall) for wall in known}


def name_of(wall: Wall) -> str:
    """What `wall` stands around."""
    return places_of([wall])[wall.pk].name


def _client(wall: Wall) -> Place:
    return Place(wall.client.name, reverse("client_detail", args=[wall.client.public_id]))
