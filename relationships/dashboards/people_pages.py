"""People as their list and their page show them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Capability, can
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.dashboards.client_people import reach_of
from relationships.dashboards.knows import strongest_ties


@dataclass(frozen=True)
class TieWithUs:
    """A colleague who knows the person, and how well (0-100)."""

    name: str
    strength: float


@dataclass(frozen=True)
class PersonPage:
    """Context of dashboards/person_detail.html."""

    person: Person
    current: list[Position]
    former: list[Position]
    reach: list[ContactPoint]
    ties: list[TieWithUs]
    may_edit: bool

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"person={self.person.public_id}"


def person_page(user: User, person: Person) -> PersonPage:
    """Everything about a visible person that `user` may know of."""
    positions = Position.objects.visible_to(user).filter(person=person, archived_at__isnull=True)
    held = list(positions.select_related("client").order_by("-started_on", "id"))
    strengths, names = strongest_ties(user, [person.pk])
    ties = [TieWithUs(names[who], strength) for who, strength in strengths.get(person.pk, {}).items()]
    return PersonPage(
        person=person,
        current=[position for position in held if position.ended_on is None],
        former=[position for position in held if position.ended_on is not None],
        reach=reach_of([person.pk]).get(person.pk, []),
        ties=sorted(ties, key=lambda tie: (-tie.strength, tie.name)),
        may_edit=can(user, Capability.EDIT_PEOPLE),
    )
