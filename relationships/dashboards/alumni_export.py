"""The directory as a file: everybody who matches, in the order of the page, a few hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import QueryDict

from accounts.models import User
from relationships.alumni.models import Consent
from relationships.dashboards.alumni_filters import AlumniFilters
from relationships.dashboards.alumni_list import CONSENTS
from relationships.dashboards.alumni_rows import AlumnusRow, alumni_rows
from relationships.dashboards.alumni_search import every_alumnus
from relationships.dashboards.client_people import reach_of
from relationships.dashboards.list_export import CHUNK, picked
from relationships.dashboards.models import ListKey

HEADER = [
    "Name",
    "E-mail",
    "Joined",
    "Left",
    "Office",
    "Practice",
    "Position here",
    "Works at",
    "Position there",
    "Client or target",
    "Consent",
    "Agreed to",
    "Review on",
    "Do not contact",
    "Kept by",
    "Last contact",
]
_PURPOSES = dict(Consent.Purpose.choices)


def alumni_file(user: User, filters: AlumniFilters, query: QueryDict) -> Iterator[Sequence[Any]]:
    """The rows below `HEADER`; with `pick` in `query` only those. The address is there only for those one may write to."""
    ids = picked(query, user, ListKey.ALUMNI, every_alumnus(user, filters))
    for start in range(0, len(ids), CHUNK):
        rows = alumni_rows(user, ids[start : start + CHUNK])
        reach = reach_of([row.alumnus.person_id for row in rows])
        for row in rows:
            points = [point.value for point in reach.get(row.alumnus.person_id, []) if point.kind == "email"]
            yield _cells(row, points[0] if points else None)


def _cells(row: AlumnusRow, email: str | None) -> Sequence[Any]:
    alumnus = row.alumnus
    may_write = row.consent.key in ("given", "renew") and not alumnus.do_not_contact
    return [
        alumnus.person.name,
        email if may_write else None,
        alumnus.joined_on,
        alumnus.left_on,
        str(alumnus.office or "") or None,
        str(alumnus.practice or "") or None,
        alumnus.title,
        row.job.employer if row.job else None,
        row.job.title if row.job else None,
        row.place,
        CONSENTS[row.consent.key],
        ", ".join(str(_PURPOSES[purpose]) for purpose in row.consent.covers),
        row.consent.review_on,
        alumnus.do_not_contact,
        alumnus.keeper.name if alumnus.keeper else None,
        row.touched_at.date() if row.touched_at else None,
    ]
