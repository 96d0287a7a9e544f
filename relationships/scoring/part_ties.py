"""The ties behind the parts of a score that speak of people: who holds which seat, and who of us knows whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from relationships.clients.models import Client, Dispute
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import FirmDay
from relationships.network.tie_rules import LIVING
from relationships.scoring.health_evidence import SEAT_NAMES
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.quickest_way import Situation
from relationships.scoring.situation import load_situation


@dataclass(frozen=True)
class TieBehind:
    """One tie at the client: `strength` 0-100; `seats` in words that the person holds; `declared` by its holder."""

    person: Person
    colleague: User
    strength: float
    seats: str
    declared: bool

    @property
    def is_living(self) -> bool:
        return self.strength >= LIVING


@dataclass(frozen=True)
class Seat:
    """A seat that somebody known holds: the best tie to it, as it counts (`strength` ÷ `full`, at most 1)."""

    name: str
    holders: list[Person]
    strength: float
    full: float

    @property
    def value(self) -> float:
        return min(1.0, self.strength / self.full)


@dataclass(frozen=True)
class TiesBehind:
    """Ties by person, then by strength; never by colleague. `hidden`: of people whom the reader may not know."""

    ties: list[TieBehind]
    seats: list[Seat]
    strangers: list[Person]
    hidden: int


def ties_behind(user: User, client: Client, day: FirmDay, inputs: HealthInputs, rules: HealthRules) -> TiesBehind:
    """Every tie at a visible client as of the end of `day`, worked out from its touchpoints; people whom nobody knows."""
    situation, _ = load_situation(day, inputs, client.pk, rules)
    held = {person for people in situation.seats.values() for person in people}
    known = {person for person, _ in situation.ties}
    people = Person.objects.visible_to(user).in_bulk(sorted(known | held))
    ours = User.objects.select_related("practice").in_bulk({colleague for _, colleague in situation.ties})
    seats = _seats_of(situation)
    ties = [
        TieBehind(people[person], ours[colleague], strength, seats.get(person, ""), (person, colleague) in declared)
        for declared in [set(situation.declared)]
        for (person, colleague), strength in situation.ties.items()
        if person in people
    ]
    ties.sort(key=lambda tie: (tie.person.name, tie.person.pk, -tie.strength, tie.colleague.name))
    strangers = sorted((people[pk] for pk in held - known if pk in people), key=lambda person: person.name)
    return TiesBehind(ties, _seats(situation, people, inputs, rules), strangers, len((known | held) - people.keys()))


def gone_deciders(user: User, client: Client, day: date) -> list[Position]:
    """Posts of decision makers at a visible client that ended by `day`, the last first."""
    rows = Position.objects.visible_to(user).filter(client=client, archived_at__isnull=True)
    ended = rows.filter(buying_role="decision_maker", ended_on__lte=day).select_related("person")
    seen = Person.objects.visible_to(user).in_bulk([row.person_id for row in ended])
    return [row for row in ended.order_by("-ended_on", "pk") if row.person_id in seen][:5]


def disputes(user: User, client: Client, day: date) -> list[Dispute]:
    """Those with a visible client that are open at the end of `day`, the oldest first."""
    rows = Dispute.objects.visible_to(user).current().filter(client=client, opened_on__lte=day)
    return list(rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day)).order_by("opened_on", "pk")[:20])


def _seats_of(situation: Situation) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for role, people in situation.seats.items():
        for person in people:
            if role in SEAT_NAMES:
                found.setdefault(person, []).append(SEAT_NAMES[role])
    return {person: ", ".join(names) for person, names in found.items()}


def _seats(situation: Situation, people: Mapping[int, Person], inputs: HealthInputs, rules: HealthRules) -> list[Seat]:
    found = []
    for role, name in SEAT_NAMES.items():
        strength = getattr(inputs, role)
        if strength is not None:
            holders = [people[pk] for pk in sorted(situation.seats.get(role, ())) if pk in people]
            found.append(Seat(name, holders, strength, rules.full_seat))
    return found
