"""Who may be the person that somebody is about to add: to be looked at first, never to be hidden behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from accounts.queries import the_firm
from relationships.contacts.models import HIDDEN_PEOPLE, ContactPoint, Person, Position
from relationships.contacts.queries import current_positions_of
from relationships.contacts.reach import mail_address, phone_number, region_of
from relationships.contacts.reach_key import phone_key

MOST = 5
ALIKE = 0.55
"""Similarity (0-1) from which two names are worth a look: one letter wrong, a middle name more."""
SHORTEST = 3
_SEEN = f"p.archived_at IS NULL AND p.id <> ALL (ARRAY({HIDDEN_PEOPLE.replace('%s', '%(reader)s')}))"
# The gate stands in every arm, before its limit. The index leaves out whoever is less alike: it goes by
# `pg_trgm.similarity_threshold`, which is set for each connection.
_NAMED = Prepared(
    "contacts_alike",
    f"""
WITH given AS MATERIALIZED (SELECT search_key(%(name)s::text) AS name)
(SELECT p.id, TRUE FROM contacts_person p
 WHERE p.name_search = (SELECT name FROM given) AND {_SEEN} ORDER BY p.id LIMIT %(most)s)
UNION
(SELECT p.id, TRUE FROM contacts_personalias a JOIN contacts_person p ON p.id = a.person_id
 WHERE a.name_search = (SELECT name FROM given) AND a.archived_at IS NULL AND {_SEEN} ORDER BY p.id LIMIT %(most)s)
UNION ALL
(SELECT p.id, FALSE FROM contacts_person p
 WHERE p.name_search %% (SELECT name FROM given) AND {_SEEN}
   AND similarity(p.name_search, (SELECT name FROM given)) >= %(alike)s
 ORDER BY similarity(p.name_search, (SELECT name FROM given)) DESC, p.name_search, p.id LIMIT %(most)s)
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Alike:
    """Somebody known. `sure`: they are reached the same way, or are called so: asked before anybody is added."""

    person: Person
    why: str
    where: str
    sure: bool


def people_alike(user: User, *, name: str = "", email: str = "", phone: str = "") -> list[Alike]:
    """Up to five current people whom `user` may see: by address, by number, by name, by a name like it, in this order."""
    if not can(user, Capability.SEE_PEOPLE):
        return []
    found: dict[int, tuple[str, bool]] = {}
    seen = Person.objects.visible_to(user).current()
    for why, sure, rows in _circles(user, seen, name, email, phone):
        for pk in rows:
            found.setdefault(pk, (why, sure))
    if not found:
        return []
    known = seen.in_bulk(list(found)[:MOST])
    people = [known[pk] for pk in found if pk in known]
    held = current_positions_of(user, [each.pk for each in people])
    return [Alike(each, found[each.pk][0], _where(held.get(each.pk, [])), found[each.pk][1]) for each in people]


def _where(posts: list[Position]) -> str:
    return ", ".join(filter(None, [posts[0].title, posts[0].client.name])) if posts else ""


def _circles(
    user: User, people: QuerySet[Person], name: str, email: str, phone: str
) -> Iterator[tuple[str, bool, Sequence[int]]]:
    """Ids of those of `people`, who are all in sight: a limit counts nobody who is hidden."""
    points = ContactPoint.objects.filter(archived_at__isnull=True, person__in=people).order_by("person_id")
    if email:
        reached = points.filter(kind="email", value=mail_address(email))
        yield "is reached at this address", True, list(reached.values_list("person_id", flat=True)[:MOST])
    if phone:
        number = RawSQL(phone_key("%s"), [phone, phone], TextField())  # noqa: S611 - a constant and its parameters
        same: Any = Q(normal=number)
        if spelt := phone_number(phone, region_of(the_firm().time_zone)):
            same |= Q(number=spelt)
        reached = points.filter(same, kind="phone")
        yield "is reached at this number", True, list(reached.values_list("person_id", flat=True)[:MOST])
    if len(name) < SHORTEST:
        return
    rows = _NAMED.rows({"name": name, "reader": user.pk, "alike": ALIKE, "most": MOST})
    yield "is called so", True, [pk for pk, called in rows if called]
    yield "has a like name", False, [pk for pk, called in rows if not called]
