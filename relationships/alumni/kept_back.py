"""What alumni keep to themselves: no page, list, search or file of ours shows it; the product alone still uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from accounts.record_events import Told
from relationships.alumni.models import Alumnus, SeenBy
from relationships.contacts.models import ContactPoint, OutsidePost, Person, Position

# Both name the condition of the partial index, so that a look at anybody else costs nothing.
POINT_KEPT_BACK = """EXISTS (SELECT FROM alumni_alumnus back WHERE back.person_id = {point}.person_id
    AND (back.email_for = 'hidden' AND {point}.kind = 'email' OR back.phone_for = 'hidden' AND {point}.kind = 'phone'))"""
"""SQL: whether the row `point` of contacts_contactpoint is kept back."""
JOB_KEPT_BACK = "EXISTS (SELECT FROM alumni_alumnus back WHERE back.person_id = {person} AND back.job_for = 'hidden')"
"""SQL: whether where `person` works is kept back."""


def open_points(points: QuerySet[ContactPoint]) -> QuerySet[ContactPoint]:
    """Those of `points` that may be shown."""
    kept = Q(kind="email", person__in=keeping("email_for")) | Q(kind="phone", person__in=keeping("phone_for"))
    return points.exclude(kept)


def open_history(sources: Iterable[Told]) -> list[Told]:
    """The same sources of a person's history, without what the person keeps back: also what once was told."""
    back: dict[type[Any], str] = {ContactPoint: POINT_KEPT_BACK.format(point="e")}
    back |= dict.fromkeys([Position, OutsidePost], JOB_KEPT_BACK.format(person="e.person_id"))
    return [
        replace(each, seen=f"({each.seen}) AND NOT {back[each.model]}") if each.model in back else each
        for each in sources
    ]


def kept_among(model: type[Any], pks: Collection[int]) -> set[int]:
    """Those of `pks` of any `model` whose very name is kept back: an address, a number, where somebody works."""
    if model is ContactPoint:
        return set(pks) - set(open_points(ContactPoint.objects.filter(pk__in=pks)).values_list("pk", flat=True))
    if model is OutsidePost:
        rows: QuerySet[Any] = OutsidePost.objects.all()
    elif model is Position:
        rows = Position.objects.unscoped(reason="what is kept back is kept back from everybody")
    else:
        return set()
    return set(rows.filter(pk__in=pks, person__in=keeping("job_for")).values_list("pk", flat=True))


def kept_by(person: Person) -> frozenset[str]:
    """What this person keeps to themselves, of "email", "phone" and "job"."""
    rows = Alumnus.objects.unscoped(reason="what is kept back is kept back from everybody").filter(person=person)
    found = rows.first()
    said = {"email": found.email_for, "phone": found.phone_for, "job": found.job_for} if found else {}
    return frozenset(name for name, whom in said.items() if whom == SeenBy.HIDDEN)


def keeping(field: str) -> QuerySet[Any]:
    """The people who keep `field` (of `Alumnus`) to themselves."""
    rows = Alumnus.objects.unscoped(reason="what is kept back is kept back from everybody")
    return rows.filter(**{field: SeenBy.HIDDEN}).values("person_id")
