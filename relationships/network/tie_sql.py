"""The formula of `tie_strength` as SQL over every touch at once. A test holds the two to the same number."""

from __future__ import annotations

import json
from typing import Any

from relationships.network.tie_rules import TieRules
from relationships.network.touch_sources import OUT

FACTS = (
    "touches",
    "first_on",
    "last_on",
    "answered_on",
    "interval_days",
    "half_life_days",
    "frequency",
    "ours",
    "theirs",
    "depth",
    "channels",
)

# Sums are of whole multiples of 2**-40: the same to the last bit in whatever order the rows come.
UNIT = 2.0**40

# Kinds are numbers, their places among `%(kinds)s`. Days count from 2000-01-01; the shift keeps blocks of earlier years
# whole, as Python's floor division does. What is one per tie is joined before rows are ordered, so that they stay so.
TIE_FACTS = """
day_touch AS MATERIALIZED (
    SELECT colleague_id, person_id, client_id, kind, day,
           bool_or(direction <> 'theirs') AS ours, bool_or(direction <> 'ours') AS theirs
    FROM ({meetings}) touch GROUP BY 1, 2, 3, 5, 4
), pace AS MATERIALIZED (
    SELECT s.*, i.interval_days,
           i.interval_days * (1 + ln(1 + (s.last_day - s.first_day) / 365.25::float8)) AS half_life
    FROM (SELECT colleague_id, person_id, client_id, COALESCE(client_id, 0) AS place, min(day) AS first_day,
                 max(day) AS last_day FROM day_touch GROUP BY 1, 2, 3) s
    LEFT JOIN clients_client c ON c.id = s.client_id
    CROSS JOIN LATERAL (SELECT GREATEST(
        COALESCE(c.expected_interval_days, (%(tier_days)s::jsonb ->> COALESCE(c.tier, ''))::int),
        %(least_interval)s) AS interval_days) i
), near AS (
    SELECT d.*, p.first_day, p.last_day, p.interval_days, p.half_life,
           count(*) FILTER (WHERE d.ours) OVER month > 0 AND count(*) FILTER (WHERE d.theirs) OVER month > 0 AS answered
    FROM day_touch d JOIN pace p ON p.colleague_id = d.colleague_id AND p.person_id = d.person_id
                                AND p.place = COALESCE(d.client_id, 0)
    WINDOW month AS (PARTITION BY d.colleague_id, d.person_id, d.client_id ORDER BY d.day
                     RANGE BETWEEN %(answer_days)s PRECEDING AND %(answer_days)s FOLLOWING)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY colleague_id, person_id, client_id, kind, (day + 36600) / 30
                                 ORDER BY answered DESC, day DESC) AS place
    FROM near
), weighed AS (
    SELECT r.*, (%(kind_depths)s::float8[])[kind] AS depth,
           CASE WHEN answered OR NOT (%(kind_mail)s::bool[])[kind] THEN 1 ELSE %(one_way_weight)s::float8 END AS weight,
           exp(-ln(2::float8) * (last_day - day) / half_life) AS decay,
           exp(-ln(2::float8) * (last_day - day) / (half_life * %(memory)s::float8)) AS slow
    FROM ranked r WHERE place <= %(per_block)s
), tie AS (
    SELECT colleague_id, person_id, client_id, count(*) AS touches,
           DATE '2000-01-01' + min(first_day) AS first_on, DATE '2000-01-01' + min(last_day) AS last_on,
           DATE '2000-01-01' + max(day) FILTER (WHERE answered) AS answered_on,
           min(interval_days) AS interval_days, min(half_life) AS half_life_days,
           sum(round(weight * decay * %(unit)s))::float8 / %(unit)s AS frequency,
           COALESCE(sum(round(weight * slow * %(unit)s)) FILTER (WHERE ours), 0)::float8 / %(unit)s AS ours,
           COALESCE(sum(round(weight * slow * %(unit)s)) FILTER (WHERE theirs), 0)::float8 / %(unit)s AS theirs,
           sum(round(weight * slow * depth * %(unit)s))::float8 / %(unit)s AS depth,
           bit_count(bit_or(1 << kind)::bit(32)) AS channels
    FROM weighed GROUP BY 1, 2, 3
)
"""

# On a row `{t}` with the facts; %(as_of)s is the day asked for.
_STRENGTH = """
(SELECT CASE WHEN {t}.answered_on IS NULL THEN LEAST(strength, %(unanswered_cap)s::float8) ELSE strength END
 FROM (SELECT (%(as_of)s::date - {t}.last_on) AS age, {t}.half_life_days AS h,
              ({t}.last_on - {t}.first_on) / 365.25::float8 AS years) a
 CROSS JOIN LATERAL (SELECT exp(-ln(2::float8) * a.age / (a.h * %(memory)s::float8)) AS fade) f
 CROSS JOIN LATERAL (SELECT 100 * (
     %(w_recency)s::float8 * COALESCE(exp(-ln(2::float8) * (%(as_of)s::date - {t}.answered_on) / a.h), 0)
     + %(w_frequency)s::float8 * LEAST(1, {t}.frequency * exp(-ln(2::float8) * a.age / a.h)
                                          * (1 - exp(-ln(2::float8) * {t}.interval_days / a.h)))
     + %(w_reciprocity)s::float8 * f.fade * LEAST({t}.ours, {t}.theirs) / (GREATEST({t}.ours, {t}.theirs) + 1)
     + %(w_depth)s::float8 * (1 - exp(-ln(2::float8) * {t}.depth * f.fade))
     + %(w_years)s::float8 * f.fade * LEAST(1, ln(1 + a.years) / ln(1 + %(full_years)s::float8))
     + %(w_channels)s::float8 * f.fade * LEAST(1, {t}.channels / %(full_channels)s::float8)
 ) / %(w_all)s::float8 AS strength) s)
"""


STRENGTH = _STRENGTH.format(t="t")

# What holders said by the end of the day asked for, and still holds on it.
DECLARED = f"""
declared AS (
    SELECT client_id, person_id, colleague_id, strength::float8 AS strength FROM network_declaredtie
    WHERE client_id = ANY(%(client_ids)s) AND created_at < %(end)s AND (archived_at IS NULL OR archived_at >= %(end)s)
      AND holds_until >= %(as_of)s AND person_id NOT IN ({OUT})
)
"""  # noqa: S608 - constants only


def tie_now(ties: str) -> str:
    """Strengths at `%(client_ids)s` from `ties` and `declared`: what was declared stands in place of what was computed."""
    return f"""
        SELECT client_id, person_id, colleague_id, COALESCE(d.strength, {STRENGTH}) AS strength
        FROM (SELECT * FROM {ties} WHERE client_id = ANY(%(client_ids)s)) t
        FULL JOIN declared d USING (client_id, person_id, colleague_id)"""  # noqa: S608 - constants only


def parameters(rules: TieRules) -> dict[str, Any]:
    """`rules` under the names that the SQL uses."""
    kinds = sorted(rules.depths)
    return {
        "unit": UNIT,
        "kinds": kinds,
        "kind_depths": [float(rules.depths[kind]) for kind in kinds],
        "kind_mail": [kind in rules.mail_kinds for kind in kinds],
        "tier_days": json.dumps(dict(rules.intervals)),
        "least_interval": rules.least_interval_days,
        "answer_days": rules.answer_days,
        "one_way_weight": rules.one_way_weight,
        "per_block": rules.per_block,
        "memory": rules.memory,
        "unanswered_cap": rules.unanswered_cap,
        "full_years": rules.full_years,
        "full_channels": rules.full_channels,
        "w_all": sum(rules.weights.values()),
        **{f"w_{key}": weight for key, weight in rules.weights.items()},
    }
