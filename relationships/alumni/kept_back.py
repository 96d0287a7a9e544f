"""What alumni keep to themselves: no page, list, search or file of ours shows it; the product alone still uses it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from relationships.alumni.models import Alumnus, SeenBy
from relationships.contacts.models import ContactPoint

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


def keeping(field: str) -> QuerySet[Any]:
    """The people who keep `field` (of `Alumnus`) to themselves."""
    rows = Alumnus.objects.unscoped(reason="what is kept back is kept back from everybody")
    return rows.filter(**{field: SeenBy.HIDDEN}).values("person_id")
