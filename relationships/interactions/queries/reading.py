"""Who and what a log line means: its names found, the page's people and clients filled in where it names none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.queries.matching import Vicinity, match_clients, words_of
from relationships.interactions.queries.naming import (
    NOBODY,
    Choice,
    Naming,
    Sort,
    client_choice,
    could_be_a_name,
    current_positions,
    name_client,
    name_person,
    positions_on,
)
from relationships.interactions.quick_line import Line, Mention
from relationships.interactions.quick_line_text import is_address
from relationships.interactions.quick_line_words import fold
from relationships.interactions.touch import NewPerson

MOST_NAMES = 12


@dataclass(frozen=True)
class Asked:
    """What is asked beside the line: the page's people and clients, which fill in where nobody is named; people taken
    by a tap; names from fields; choices already made (folded name to key); and the day it is about."""

    vicinity: Vicinity
    on: dt.date
    people: Sequence[Person] = ()
    clients: Sequence[Client] = ()
    taken: Sequence[Person] = ()
    more_people: Sequence[str] = ()
    more_clients: Sequence[str] = ()
    who: Mapping[str, str] = field(default_factory=dict)
    which: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """The names of a line, found. `about` gathers what turned out to be no name."""

    line: Line
    people: tuple[Naming, ...]
    clients: tuple[Naming, ...]
    about: str

    @property
    def open(self) -> list[Naming]:
        return [naming for naming in (*self.people, *self.clients) if naming.is_open]

    def chosen(self, sort: Sort) -> list[Choice]:
        """The people, colleagues or clients that are meant, each once, in the order of the line."""
        found = [naming.chosen for naming in (*self.people, *self.clients) if naming.chosen]
        return list({choice.pk: choice for choice in found if choice.sort is sort}.values())

    @property
    def new_people(self) -> list[NewPerson]:
        new = [naming for naming in self.people if naming.chosen and naming.chosen.sort is Sort.NEW]
        return [NewPerson(each.chosen.name, _address(each.mention)) for each in new if each.chosen]


def read_names(line: Line, asked: Asked) -> Reading:
    """Find everybody whom the line and the fields beside it name."""
    clients, people_mentions, notes = _clients(line, asked)
    at = [choice.pk for naming in clients if naming.known for choice in naming.records]
    many = [naming.mention for naming in clients if naming.is_open and naming.known]
    people: list[Naming] = []
    for mention in [*people_mentions, *asked.more_people][:MOST_NAMES]:
        naming = name_person(mention, asked.vicinity, asked.who, at=at, called=many)
        if mention in people_mentions and _is_a_note(naming, line, asked):
            notes.append(mention)
        else:
            people.append(naming)
    given = asked.taken if people or asked.taken else asked.people
    # Nobody is asked about somebody tapped, so nothing tells their post.
    sure = [Choice(Sort.PERSON, each.public_id, each.name, pk=each.pk) for each in given]
    people += [Naming(each.name, (each, NOBODY), each) for each in sure]
    clients = _narrowed(clients, people, asked) or _presumed(people, asked)
    return Reading(line, tuple(people), tuple(clients), ", ".join(filter(None, [line.about, *notes])))


def _clients(line: Line, asked: Asked) -> tuple[list[Naming], list[str], list[str]]:
    """The clients named, the people named, and what came after `at` but is only a place."""
    people, notes = [mention.text for mention in line.people], []
    clients: list[Naming] = []
    for mention in line.clients:
        text, rest = _as_far_as_known(mention, asked.vicinity)
        naming = name_client(text, asked.vicinity, asked.which, surely=not mention.phrase)
        if mention.phrase and not naming.known:
            notes.append(mention.phrase)
            continue
        clients.append(naming)
        people += [rest] if rest else []
    clients += [name_client(name, asked.vicinity, asked.which) for name in asked.more_clients]
    return clients, people, notes


def _as_far_as_known(mention: Mention, vicinity: Vicinity) -> tuple[str, str]:
    """`@nov ana`: the client is as many words as a client has, the rest is a person."""
    words = mention.text.split()
    for count in range(len(words), 1, -1):
        if match_clients(" ".join(words[:count]), vicinity):
            return " ".join(words[:count]), " ".join(words[count:])
    known = len(words) > 1 and match_clients(words[0], vicinity)
    return (words[0], " ".join(words[1:])) if known else (mention.text, "")


def _is_a_note(naming: Naming, line: Line, asked: Asked) -> bool:
    """Nobody is called so, and it does not look like somebody new either: on a page, words alone are a note."""
    if naming.records or fold(naming.mention) in asked.who:
        return False
    on_a_page = bool(asked.people or asked.clients)
    return not could_be_a_name(naming.mention) or (on_a_page and not line.kind and not line.clients)


def _narrowed(clients: list[Naming], people: list[Naming], asked: Asked) -> list[Naming]:
    """Of several clients that fit `@nov`, the one where the people of the line are."""
    if not any(naming.is_open for naming in clients):
        return clients
    ids = [naming.chosen.pk for naming in people if naming.chosen and naming.chosen.sort is Sort.PERSON]
    held = current_positions(asked.vicinity.user, ids)
    theirs = {position.client_id for position in held}

    def narrow(naming: Naming) -> Naming:
        fits = [choice for choice in naming.records if choice.pk in theirs] or [
            client_choice(client)
            for client in {each.client_id: each.client for each in held}.values()
            if _is_called(client.name, naming.mention)
        ]
        return replace(naming, chosen=fits[0]) if naming.is_open and len(fits) == 1 else naming

    return [narrow(naming) for naming in clients]


def _is_called(name: str, mention: str) -> bool:
    """Whether the words of `mention` begin words of `name`, in their order."""
    # Each word of the name is looked at once: a pattern would try every way to leave some out.
    words = iter(re.findall(r"\w+", fold(name)))
    return all(any(word.startswith(letters) for word in words) for letters in fold(words_of(mention)).split())


def _presumed(people: list[Naming], asked: Asked) -> list[Naming]:
    """Without a client named: the page's, else where each person worked on that day (the newest post first)."""
    if asked.clients:
        return [Naming(each.name, (each, NOBODY), each) for each in map(client_choice, asked.clients)]
    known = {each.chosen.pk: each.chosen for each in people if each.chosen and each.chosen.sort is Sort.PERSON}
    positions = positions_on(asked.vicinity.user, known, asked.on)
    found: list[Naming] = []
    for person_id, held in groupby(sorted(positions, key=lambda each: each.person_id), lambda each: each.person_id):
        choices = list({each.client_id: client_choice(each.client) for each in held}.values())
        mention = known[person_id].name
        picked = next((choice for choice in choices if choice.key == asked.which.get(fold(mention))), choices[0])
        found.append(Naming(mention, (*choices, NOBODY), picked))
    return found


def _address(mention: str) -> str:
    return mention.lower() if is_address(mention) else ""
