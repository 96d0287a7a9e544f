"""Who holds the thread that a client hangs by: the living ties there, with the names of both ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.models import User
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.network import tie_sql
from relationships.network.tie_rules import LIVING
from relationships.scoring.health_policy import policy_of

_LIVING = f"""
WITH {tie_sql.DECLARED}, gone AS (
    SELECT client_id, person_id FROM contacts_position
    WHERE client_id = ANY(%(client_ids)s) AND archived_at IS NULL
    GROUP BY 1, 2 HAVING bool_and(COALESCE(ended_on <= %(as_of)s, FALSE))
)
SELECT t.client_id, t.person_id, u.name, u.left_on
FROM ({tie_sql.tie_now("network_tie")}) t JOIN accounts_user u ON u.id = t.colleague_id
LEFT JOIN gone ON gone.client_id = t.client_id AND gone.person_id = t.person_id
WHERE t.strength >= %(living)s AND gone.person_id IS NULL AND (u.left_on IS NULL OR u.left_on > %(as_of)s)
ORDER BY t.client_id, u.name, t.person_id
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class ThreadHolders:
    """What a client hangs by: `colleagues` of ours and visible `people` of theirs behind living ties, by name.

    `leaves`: the first day on which one of a single colleague is gone.
    """

    colleagues: list[str]
    people: list[Person]
    leaves: date | None


def thread_holders(user: User, client_ids: Iterable[int]) -> dict[int, ThreadHolders]:
    """Of these visible clients, those that anybody of ours has a living tie at today."""
    day = firm_day()
    ids = list(client_ids)
    values = {
        **tie_sql.parameters(policy_of(day).rules.tie),
        "client_ids": ids,
        "as_of": day.on,
        "end": day.end,
        "living": LIVING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, values)
        rows = cursor.fetchall()
    people = Person.objects.visible_to(user).in_bulk(sorted({row[1] for row in rows}))
    ties: dict[int, list[tuple[int, str, date | None]]] = defaultdict(list)
    for client_id, *tie in rows:
        ties[client_id].append((tie[0], tie[1], tie[2]))
    return {client_id: _thread(found, people) for client_id, found in ties.items()}


def _thread(found: list[tuple[int, str, date | None]], people: dict[int, Person]) -> ThreadHolders:
    colleagues = sorted({name for _, name, _ in found})
    theirs = sorted({pk for pk, _, _ in found if pk in people}, key=lambda pk: people[pk].name)
    leaving = [left for _, _, left in found if left is not None] if len(colleagues) == 1 else []
    return ThreadHolders(colleagues, [people[pk] for pk in theirs], min(leaving, default=None))
