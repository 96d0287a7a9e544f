"""A name as typed, with the records that may be meant and the one that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.queries import resembling_clients
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.alike import people_alike
from relationships.contacts.models import Person, Position
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named
from relationships.interactions.queries.matching import (
    Vicinity,
    match_address,
    match_clients,
    match_colleagues,
    match_people,
    match_people_at,
    match_people_at_called,
    words_of,
)
from relationships.interactions.quick_line_text import is_address
from relationships.interactions.quick_line_words import fold

_HIDDEN, _READER = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_POSITION = Columns(Position, "q", "id", "person_id", "client_id", "title", "started_on", "ended_on")
_CLIENT = Columns(Client, "c", "id", "public_id", "name", "industry")
_POSTS = Prepared(
    "interactions_posts",
    f"""SELECT {_POSITION}, {_CLIENT} FROM contacts_position q JOIN clients_client c ON c.id = q.client_id
    WHERE q.person_id = ANY (%(people)s::bigint[]) AND q.archived_at IS NULL AND c.archived_at IS NULL
      AND q.client_id <> ALL (ARRAY({_HIDDEN}))""",  # noqa: S608 - constants only
)

MOST_RECORDS = 7  # with "somebody new" and "leave out" there are nine: as many as digit keys
MOST_NEARLY = 3

LONGEST_NAME = 200


class Sort(StrEnum):
    """What a choice is."""

    PERSON = "person"
    COLLEAGUE = "colleague"
    CLIENT = "client"
    NEW = "new"
    NOBODY = "none"


@dataclass(frozen=True)
class Choice:
    """One way to understand a name. `key` is what a form sends back; `pk` is never shown."""

    sort: Sort
    key: str
    name: str
    detail: str = ""
    pk: int = 0


@dataclass(frozen=True)
class Naming:
    """A name as typed. `chosen` is None when several fit and nobody has chosen yet; `known`: some are called so."""

    mention: str
    choices: tuple[Choice, ...]
    chosen: Choice | None
    known: bool = True

    @property
    def records(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.pk]

    @property
    def is_open(self) -> bool:
        """Somebody has to choose before this can be saved."""
        return self.chosen is None

    @property
    def worth_asking(self) -> bool:
        """Open, or unknown and about to become somebody new: shown with its choices."""
        return self.chosen is None or self.chosen.sort is Sort.NEW


Picks = Mapping[str, str]
"""Folded mention to the key of the choice that somebody made."""

NOBODY = Choice(Sort.NOBODY, "none", "Leave out")


def name_person(
    mention: str, vicinity: Vicinity, picks: Picks, *, at: Sequence[int] = (), called: Sequence[str] = ()
) -> Naming:
    """Who `mention` is, among people the user may see, then among colleagues, else somebody new.

    `at`: the line named these clients, so only their people are taken without asking, or a full name.
    `called`: what was written of a client that fits several, of which the nearest are in `at`.
    """
    if is_address(mention):
        people, elsewhere = match_address(mention, vicinity), []
    elif at:
        people = match_people_at(mention, at, vicinity)
        for each in called if not people else ():
            people = people or match_people_at_called(mention, each, vicinity)
        elsewhere = [] if people else match_people(mention, vicinity)
    else:
        people, elsewhere = match_people(mention, vicinity), []
    colleagues = [] if len(people) == 1 else match_colleagues(mention)[:3]
    found = [
        *person_choices(vicinity.user, [*people, *elsewhere][: MOST_RECORDS - len(colleagues)]),
        *map(colleague_choice, colleagues),
    ]
    only = found[0] if len(found) == 1 and (people or _is_full_name(mention, elsewhere) or not elsewhere) else None
    new = [Choice(Sort.NEW, "new", proper_name(mention))] if _addable(mention) else []
    unknown = new[0] if new and not found else None
    near = _called_nearly(mention, vicinity.user) if unknown else []
    naming = Naming(mention, (*near, *found, *new, NOBODY), only or unknown, known=bool(found))
    return _as_picked(naming, picks, partial(_person_by_key, vicinity.user))


def _called_nearly(mention: str, user: User) -> list[Choice]:
    """Who may be meant by a name that nobody has, before somebody new is made of it."""
    return person_choices(user, [each.person for each in people_alike(user, name=proper_name(mention))][:MOST_NEARLY])


def name_client(mention: str, vicinity: Vicinity, picks: Picks, *, surely: bool = True) -> Naming:
    """Which client `mention` is; with no match, those with a similar name are offered, if a client is `surely` meant."""
    clients = match_clients(mention, vicinity)
    near = clients or (resembling_clients(vicinity.user, mention, most=5) if surely else [])
    found = [client_choice(client) for client in near[: MOST_RECORDS + 1]]
    only = found[0] if len(clients) == 1 else None
    naming = Naming(mention, (*found, NOBODY), only, known=bool(clients))
    return _as_picked(naming, picks, partial(_client_by_key, vicinity.user))


def name_colleague(mention: str, picks: Picks) -> Naming:
    """Which colleague `mention` is."""
    found = [colleague_choice(each) for each in match_colleagues(mention)[:MOST_RECORDS]]
    naming = Naming(mention, (*found, NOBODY), found[0] if len(found) == 1 else None, known=bool(found))
    return _as_picked(naming, picks, _colleague_by_key)


def person_choices(user: User, people: Sequence[Person]) -> list[Choice]:
    """The people as choices, each with the post they hold where this user may know of it. One query."""
    posts: dict[int, str] = {}
    for position in current_positions(user, [person.pk for person in people]):
        posts.setdefault(position.person_id, ", ".join(filter(None, [position.title, position.client.name])))
    return [Choice(Sort.PERSON, each.public_id, each.name, posts.get(each.pk, ""), each.pk) for each in people]


def client_choice(client: Client) -> Choice:
    """The client as a choice."""
    return Choice(Sort.CLIENT, client.public_id, client.name, client.industry, client.pk)


def colleague_choice(colleague: User) -> Choice:
    """The colleague as a choice."""
    return Choice(Sort.COLLEAGUE, colleague.public_id, colleague.name, "colleague", colleague.pk)


def current_positions(user: User, person_ids: Iterable[int]) -> list[Position]:
    """The posts these people hold at clients that this user may see, the newest first."""
    return [position for position in _positions(user, person_ids) if position.ended_on is None]


def positions_on(user: User, person_ids: Iterable[int], day: dt.date) -> list[Position]:
    """The posts they held on `day`; whoever held none then: the ones they hold now. The newest first."""
    positions = _positions(user, person_ids)
    then = [each for each in positions if (each.started_on or day) <= day and day < (each.ended_on or dt.date.max)]
    found = {position.person_id for position in then}
    return then + [each for each in positions if each.ended_on is None and each.person_id not in found]


def _positions(user: User, person_ids: Iterable[int]) -> list[Position]:
    asked = list(person_ids)
    if not asked or not can(user, Capability.SEE_CLIENTS):
        return []
    held = []
    for row in _POSTS.rows({"people": asked, **dict.fromkeys(_READER, user.pk)}):
        of_position, of_client, _ = cut(row, _POSITION, _CLIENT)
        position = _POSITION.record(of_position)
        position.client = _CLIENT.record(of_client)
        held.append(position)
    return sorted(held, key=lambda each: (each.started_on or dt.date.min, each.pk), reverse=True)


def proper_name(mention: str) -> str:
    """`nobody known` as a name: Nobody Known; of an address what stands before the @."""
    name = mention.split("@")[0].replace(".", " ").replace("_", " ") if is_address(mention) else mention
    return name.title() if name == name.lower() else name


def could_be_a_name(mention: str) -> bool:
    """At most four words, no digits: "Nobody Known", but not "Board paper is late again"."""
    short = len(mention.split()) <= 4 and not any(sign.isdecimal() for sign in mention)
    return _addable(mention) and (short or is_address(mention))


def _is_full_name(mention: str, people: Sequence[Person]) -> bool:
    """One person, called exactly so: taken although the line names another client than theirs."""
    words = words_of(fold(mention))
    return " " in words and [words_of(person.name_search) for person in people] == [words]


def _addable(mention: str) -> bool:
    return len(mention) <= LONGEST_NAME and any(sign.isalpha() for sign in mention)


def _as_picked(naming: Naming, picks: Picks, by_key: Callable[[str], Choice | None]) -> Naming:
    key = picks.get(fold(naming.mention))
    chosen = next((choice for choice in naming.choices if choice.key == key), None)
    if chosen or not key:
        return replace(naming, chosen=chosen or naming.chosen)
    # Chosen from another circle, or under a name that the record no longer has.
    known = by_key(key)
    return replace(naming, choices=(known, *naming.choices), chosen=known) if known else naming


def _person_by_key(user: User, key: str) -> Choice | None:
    if person := Person.objects.visible_to(user).filter(public_id=key).first():
        return person_choices(user, [person])[0]
    return _colleague_by_key(key)


def _colleague_by_key(key: str) -> Choice | None:
    colleague = User.objects.filter(public_id=key).first()
    return colleague_choice(colleague) if colleague else None


def _client_by_key(user: User, key: str) -> Choice | None:
    client = Client.objects.visible_to(user).filter(public_id=key).first()
    return client_choice(client) if client else None
