"""Find anything: clients, people, work; every word held, accents and case aside, else what was perhaps meant."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.name_search import LIKELY, POSSIBLE, alike_from
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.clients.queries import find_clients, resembling_clients
from relationships.contacts.models import Person, Position
from relationships.contacts.queries import current_positions_of, find_people, resembling_people
from relationships.engagements.models import Engagement
from relationships.engagements.queries import find_engagements

SHORTEST = 2
"""Characters from which it is searched."""


@dataclass(frozen=True)
class FoundPerson:
    """A person with one place where they are."""

    person: Person
    position: Position | None


@dataclass(frozen=True)
class Findings:
    """Context of dashboards/find.html. `meant`: nothing holds the words; these look like them."""

    text: str
    clients: list[Client]
    people: list[FoundPerson]
    work: list[Engagement]
    meant: bool = False
    problem: str = ""

    @property
    def count(self) -> int:
        """How many are shown."""
        return len(self.clients) + len(self.people) + len(self.work)

    @property
    def searched(self) -> bool:
        """Whether there was enough to search for."""
        return len(self.text) >= SHORTEST


def find(user: User, text: str, *, most: int) -> Findings:
    """Up to `most` of each kind that `user` may see."""
    if len(text) < SHORTEST:
        return Findings(text, [], [], [])
    people = find_people(user, text, most=most) if can(user, Capability.SEE_PEOPLE) else []
    exact = Findings(
        text, find_clients(user, text, most=most), _placed(user, people), find_engagements(user, text, most=most)
    )
    if exact.count:
        return exact
    for similarity in (LIKELY, POSSIBLE):
        alike = _alike(user, text, most, similarity)
        if alike.count:
            return alike
    return exact


def _alike(user: User, text: str, most: int, similarity: float) -> Findings:
    with alike_from(similarity):
        clients = resembling_clients(user, text, most=most)
        people = resembling_people(user, text, most=most) if can(user, Capability.SEE_PEOPLE) else []
    return Findings(text, clients, _placed(user, people), [], meant=True)


def _placed(user: User, people: list[Person]) -> list[FoundPerson]:
    held = current_positions_of(user, [person.pk for person in people]) if people else {}
    return [FoundPerson(person, next(iter(held.get(person.pk, [])), None)) for person in people]
