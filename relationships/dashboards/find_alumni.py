"""Alumni by name, among those a user may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.name_search import closeness, holds_words
from relationships.alumni.models import Alumnus
from relationships.contacts.models import Person


def find_alumni(user: User, text: str, *, most: int) -> list[Person]:
    """Up to `most` alumni whose name holds every word of `text`, best first, each as the person with the record."""
    ours = Alumnus.objects.visible_to(user).listed().values("person_id")
    rows = _people(user).filter(holds_words(text), pk__in=ours).annotate(rank=closeness(text))
    found: list[Any] = list(rows.order_by("rank", "name_search", "id")[:most])
    return found


def alumni_among(user: User, people: list[Person]) -> list[Person]:
    """Those of `people` who used to be colleagues, in the same order."""
    if not people:
        return []
    ids = [person.pk for person in people]
    found = _people(user).filter(
        pk__in=Alumnus.objects.visible_to(user).listed().filter(person__in=ids).values("person_id")
    )
    by_id = {person.pk: person for person in found}
    return [by_id[pk] for pk in ids if pk in by_id]


def alumnus_address(person: Person) -> str:
    """The page of the alumnus; the person's where there is none."""
    try:
        return reverse("alumnus_detail", args=[person.alumnus.public_id])
    except NoReverseMatch:
        return reverse("person_detail", args=[person.public_id])


def _people(user: User) -> QuerySet[Person]:
    return Person.objects.visible_to(user).current().select_related("alumnus")
