"""Health of many clients as it would have been on a past day, from the facts known by its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.health_actions import scores_of
from relationships.scoring.health_policy import policy_of
from relationships.scoring.health_queries import firm_figures

CHUNK = 500
_TOUCHED = """
SELECT client_id FROM interactions_touchclient WHERE client_id = ANY(%(ids)s) AND occurred_at < %(end)s
GROUP BY client_id HAVING count(*) >= %(least)s ORDER BY 1
"""


@dataclass(frozen=True)
class PastScore:
    """Score 0-100 and grade of a client that had one."""

    score: float
    grade: str


def past_scores(on: date, client_ids: Sequence[int]) -> dict[int, PastScore]:
    """Of those of `client_ids` that had a grade on that day, under the policy of that day."""
    day = firm_day(on)
    policy = policy_of(day)
    ids = _touched(day, client_ids, policy.rules.minimum_touches)
    found: dict[int, PastScore] = {}
    firm = firm_figures(day) if ids else None
    for first in range(0, len(ids), CHUNK):
        assert firm is not None
        for client_id, score in scores_of(day, ids[first : first + CHUNK], policy, firm).items():
            if score["score"] is not None:
                found[client_id] = PastScore(score["score"], score["grade"])
    return found


def _touched(day: FirmDay, client_ids: Sequence[int], least: int) -> list[int]:
    """Those with touchpoints enough for a grade, so that nobody else is gathered for."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"ids": list(client_ids), "end": day.end, "least": max(least, 1)})
        return [row[0] for row in cursor.fetchall()]
