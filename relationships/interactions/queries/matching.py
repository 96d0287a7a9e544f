"""Who is meant by a few letters: people, clients and colleagues by the first letters of each word, accents folded.

Looked for in the order of nearness: a full name, on this page, among the twenty most recent, at my clients, in the
firm. The first of these circles that knows the letters answers. Nothing is ever found behind a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person
from relationships.interactions.queries.matching_sql import (
    CLIENTS_MINE,
    CLIENTS_NEAR,
    OWN_CLIENTS,
    PEOPLE_AT,
    PEOPLE_MINE,
    PEOPLE_NEAR,
    begins,
    firm,
)
from relationships.interactions.queries.recent import recent_touches

MOST_CHOICES = 9  # as many as there are digit keys
_MOST_WORDS = 6
_MOST_CANDIDATES = 200
_REACH = 3_000
"""As many who are called so are asked whose they are; beyond, one's own clients are walked through."""
_SHORT = 2
"""Letters without a trigram."""

_Named = TypeVar("_Named", Person, Client)


@dataclass(frozen=True)
class Vicinity:
    """From where a name is looked for: `user` asks, for `colleague` (the same, or whom an assistant supports);
    the page shows these people and clients."""

    user: User
    colleague: User
    person_ids: tuple[int, ...] = ()
    client_ids: tuple[int, ...] = ()

    @cached_property
    def touches(self) -> list[int]:
        """The colleague's last touchpoints, as far as `user` may see them."""
        return recent_touches(self.user, self.colleague)

    @cached_property
    def own_clients(self) -> list[int]:
        """Those whose clients are asked first: the colleague's own, and those of their teams; not yet of the gate."""
        with connection.cursor() as cursor:
            cursor.execute(OWN_CLIENTS, {"colleague": self.colleague.pk})
            return [row[0] for row in cursor.fetchall()]


def match_people(name: str, vicinity: Vicinity) -> list[Person]:
    """The visible people of the nearest circle that knows `name`, at most ten, whole words first."""
    visible = Person.objects.visible_to(vicinity.user).current()
    return _search(name, vicinity, PEOPLE_NEAR, PEOPLE_MINE, visible)


def match_people_at(name: str, client_ids: Sequence[int], vicinity: Vicinity) -> list[Person]:
    """The visible people called `name` with a current position at one of these clients."""
    visible = Person.objects.visible_to(vicinity.user).current()
    return _nearest(_candidates(PEOPLE_AT, name, vicinity, clients=list(client_ids)), visible, name)


def match_address(address: str, vicinity: Vicinity) -> list[Person]:
    """The visible people who are reached at this e-mail address."""
    points = ContactPoint._base_manager.filter(kind="email", value=address.lower(), archived_at__isnull=True)
    return list(Person.objects.visible_to(vicinity.user).current().filter(pk__in=points.values("person_id")))


def match_clients(name: str, vicinity: Vicinity) -> list[Client]:
    """The visible clients of the nearest circle that knows `name` or an alias, at most ten, whole words first."""
    visible = Client.objects.visible_to(vicinity.user).current()
    return _search(name, vicinity, CLIENTS_NEAR, CLIENTS_MINE, visible)


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


def _search(name: str, vicinity: Vicinity, near: str, mine: str, visible: QuerySet[_Named]) -> list[_Named]:
    words = words_of(name)
    if not words:
        return []
    if found := _nearest(_candidates(near, name, vicinity), visible, name):
        return found
    short = len(words) <= _SHORT
    rows = _rows(firm(visible.model._meta.db_table, short=short), name, vicinity)
    if short or any(looked_at >= _REACH for _, _, looked_at in rows):
        rows += [(row, circle, 0) for row, circle in _candidates(mine, name, vicinity).items()]
    candidates = _by_circle(rows)
    if found := _nearest({row: circle for row, circle in candidates.items() if circle < 3}, visible, name):
        return found
    found = _nearest(candidates, visible, name)
    if len(candidates) < _MOST_CANDIDATES or len(found) > MOST_CHOICES:
        return found
    # Hundreds are called so, nearly all of them behind walls: ask the gate about everybody (slow, and rare).
    return _ranked(list(visible.filter(_begins(words))[:_MOST_CANDIDATES]), name)


def _begins(words: str) -> RawSQL:
    sql = begins("name_search").replace("%(longest)s", "%s").replace("%(words)s", "%s")
    return RawSQL(sql, [_longest(words), words], output_field=BooleanField())  # noqa: S611


def _longest(words: str) -> str:
    return max(words.split(), key=len)


def _candidates(sql: str, name: str, vicinity: Vicinity, **more: Any) -> dict[int, int]:
    """Ids with their circle; not yet asked of the gate."""
    return _by_circle(_rows(sql, name, vicinity, **more))


def _by_circle(rows: Sequence[tuple[int, ...]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row, circle, *_ in rows:
        found[row] = min(circle, found.get(row, circle))
    return found


def _rows(sql: str, name: str, vicinity: Vicinity, **more: Any) -> list[tuple[int, ...]]:
    words = words_of(name)
    parameters: dict[str, Any] = {
        "name": name.strip(),
        "words": words,
        "longest": _longest(words),
        "colleague": vicinity.colleague.pk,
        "people": list(vicinity.person_ids),
        "clients": list(vicinity.client_ids),
        "most": _MOST_CANDIDATES,
        "reach": _REACH,
        "mine": vicinity.own_clients if "%(mine)s" in sql else [],
        "touches": vicinity.touches if "%(touches)s" in sql else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters | more)
        rows: list[tuple[int, ...]] = cursor.fetchall()
    return rows


def _nearest(candidates: dict[int, int], visible: QuerySet[_Named], name: str) -> list[_Named]:
    """The visible ones of the nearest circle that has any."""
    for circle in sorted(set(candidates.values())):
        ids = [row for row, found_in in candidates.items() if found_in == circle][:_MOST_CANDIDATES]
        if rows := list(visible.filter(pk__in=ids)):
            return _ranked(rows, name)
    return []


def _ranked(rows: list[_Named], name: str) -> list[_Named]:
    """Whole words before beginnings, then by name. A tenth says that there are more than digit keys."""
    wanted = words_of(name).casefold().split()

    def rank(row: _Named) -> tuple[int, str, int]:
        have = words_of(row.name_search).split()
        return -sum(word in have for word in wanted), row.name_search, row.pk

    return sorted(rows, key=rank)[: MOST_CHOICES + 1]
