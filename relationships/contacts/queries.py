"""Reading people over more than one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.name_search import closeness, holds_words, resembling
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import Person, PersonAlias, Position
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named

NOBODY = 0
"""No row has this id."""
CHUNKS = (100, 1_000, 10_000, 100_000)
"""Candidates looked at in one go: the gate is asked for the best ones only, and for more only if it turns them away."""

# What lists show. Written out and prepared: the ORM takes ten times as long to ask as PostgreSQL takes to answer.
_POSITION = Columns(
    Position, "p", "id", "public_id", "person_id", "client_id", "title", "buying_role", "started_on", "ended_on"
)
_CLIENT = Columns(Client, "c", "id", "public_id", "name", "owner_id")
_HIDDEN, _READER = named(HIDDEN_CLIENTS, [0, 0], prefix="reader")
_HELD = Prepared(
    "contacts_positions_held",
    f"""SELECT {_POSITION}, {_CLIENT}
    FROM contacts_position p JOIN clients_client c ON c.id = p.client_id
    WHERE p.person_id = ANY(%(people)s) AND p.archived_at IS NULL AND p.ended_on IS NULL
      AND p.client_id <> ALL (ARRAY({_HIDDEN}))
    ORDER BY c.name_search, p.id""",  # noqa: S608 - constants only
)


def find_people(user: User, text: str, *, most: int) -> list[Person]:
    """Up to `most` visible, current people whose name, or else another name, holds every word of `text`, best first."""
    rows = _named(text).annotate(rank=closeness(text)).order_by("rank", "name_search", "id")
    found = seen_first(user, rows, most)
    if len(found) < most:
        by_alias = Person.objects.visible_to(user).current().filter(pk__in=known_as(text))
        others = by_alias.exclude(pk__in=[person.pk for person in found]).order_by("name_search", "id")
        found += others[: most - len(found)]
    return found


def known_as(text: str) -> QuerySet[PersonAlias, Any]:
    """Ids of the people one of whose other names holds every word of `text`; the gate is the caller's."""
    return PersonAlias.objects.filter(holds_words(text), archived_at__isnull=True).values("person_id")


def resembling_people(user: User, text: str, *, most: int) -> list[Person]:
    """Up to `most` visible, current people with a name like `text`, the likest first; `alike` says how much (0-1)."""
    rows = Person.objects.unscoped(reason="candidates; the gate is asked for the likest").current()
    likest: Any = resembling(rows, text)
    found: list[Any] = []
    for chunk in _chunks(likest.values_list("id", "alike")):
        seen: dict[int, Any] = Person.objects.visible_to(user).in_bulk([pk for pk, _ in chunk] or [NOBODY])
        for pk, alike in chunk:
            if pk in seen:
                seen[pk].alike = alike
                found.append(seen[pk])
        if len(found) >= most:
            break
    return found[:most]


def seen_first(user: User, candidates: QuerySet[Person], most: int) -> list[Person]:
    """The first `most` of the ordered `candidates` that `user` may see.

    Asking the gate about every match first would cost a look at its positions each: 30 times as long at 300,000 people.
    """
    found: list[Person] = []
    for ids in _chunks(candidates.values_list("id", flat=True)):
        seen = Person.objects.visible_to(user).in_bulk(ids or [NOBODY])
        found += [seen[pk] for pk in ids if pk in seen]
        if len(found) >= most:
            break
    return found[:most]


def _named(text: str) -> QuerySet[Person]:
    rows = Person.objects.unscoped(reason="candidates; `seen_first` asks the gate").current()
    return rows.filter(holds_words(text))


def _chunks(candidates: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    start = 0
    for size in CHUNKS:
        chunk = list(candidates[start : start + size])
        # The gate is asked about nobody too: else the time would tell who is hidden from who is not there.
        if chunk or not start:
            yield chunk
        if len(chunk) < size:
            return
        start += size


def current_positions_of(user: User, person_ids: Iterable[int]) -> dict[int, list[Position]]:
    """Visible current positions by person, by their clients' names; what `_POSITION` and `_CLIENT` name is read."""
    held: dict[int, list[Position]] = defaultdict(list)
    if not can(user, Capability.SEE_CLIENTS):
        return held
    for row in _HELD.rows({"people": list(person_ids), **dict.fromkeys(_READER, user.pk)}):
        post, at, _ = cut(row, _POSITION, _CLIENT)
        position = _POSITION.record(post)
        position.client = _CLIENT.record(at)
        held[position.person_id].append(position)
    return held
