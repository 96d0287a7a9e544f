"""The facts of one page of people: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.models import User
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.contacts.queries import current_positions_of
from relationships.dashboards.client_people import reach_of
from relationships.dashboards.knows import strongest_ties
from relationships.interactions.visibility import standing_and_seen

_TOUCHED = """
SELECT p.id, touch.occurred_at FROM unnest(%(ids)s::bigint[]) AS p (id)
CROSS JOIN LATERAL (
    SELECT t.occurred_at FROM interactions_touchperson t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.person_id = p.id AND t.occurred_at <= now() AND {seen} ORDER BY t.occurred_at DESC LIMIT 1
) touch
"""


@dataclass(frozen=True)
class PersonRow:
    """One line of the list. `strength`: the best tie any of us has with them, 0-100, or None."""

    person: Person
    positions: list[Position]
    reach: list[ContactPoint]
    known_by: str
    strength: float | None
    touched_at: datetime | None = None

    @property
    def role_words(self) -> str:
        """Their part in buying, over all positions."""
        words = dict.fromkeys(held.get_buying_role_display() for held in self.positions if held.buying_role)
        return ", ".join(words)


def person_rows(user: User, ids: Sequence[int], *, columns: Collection[str]) -> list[PersonRow]:
    """The rows of the visible people `ids`, in this order, with the facts that `columns` show."""
    people = Person.objects.visible_to(user).in_bulk(list(ids))
    positions = current_positions_of(user, ids) if {"positions", "role"} & set(columns) else {}
    reach = reach_of(ids) if "reach" in columns else {}
    strengths, names = strongest_ties(user, ids) if "known" in columns else ({}, {})
    touched = _touched(user, ids) if "touch" in columns else {}
    rows = []
    for pk in ids:
        if pk not in people:
            continue
        best = max(((strength, who) for who, strength in strengths.get(pk, {}).items()), default=None)
        rows.append(
            PersonRow(
                people[pk],
                positions.get(pk, []),
                reach.get(pk, []),
                names[best[1]] if best else "",
                best[0] if best else None,
                touched.get(pk),
            )
        )
    return rows


def _touched(user: User, ids: Sequence[int]) -> dict[int, datetime]:
    """The last touch with each person that `user` may know of."""
    seen, values = standing_and_seen(user.pk, "i")
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED.format(seen=seen), {**values, "ids": list(ids)})
        return dict(cursor.fetchall())
