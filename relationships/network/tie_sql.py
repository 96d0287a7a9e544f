"""The formula of `tie_strength` as SQL over every touch at once. A test holds the two to the same number."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from relationships.network.tie_rules import TieRules

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

# Which pairs of touch and client count: `barred` ones would let walled work shine through at another client.
AT_CLIENTS = """
    SELECT tl.colleague_id, tp.person_id, tc.client_id, i.kind, i.direction, i.occurred_at
    FROM interactions_touchclient tc
    JOIN interactions_interaction i ON i.id = tc.interaction_id
    JOIN interactions_touchperson tp ON tp.interaction_id = i.id
    JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id
    WHERE tc.occurred_at < %(end)s AND i.archived_at IS NULL {only} {unbarred}
"""
WITHOUT_CLIENT = """
    SELECT tl.colleague_id, tp.person_id, NULL::bigint AS client_id, i.kind, i.direction, i.occurred_at
    FROM interactions_interaction i
    JOIN interactions_touchperson tp ON tp.interaction_id = i.id
    JOIN interactions_touchcolleague tl ON tl.interaction_id = i.id
    WHERE i.occurred_at < %(end)s AND i.archived_at IS NULL
      AND NOT EXISTS (SELECT FROM interactions_touchclient tc WHERE tc.interaction_id = i.id)
"""

# Sums are of whole multiples of 2**-50: the same to the last bit in whatever order the rows come.
UNIT = 2.0**50

# Days count from 2000-01-01; the shift keeps blocks of earlier years whole, as Python's floor division does.
TIE_FACTS = """
kind_rule AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(kind_depths)s::float8[], %(kind_mail)s::bool[])
        WITH ORDINALITY AS k (kind, depth, mail, number)
), day_touch AS (
    SELECT colleague_id, person_id, client_id, kind,
           (occurred_at AT TIME ZONE %(zone)s)::date - DATE '2000-01-01' AS day,
           bool_or(direction <> 'theirs') AS ours, bool_or(direction <> 'ours') AS theirs
    FROM ({source}) touch GROUP BY 1, 2, 3, 4, 5
), near AS (
    SELECT *, min(day) OVER tie AS first_day, max(day) OVER tie AS last_day,
           count(*) FILTER (WHERE ours) OVER month > 0 AND count(*) FILTER (WHERE theirs) OVER month > 0 AS answered
    FROM day_touch
    WINDOW tie AS (PARTITION BY colleague_id, person_id, client_id),
           month AS (tie ORDER BY day RANGE BETWEEN %(answer_days)s PRECEDING AND %(answer_days)s FOLLOWING)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY colleague_id, person_id, client_id, kind, (day + 36600) / 30
                                 ORDER BY answered DESC, day DESC) AS place
    FROM near
), weighed AS (
    SELECT r.*, pace.interval_days, pace.half_life, k.depth, k.number,
           CASE WHEN r.answered OR NOT k.mail THEN 1 ELSE %(one_way_weight)s::float8 END AS weight,
           exp(-ln(2::float8) * (r.last_day - r.day) / pace.half_life) AS decay,
           exp(-ln(2::float8) * (r.last_day - r.day) / (pace.half_life * %(memory)s::float8)) AS slow
    FROM ranked r JOIN kind_rule k USING (kind) LEFT JOIN clients_client c ON c.id = r.client_id
    CROSS JOIN LATERAL (SELECT GREATEST(
        COALESCE(c.expected_interval_days, (%(tier_days)s::jsonb ->> COALESCE(c.tier, ''))::int),
        %(least_interval)s) AS interval_days) i
    CROSS JOIN LATERAL (SELECT i.interval_days, i.interval_days
        * (1 + ln(1 + (r.last_day - r.first_day) / 365.25::float8)) AS half_life) pace
    WHERE r.place <= %(per_block)s
), tie AS (
    SELECT colleague_id, person_id, client_id, count(*) AS touches,
           DATE '2000-01-01' + min(first_day) AS first_on, DATE '2000-01-01' + min(last_day) AS last_on,
           DATE '2000-01-01' + max(day) FILTER (WHERE answered) AS answered_on,
           min(interval_days) AS interval_days, min(half_life) AS half_life_days,
           sum(round(weight * decay * %(unit)s)::int8)::float8 / %(unit)s AS frequency,
           COALESCE(sum(round(weight * slow * %(unit)s)::int8) FILTER (WHERE ours), 0)::float8 / %(unit)s AS ours,
           COALESCE(sum(round(weight * slow * %(unit)s)::int8) FILTER (WHERE theirs), 0)::float8 / %(unit)s AS theirs,
           sum(round(weight * slow * depth * %(unit)s)::int8)::float8 / %(unit)s AS depth, bit_count(bit_or(1 << number::int)::bit(32)) AS channels
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


def strength_expression(alias: str, on: date, rules: TieRules) -> tuple[str, list[Any]]:
    """The strength of the tie in row `alias` on a day, with positional parameters, for the ORM."""
    values = {**parameters(rules), "as_of": on}
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        names.append(found[1])
        return "%s"

    text = re.sub(r"%\((\w+)\)s", place, _STRENGTH.format(t=alias))
    return text, [values[name] for name in names]
