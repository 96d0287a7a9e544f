"""History for clients that have none: what their health would have been, from the facts known on those days."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from math import floor
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.health_actions import scores_of
from relationships.scoring.health_policy import policy_of
from relationships.scoring.health_queries import firm_figures

CHUNK = 200
# A year back by months or so, and a week, so that the first page already says what changed.
DAYS_BACK = (365, 273, 182, 91, 28, 7)

_WITHOUT_HISTORY = """
SELECT h.client_id FROM scoring_health h
WHERE h.score IS NOT NULL AND h.client_id > %(after)s
  AND NOT EXISTS (SELECT FROM scoring_healthhistory p WHERE p.client_id = h.client_id AND p.on < h.as_of)
ORDER BY 1 LIMIT %(limit)s
"""
_KEEP = """
INSERT INTO scoring_healthhistory (client_id, "on", score, grade, coverage, measures, policy_version)
SELECT s.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS s (client_id bigint, "on" date, score float8, grade text,
    coverage float8, measures jsonb, policy_version int)
ORDER BY client_id, "on" ON CONFLICT (client_id, "on") DO NOTHING
"""


def fill_in(*, seconds: float) -> bool:
    """Work for about `seconds`; answer whether there is more. Call before today's history is kept."""
    until = time.monotonic() + seconds
    after = 0
    while ids := _without_history(after):
        _keep(_past_scores(ids))
        after = ids[-1]
        if time.monotonic() > until:
            return True
    return False


def _without_history(after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_HISTORY, {"after": after, "limit": CHUNK})
        return [row[0] for row in cursor.fetchall()]


def _past_scores(ids: list[int]) -> list[dict[str, Any]]:
    """Scores of those days, oldest first, where they differ from the one before."""
    today = firm_day()
    rows: list[dict[str, Any]] = []
    last: dict[int, tuple[int, str, int]] = {}
    for back in DAYS_BACK:
        day = FirmDay(today.on - timedelta(days=back), today.zone)
        policy = policy_of(day)
        for client_id, score in scores_of(day, ids, policy, firm_figures(day)).items():
            if score["score"] is None:
                continue
            shown = (floor(score["score"]), score["grade"], policy.version)
            if last.get(client_id) != shown:
                rows.append(
                    {"client_id": client_id, "on": day.on.isoformat(), "policy_version": policy.version, **score}
                )
                last[client_id] = shown
    return rows


@transaction.atomic
def _keep(rows: list[dict[str, Any]]) -> None:
    kept = [{name: value for name, value in row.items() if name not in ("facts", "caps")} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"rows": json.dumps(kept)})
