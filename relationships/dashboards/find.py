"""Find anything: clients, people, alumni, work; every word held, accents and case aside, else what was perhaps meant."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from accounts.name_search import LIKELY, POSSIBLE, alike_from
from accounts.policy import Capability, can
from accounts.vocabulary import words
from relationships.clients.queries import find_clients, resembling_clients
from relationships.contacts.models import Person
from relationships.contacts.queries import find_people, resembling_people
from relationships.dashboards.find_alumni import alumni_among, find_alumni
from relationships.dashboards.find_hits import Hit, client_hits, people_hits, pinned_hits, work_hits
from relationships.dashboards.find_recent import recent_hits
from relationships.dashboards.shelf import Pinned
from relationships.engagements.queries import find_engagements

SHORTEST = 2
"""Characters from which it is searched."""
TITLES = {"clients": "Clients", "people": "People", "alumni": "Alumni", "work": "Work"}


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` is the address of the list with the same words, where there is one."""

    kind: str
    title: str
    hits: list[Hit]
    more: str = ""


@dataclass(frozen=True)
class Findings:
    """Context of dashboards/find.html. `meant`: nothing holds the words; these look like them."""

    text: str
    groups: list[Group] = field(default_factory=list)
    meant: bool = False
    problem: str = ""

    @property
    def count(self) -> int:
        """How many are shown."""
        return sum(len(group.hits) for group in self.groups)

    @property
    def searched(self) -> bool:
        """Whether there was enough to search for."""
        return len(self.text) >= SHORTEST


def find(user: User, text: str, *, most: int) -> Findings:
    """Up to `most` of each kind that `user` may see, the kind with the closest name first."""
    if len(text) < SHORTEST:
        return Findings(text)
    exact = Findings(text, _ranked(text, _exact(user, text, most)))
    if exact.count:
        return exact
    alike = [group for group in _alike(user, text, most) if group.hits]
    return Findings(text, alike, meant=True) if alike else exact


def at_hand(user: User, pins: list[Pinned], *, most: int) -> Findings:
    """What is offered before anything is typed: pins, then whom one talked to last."""
    pinned = Group("pinned", "Pinned", pinned_hits(pins[:most]))
    known = {hit.address for hit in pinned.hits}
    recent = [hit for hit in recent_hits(user, most=most) if hit.address not in known]
    groups = [pinned, Group("recent", "Recent", recent[:most])]
    return Findings("", [group for group in groups if group.hits])


def _exact(user: User, text: str, most: int) -> list[Group]:
    clients = client_hits(find_clients(user, text, most=most))
    people, alumni = _people_and_alumni(user, _people(user, text, most), find_alumni(user, text, most=most))
    work = work_hits(find_engagements(user, text, most=most))
    return [
        Group("clients", words()["Clients"], clients, "client_list" if len(clients) == most else ""),
        Group("people", TITLES["people"], people, "person_list" if len(people) == most else ""),
        Group("alumni", words()["Alumni"], alumni),
        Group("work", TITLES["work"], work),
    ]


def _alike(user: User, text: str, most: int) -> list[Group]:
    """What is likely meant; where nothing is, what is possibly meant."""
    with alike_from(POSSIBLE):
        persons = resembling_people(user, text, most=most) if can(user, Capability.SEE_PEOPLE) else []
        clients = resembling_clients(user, text, most=most)
    found: list[list[Any]] = [persons, clients]
    if any(record.alike >= LIKELY for kind in found for record in kind):
        persons, clients = ([record for record in kind if record.alike >= LIKELY] for kind in found)
    people, alumni = _people_and_alumni(user, persons, alumni_among(user, persons))
    return [
        Group("clients", words()["Clients"], client_hits(clients)),
        Group("people", TITLES["people"], people),
        Group("alumni", words()["Alumni"], alumni),
    ]


def _people(user: User, text: str, most: int) -> list[Person]:
    return find_people(user, text, most=most) if can(user, Capability.SEE_PEOPLE) else []


def _people_and_alumni(user: User, people: list[Person], alumni: list[Person]) -> tuple[list[Hit], list[Hit]]:
    """Both as hits, each person once: who used to be one of us stands with the alumni."""
    ours = {person.pk for person in alumni}
    hits = people_hits(user, [*alumni, *(person for person in people if person.pk not in ours)], alumni=ours)
    return hits[len(alumni) :], hits[: len(alumni)]


def _ranked(text: str, groups: list[Group]) -> list[Group]:
    """Groups with something in them, the one whose first name is closest to `text` first."""
    return sorted((group for group in groups if group.hits), key=lambda group: _distance(text, group.hits[0].name))


def _distance(text: str, name: str) -> int:
    """0 when the name begins with `text`, 1 when a word of it does, else 2."""
    wanted, given = _folded(text), _folded(name)
    if given.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in given else 2


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
