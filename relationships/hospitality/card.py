"""What a person sees of themselves on the mutual card, and whom of us. Nothing of walled clients, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.models import User
from relationships.clients.models import TeamMember
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.foundation.secret_address import digest_of
from relationships.hospitality.guest_queries import Chapter, FactLine, chapters
from relationships.hospitality.models import CardLink, GuestFact

SYSTEM = "shown to the person it is about, without anything of walled clients"


@dataclass(frozen=True)
class Face:
    """One of us, and what they are to the person's employer."""

    name: str
    roles: list[str]


@dataclass(frozen=True)
class OwnCard:
    """Context of hospitality/own_card.html and of the preview on hospitality/mutual_card.html."""

    person: Person
    posts: list[Position]
    reach: list[ContactPoint]
    chapters: list[Chapter]
    faces: list[Face]

    @property
    def facts(self) -> Iterable[GuestFact]:
        return (line.fact for chapter in self.chapters for line in chapter.lines)


def link_of(token: str, now: datetime) -> CardLink | None:
    """The card that this token opens: neither revoked nor run out, of somebody who is not archived."""
    rows = CardLink.objects.unscoped(reason="whoever holds the address is the one it was made for")
    found = rows.filter(digest=digest_of(token), archived_at__isnull=True, expires_at__gt=now)
    return found.filter(person__archived_at__isnull=True).select_related("person").first()


def own_card(person: Person, today: date, *, reader: User | None = None) -> OwnCard:
    """What the person themselves may see today: only what is marked for it and still believed.

    With a `reader` of ours, of that only what they may know of, too.
    """
    held = Position.objects.unscoped(reason=SYSTEM).current().filter(person=person)
    facts = GuestFact.objects.unscoped(reason=SYSTEM).believed(today).filter(person=person, shared=True)
    if reader is not None:
        held = held.filter(pk__in=Position.objects.visible_to(reader).values("pk"))
        facts = facts.filter(pk__in=GuestFact.objects.visible_to(reader).values("pk"))
    posts = list(held.exclude(client__in=_walled()).select_related("client__owner").order_by("-started_on", "id"))
    facts = facts.exclude(client__in=_walled()).order_by("-confirmed_on", "-id")
    reach = ContactPoint.objects.filter(person=person, archived_at__isnull=True).exclude(kind=ContactPoint.Kind.LINK)
    return OwnCard(
        person=person,
        posts=posts,
        reach=list(reach.order_by("kind", "-is_primary", "id")),
        chapters=chapters(FactLine(fact, today) for fact in facts),
        faces=_faces(posts),
    )


def _walled() -> RawSQL:
    """Every client behind a standing wall: nobody with the id 0 is inside of one."""
    return RawSQL(HIDDEN_CLIENTS, [0, 0])  # noqa: S611 - a constant with parameters


def _faces(posts: list[Position]) -> list[Face]:
    """Who looks after these clients, with their parts, those who lead first."""
    faces: dict[str, Face] = {}
    owners = [post.client.owner for post in posts if post.client.owner and post.client.owner.left_on is None]
    parts = [(owner, "Looks after you") for owner in owners if owner.is_active]
    here = Q(archived_at__isnull=True, colleague__is_active=True, colleague__left_on__isnull=True)
    team = TeamMember.objects.filter(here, client__in=[post.client_id for post in posts]).select_related("colleague")
    ranks = list(TeamMember.TeamRole.values)
    known = sorted(team, key=lambda each: (ranks.index(each.role), each.pk))
    for one, part in [*parts, *((member.colleague, member.get_role_display()) for member in known)]:
        face = faces.setdefault(one.public_id, Face(one.name, []))
        if part not in face.roles:
            face.roles.append(part)
    return list(faces.values())
