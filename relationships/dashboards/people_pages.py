"""People as their list and their page show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.kept_back import keeping
from relationships.alumni.models import Alumnus
from relationships.contacts.models import ContactPoint, OutsidePost, Person, PersonAlias, Position
from relationships.dashboards.alumni_rows import what_they_were
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
    aliases: list[PersonAlias]
    outside: list[OutsidePost]
    alumnus: Alumnus | None
    may_edit_alumni: bool
    may_erase: bool

    @property
    def was(self) -> str:
        """What they were here, if they once worked here."""
        return what_they_were(self.alumnus) if self.alumnus else ""

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"person={self.person.public_id}"


def person_page(user: User, person: Person) -> PersonPage:
    """Everything about a visible person that `user` may know of."""
    positions = Position.objects.visible_to(user).filter(person=person, archived_at__isnull=True)
    positions = positions.exclude(person__in=keeping("job_for"))
    held = list(positions.select_related("client").order_by("-started_on", "id"))
    outside = OutsidePost.objects.filter(person=person, archived_at__isnull=True)
    outside = outside.exclude(person__in=keeping("job_for"))
    known = Alumnus.objects.visible_to(user).filter(archived_at__isnull=True, opted_out_on__isnull=True)
    strengths, names = strongest_ties(user, [person.pk])
    ties = [TieWithUs(names[who], strength) for who, strength in strengths.get(person.pk, {}).items()]
    return PersonPage(
        person=person,
        current=[position for position in held if position.ended_on is None],
        former=[position for position in held if position.ended_on is not None],
        reach=reach_of([person.pk]).get(person.pk, []),
        ties=sorted(ties, key=lambda tie: (-tie.strength, tie.name)),
        may_edit=can(user, Capability.EDIT_PEOPLE),
        aliases=list(PersonAlias.objects.filter(person=person, archived_at__isnull=True).order_by("name_search", "id")),
        outside=list(
            outside.order_by(F("ended_on").desc(nulls_first=True), F("started_on").desc(nulls_last=True), "id")
        ),
        alumnus=known.select_related("office", "practice").filter(person=person).first(),
        may_edit_alumni=can(user, Capability.EDIT_ALUMNI),
        may_erase=can(user, Capability.ERASE_PEOPLE),
    )
