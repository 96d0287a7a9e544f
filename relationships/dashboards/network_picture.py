"""The picture of a network, and the same as a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.contacts.queries import current_positions_of
from relationships.foundation.display.grade import tie_bars
from relationships.foundation.drawing.rings_of_ties import Node, Tied, rings_of_ties
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.rights import logs_for
from relationships.network.picture_queries import KnownCircle, circle_of
from relationships.scoring.health_policy import policy_of


@dataclass(frozen=True)
class InPicture:
    """One of theirs: where they are, and who of us knows them, best first."""

    person: Person
    place: str
    known_by: list[tuple[str, float]]


@dataclass(frozen=True)
class NetworkPicture:
    """Context of dashboards/network_picture.html."""

    of: User
    client: Client | None
    rows: list[InPicture]
    colleagues: int
    picture: SafeString

    @property
    def ties(self) -> int:
        return sum(len(row.known_by) for row in self.rows)


def network_picture(user: User, client: Client | None) -> NetworkPicture:
    """Around a visible client, or around `user` (whom they log for)."""
    of = logs_for(user)
    circle = circle_of(user, of, client, rules=policy_of(firm_day()).rules.tie)
    people = Person.objects.visible_to(user).in_bulk(circle.people)
    held = current_positions_of(user, circle.people) if people else {}
    places = {pk: held[pk][0].client.name if held.get(pk) else "" for pk in people}
    names = dict(circle.colleagues)
    known: dict[int, list[tuple[str, float]]] = {pk: [] for pk in people}
    for (colleague_id, person_id), strength in sorted(circle.strengths.items(), key=lambda each: (-each[1], each[0])):
        if person_id in known:
            known[person_id].append((names[colleague_id], strength))
    rows = [InPicture(people[pk], places[pk], known[pk]) for pk in circle.people if pk in people]
    return NetworkPicture(of, client, rows, len(names), _drawn(circle, people, places))


def _drawn(circle: KnownCircle, people: dict[int, Person], places: dict[int, str]) -> SafeString:
    ours = [Node(pk, name) for pk, name in circle.colleagues]
    theirs = [
        Node(pk, people[pk].name, reverse("person_detail", args=[people[pk].public_id]), places[pk])
        for pk in circle.people
        if pk in people
    ]
    ties = [
        Tied(pk, person, tie_bars(strength)) for (pk, person), strength in circle.strengths.items() if person in people
    ]
    return rings_of_ties(ours, theirs, ties)
