"""Who is meant by a few letters: people, clients and colleagues by the first letters of each word, accents folded.

Looked for in the order of nearness: a full name, on this page, among the twenty most recent, at my clients, in the
firm. The first of these circles that knows the letters answers. Nothing is ever found behind a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.columns import Columns
from relationships.interactions.queries import matching_sql
from relationships.interactions.queries.recent import Recent, recent

MOST_CHOICES = 9  # as many as there are digit keys
_MOST_WORDS = 6
_MOST_CANDIDATES = 200
_REACH = 2_500
"""As many who are called so are asked whose they are; beyond, one's own clients are walked through."""
_WALK = 2_000
"""Of one's own at most so many are walked through."""

_Named = TypeVar("_Named", Person, Client)


@dataclass(frozen=True)
class Vicinity:
    """From where a name is looked for: `user` asks, for `colleague` (the same, or whom an assistant supports);
    the page shows these people and clients. What was found once is remembered."""

    user: User
    colleague: User
    person_ids: tuple[int, ...] = ()
    client_ids: tuple[int, ...] = ()

    @cached_property
    def recent(self) -> Recent:
        """Whom and what the colleague's last touchpoints were about."""
        return recent(self.user, self.colleague)

    @cached_property
    def people(self) -> dict[str, list[Person]]:
        """Answers by name."""
        return {}

    @cached_property
    def clients(self) -> dict[str, list[Client]]:
        """Answers by name."""
        return {}


def match_people(name: str, vicinity: Vicinity) -> list[Person]:
    """The visible people of the nearest circle that knows `name`, at most ten, whole words first. One statement."""
    if not can(vicinity.user, Capability.SEE_PEOPLE) or not words_of(name):
        return []
    if name not in vicinity.people:
        rows = _rows(matching_sql.PEOPLE, name, vicinity, clients=vicinity.client_ids, recent=vicinity.recent.people)
        vicinity.people[name] = _nearest(rows, matching_sql.PERSON, name)
    return vicinity.people[name]


def match_people_at(name: str, client_ids: Sequence[int], vicinity: Vicinity) -> list[Person]:
    """The visible people called `name` with a current position at one of these clients. One statement."""
    if not can(vicinity.user, Capability.SEE_PEOPLE) or not words_of(name):
        return []
    rows = _rows(matching_sql.PEOPLE_AT, name, vicinity, clients=client_ids)
    return _nearest(rows, matching_sql.PERSON, name)


def match_people_at_called(name: str, called: str, vicinity: Vicinity) -> list[Person]:
    """The same at any of the clients whose names begin so, however far from here they are."""
    if not can(vicinity.user, Capability.SEE_PEOPLE) or not words_of(name) or not words_of(called):
        return []
    rows = _rows(matching_sql.PEOPLE_AT_CALLED, name, vicinity, called=words_of(called))
    return _nearest(rows, matching_sql.PERSON, name)


def match_address(address: str, vicinity: Vicinity) -> list[Person]:
    """The visible people who are reached at this e-mail address."""
    points = ContactPoint._base_manager.filter(kind="email", value=address.lower(), archived_at__isnull=True)
    return list(Person.objects.visible_to(vicinity.user).current().filter(pk__in=points.values("person_id")))


def match_clients(name: str, vicinity: Vicinity) -> list[Client]:
    """The visible clients of the nearest circle that knows `name` or an alias, at most ten, whole words first.
    One statement."""
    if not can(vicinity.user, Capability.SEE_CLIENTS) or not words_of(name):
        return []
    if name not in vicinity.clients:
        rows = _rows(matching_sql.CLIENTS, name, vicinity, clients=vicinity.client_ids, recent=vicinity.recent.clients)
        vicinity.clients[name] = _nearest(rows, matching_sql.CLIENT, name)
    return vicinity.clients[name]


def match_colleagues(name: str) -> list[User]:
    """Colleagues called `name` or with this address: those of the firm now, else those who left."""
    known = User.objects.filter(archived_at__isnull=True).order_by("name_search", "pk")
    if "@" in name:
        return list(known.filter(email=name.strip().lower()))
    if not (words := words_of(name)):
        return []
    called = list(known.filter(_begins(words))[:_MOST_CANDIDATES])
    today = timezone.localdate()
    now = [
        colleague
        for colleague in called
        if colleague.is_active and (colleague.left_on is None or colleague.left_on >= today)
    ]
    return (now or called)[:MOST_CHOICES]


def words_of(name: str) -> str:
    """The words of `name`, letters and digits only, joined by single blanks. Empty: there is nothing to look for."""
    letters = "".join(character if character.isalpha() or character.isdecimal() else " " for character in name)
    return " ".join(letters.split()[:_MOST_WORDS])


def _begins(words: str) -> RawSQL:
    sql = (
        "name_search LIKE '%%' || search_key(%s) || '%%'"
        " AND name_search ~ ('(^|[^[:alnum:]])' || replace(search_key(%s), ' ', '.*[^[:alnum:]]'))"
    )
    return RawSQL(sql, [_longest(words), words], output_field=BooleanField())  # noqa: S611


def _longest(words: str) -> str:
    return max(words.split(), key=len)


def _rows(
    statement: Prepared, name: str, vicinity: Vicinity, called: str = "", **near: Sequence[int]
) -> list[tuple[Any, ...]]:
    words = words_of(name)
    return statement.rows(
        {
            "name": name.strip(),
            "words": words,
            "called": called,
            "longest": _longest(words),
            "reader": vicinity.user.pk,
            "colleague": vicinity.colleague.pk,
            "people": list(vicinity.person_ids),
            "most": _MOST_CANDIDATES,
            "reach": _REACH,
            "walk": _WALK,
            **{each: list(ids) for each, ids in near.items()},
        }
    )


def _nearest(rows: Sequence[tuple[Any, ...]], columns: Columns[_Named], name: str) -> list[_Named]:
    """The rows of the nearest circle, which comes last in each: whole words before beginnings, then by name. A tenth
    says that there are more than digit keys."""
    nearest = min((row[-1] for row in rows), default=0)
    found = {row[0]: columns.record(row[:-1]) for row in rows if row[-1] == nearest}
    wanted = words_of(name).casefold().split()

    def rank(row: _Named) -> tuple[int, str, int]:
        have = words_of(row.name_search).split()
        return -sum(word in have for word in wanted), row.name_search, row.pk

    return sorted(found.values(), key=rank)[: MOST_CHOICES + 1]
