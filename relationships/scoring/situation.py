"""Loading one client in enough detail to try acts out on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db import connection

from relationships.foundation.firm_day import FirmDay
from relationships.network import tie_sql
from relationships.network.barred_touches import UNBARRED, barred
from relationships.network.queries import ONLY, facts_sql
from relationships.network.tie_strength import Touch
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.quickest_way import Pair, Situation

MOST_PEOPLE = 12

_TIES = """
WITH {facts}, gone AS (
    SELECT person_id FROM contacts_position WHERE client_id = %(client)s AND archived_at IS NULL
    GROUP BY 1 HAVING bool_and(COALESCE(ended_on <= %(as_of)s, FALSE))
)
SELECT t.person_id, t.colleague_id, COALESCE(u.practice_id, 0), {strength}
FROM tie t JOIN accounts_user u ON u.id = t.colleague_id
WHERE (u.left_on IS NULL OR u.left_on > %(as_of)s) AND t.person_id NOT IN (SELECT person_id FROM gone)
"""
_SEATS = """
SELECT person_id, buying_role FROM contacts_position
WHERE client_id = %(client)s AND archived_at IS NULL AND (started_on IS NULL OR started_on <= %(as_of)s)
  AND (ended_on IS NULL OR ended_on > %(as_of)s)
"""
_TEAM = """
SELECT u.id, COALESCE(u.practice_id, 0) FROM accounts_user u
LEFT JOIN clients_client c ON c.id = %(client)s AND c.owner_id = u.id
WHERE u.is_active AND (u.left_on IS NULL OR u.left_on > %(as_of)s)
  AND (c.id IS NOT NULL OR EXISTS (SELECT FROM clients_teammember m WHERE m.client_id = %(client)s
                                   AND m.colleague_id = u.id AND m.archived_at IS NULL))
ORDER BY c.id NULLS LAST, u.id LIMIT 6
"""
_RECENT = """
WITH {barred}
SELECT (tc.occurred_at AT TIME ZONE %(zone)s)::date - DATE '2000-01-01', i.kind, i.direction
FROM interactions_touchclient tc JOIN interactions_interaction i ON i.id = tc.interaction_id
WHERE tc.client_id = %(client)s AND tc.occurred_at >= %(since)s AND tc.occurred_at < %(end)s
  AND i.archived_at IS NULL {unbarred}
"""
_PAIRS = """
WITH {barred}
SELECT tp.person_id, tl.colleague_id, (tc.occurred_at AT TIME ZONE %(zone)s)::date - DATE '2000-01-01',
       i.kind, i.direction
FROM interactions_touchclient tc
JOIN interactions_interaction i ON i.id = tc.interaction_id
JOIN interactions_touchperson tp ON tp.interaction_id = i.id AND tp.person_id = ANY(%(people)s)
JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id AND tl.colleague_id = ANY(%(colleagues)s)
WHERE tc.client_id = %(client)s AND tc.occurred_at < %(end)s AND i.archived_at IS NULL {unbarred}
"""


def load_situation(
    day: FirmDay, inputs: HealthInputs, client_id: int, rules: HealthRules
) -> tuple[Situation, list[Pair]]:
    """The client on `day`, and the pairs worth trying: seats first, then people whose tie is nearly living.

    For each person the colleague who knows them best, and one of the team.
    """
    values = {"client": client_id, "client_ids": [client_id], "as_of": day.on, "end": day.end, "zone": day.zone}
    facts, tie_values = facts_sql(day, client_ids=[client_id], rules=rules.tie)
    rows = _rows(_TIES.format(facts=facts, strength=tie_sql.STRENGTH), {**tie_values, **values})
    ties = {(person, colleague): strength for person, colleague, _, strength in rows}
    team = dict(_rows(_TEAM, values))
    seats: dict[str, set[int]] = defaultdict(set)
    for person, role in _rows(_SEATS, values):
        seats[role].add(person)
    pairs = candidates(ties, seats, list(team))
    hidden, walls = barred(only=ONLY)
    days = max(rules.quarter_days + rules.year_days + rules.tie.answer_days, rules.sentiment_days) + 1
    recent = _rows(
        _RECENT.format(barred=hidden, unbarred=UNBARRED), {**walls, **values, "since": day.end - timedelta(days=days)}
    )
    people, colleagues = sorted({pair[0] for pair in pairs}), sorted({pair[1] for pair in pairs})
    of_pair: dict[Pair, list[Touch]] = defaultdict(list)
    for person, colleague, *touch in _rows(
        _PAIRS.format(barred=hidden, unbarred=UNBARRED), {**walls, **values, "people": people, "colleagues": colleagues}
    ):
        of_pair[person, colleague].append(Touch(*touch))
    practices = {**team, **{colleague: practice for _, colleague, practice, _ in rows}}
    situation = Situation(inputs, day.number, ties, practices, seats, [Touch(*row) for row in recent], of_pair)
    return situation, pairs


def candidates(ties: dict[Pair, float], seats: dict[str, set[int]], team: list[int]) -> list[Pair]:
    """Whom a meeting could be between."""
    best: dict[int, tuple[float, int]] = {}
    for (person, colleague), strength in ties.items():
        best[person] = max(best.get(person, (-1.0, 0)), (strength, colleague))
    seated = sorted({person for role, people in seats.items() if role for person in people})
    others = sorted((person for person in best if person not in seated), key=lambda person: (-best[person][0], person))
    present = sorted(seats.get("", set()) - set(seated) - best.keys())
    strongest = max(best.values())[1] if best else None
    pairs: list[Pair] = []
    for person in [*seated, *others, *present][:MOST_PEOPLE]:
        who = [best[person][1]] if person in best else []
        who += team[:2] or ([strongest] if strongest is not None else [])
        pairs += [(person, colleague) for colleague in dict.fromkeys(who)]
    return pairs


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
