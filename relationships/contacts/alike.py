"""Who may be the person that somebody is about to add: to be looked at first, never to be hidden behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

from accounts.models import User
from accounts.queries import the_firm
from accounts.search_key import SearchKey
from relationships.contacts.models import ContactPoint, Person, PersonAlias, Position
from relationships.contacts.queries import NOBODY, current_positions_of
from relationships.contacts.reach import mail_address, phone_number, region_of
from relationships.contacts.reach_key import phone_key

MOST = 5
ALIKE = 0.55
"""Similarity (0-1) from which two names are worth a look: one letter wrong, a middle name more."""
SHORTEST = 3


@dataclass(frozen=True)
class Alike:
    """Somebody known. `sure`: they are reached the same way, or are called so: asked before anybody is added."""

    person: Person
    why: str
    where: str
    sure: bool


def people_alike(user: User, *, name: str = "", email: str = "", phone: str = "") -> list[Alike]:
    """Up to five current people whom `user` may see: by address, by number, by name, by a name like it, in this order."""
    found: dict[int, tuple[str, bool]] = {}
    seen = Person.objects.visible_to(user).current()
    for why, sure, rows in _circles(seen, name, email, phone):
        for pk in rows[:MOST]:
            found.setdefault(pk, (why, sure))
    known = seen.in_bulk(list(found)[:MOST] or [NOBODY])
    people = [known[pk] for pk in found if pk in known]
    held = current_positions_of(user, [each.pk for each in people])
    return [Alike(each, found[each.pk][0], _where(held.get(each.pk, [])), found[each.pk][1]) for each in people]


def _where(posts: list[Position]) -> str:
    return ", ".join(filter(None, [posts[0].title, posts[0].client.name])) if posts else ""


def _circles(
    people: QuerySet[Person], name: str, email: str, phone: str
) -> Iterator[tuple[str, bool, QuerySet[Any, Any]]]:
    """Ids of those of `people`, who are all in sight: a limit counts nobody who is hidden."""
    points = ContactPoint.objects.filter(archived_at__isnull=True, person__in=people).order_by("person_id")
    if email:
        reached = points.filter(kind="email", value=mail_address(email))
        yield "is reached at this address", True, reached.values_list("person_id", flat=True)
    if phone:
        number = RawSQL(phone_key("%s"), [phone, phone], TextField())  # noqa: S611 - a constant and its parameters
        same: Any = Q(normal=number)
        if spelt := phone_number(phone, region_of(the_firm().time_zone)):
            same |= Q(number=spelt)
        reached = points.filter(same, kind="phone")
        yield "is reached at this number", True, reached.values_list("person_id", flat=True)
    if len(name) < SHORTEST:
        return
    called: Any = SearchKey(Value(name))
    other = PersonAlias.objects.filter(name_search=called, archived_at__isnull=True).values("person_id")
    yield (
        "is called so",
        True,
        people.filter(Q(name_search=called) | Q(pk__in=other)).order_by("id").values_list("pk", flat=True),
    )
    likeness: Any = TrigramSimilarity("name_search", called)
    like = people.filter(name_search__trigram_similar=called).annotate(alike=likeness).filter(alike__gte=ALIKE)
    yield "has a like name", False, like.order_by("-alike", "name_search", "id").values_list("pk", flat=True)
