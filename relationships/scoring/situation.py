"""Loading one client in enough detail to try acts out on it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db import connection

from relationships.foundation.firm_day import FirmDay
from relationships.network import tie_sql
from relationships.network.queries import facts_sql
from relationships.network.tie_strength import Touch
from relationships.network.touch_sources import OUT, touches_of_clients
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.quickest_way import Pair, Situation

MOST_PEOPLE = 12

_TIES = """
SELECT 'tie' AS sort, t.person_id, t.colleague_id, u.name, COALESCE(u.practice_id, 0), t.strength,
       d.strength IS NOT NULL, NULL
FROM ({tie_now}) t JOIN accounts_user u ON u.id = t.colleague_id
LEFT JOIN declared d USING (client_id, person_id, colleague_id)
WHERE (u.left_on IS NULL OR u.left_on > %(as_of)s) AND t.person_id NOT IN (SELECT person_id FROM gone)
"""
_TEAM = """
(SELECT 'team', NULL, u.id, u.name, COALESCE(u.practice_id, 0), NULL, NULL, NULL FROM accounts_user u
LEFT JOIN clients_client c ON c.id = %(client)s AND c.owner_id = u.id
WHERE u.is_active AND (u.left_on IS NULL OR u.left_on > %(as_of)s)
  AND (c.id IS NOT NULL OR EXISTS (SELECT FROM clients_teammember m WHERE m.client_id = %(client)s
                                   AND m.colleague_id = u.id AND m.archived_at IS NULL))
ORDER BY c.id NULLS LAST, u.id LIMIT 6)
"""
_SEATS = f"""
SELECT 'seat', person_id, NULL, NULL, NULL, NULL, NULL, buying_role FROM contacts_position
WHERE client_id = %(client)s AND archived_at IS NULL AND (started_on IS NULL OR started_on <= %(as_of)s)
  AND (ended_on IS NULL OR ended_on > %(as_of)s) AND person_id NOT IN ({OUT})
"""  # noqa: S608 - constants only
# Who knows whom, who looks after the client in their order, who holds which seat.
_KNOWN = f"""
WITH {{facts}}, {{declared}}, gone AS (
    SELECT person_id FROM contacts_position WHERE client_id = %(client)s AND archived_at IS NULL
    GROUP BY 1 HAVING bool_and(COALESCE(ended_on <= %(as_of)s, FALSE))
)
{_TIES} UNION ALL {_TEAM} UNION ALL {_SEATS}
"""  # noqa: S608 - constants only
# The touches of some pairs, and those of all (without a pair) of the days that momentum looks at.
_TOUCHES = """
WITH {ctes} meeting AS ({meetings}), talk AS ({talks})
SELECT person_id, colleague_id, day, (%(kinds)s::text[])[kind], direction FROM meeting
WHERE person_id = ANY(%(people)s) AND colleague_id = ANY(%(colleagues)s)
UNION ALL SELECT NULL, NULL, day, (%(kinds)s::text[])[kind], direction FROM talk
"""


def load_situation(
    day: FirmDay, inputs: HealthInputs, client_id: int, rules: HealthRules
) -> tuple[Situation, list[Pair]]:
    """The client on `day`, and the pairs worth trying: seats first, then people whose tie is nearly living.

    For each person the colleague who knows them best, and one of the team.
    """
    source = touches_of_clients(since=True)
    facts, values = facts_sql(source, day, client_ids=[client_id], rules=rules.tie)
    days = max(rules.quarter_days + rules.year_days + rules.tie.answer_days, rules.sentiment_days) + 1
    values |= {"client": client_id, "since": day.end - timedelta(days=days)}
    known = _KNOWN.format(facts=facts, declared=tie_sql.DECLARED, tie_now=tie_sql.tie_now("tie"))
    rows: dict[str, list[Any]] = defaultdict(list)
    for sort, *row in _rows(known, values):
        rows[sort].append(row)
    ties = {(person, colleague): strength for person, colleague, _, _, strength, *_ in rows["tie"]}
    team = [colleague for _, colleague, *_ in rows["team"]]
    seats: dict[str, set[int]] = defaultdict(set)
    for person, *_, role in rows["seat"]:
        seats[role].add(person)
    pairs = candidates(ties, seats, team)
    values |= {"people": sorted({pair[0] for pair in pairs}), "colleagues": sorted({pair[1] for pair in pairs})}
    of_pair: dict[Pair, list[Touch]] = defaultdict(list)
    recent: list[Touch] = []
    touches = _TOUCHES.format(ctes=source.ctes, meetings=source.meetings, talks=source.talks)
    for person, colleague, *touch in _rows(touches, values):
        (recent if person is None else of_pair[person, colleague]).append(Touch(*touch))
    ours = [*rows["team"], *rows["tie"]]
    practices = {colleague: practice for _, colleague, _, practice, *_ in ours}
    names = {colleague: name for _, colleague, name, *_ in ours}
    declared = {(person, colleague) for person, colleague, _, _, _, is_declared, _ in rows["tie"] if is_declared}
    return Situation(inputs, day.number, ties, practices, seats, recent, of_pair, declared, names), pairs


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
