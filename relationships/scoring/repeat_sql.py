"""The second half of the repeat-business SQL: from sums per bucket to standings per period, and to the figures.

`cell` puts the buckets of each period together, `standing` the segments of each group. `bar` and `existing` are decided
for the group in the whole firm; `current` and `previous` are sums over the entries inside the scope asked for, so that
segments add up to the firm.
"""

from __future__ import annotations

from collections.abc import Sequence

from relationships.scoring.repeat_business import Policy, Segment, Within
from relationships.scoring.repeat_facts_sql import facts


def standings(policy: Policy, by: Segment | None = None, within: Sequence[Within] = ()) -> str:
    """The CTEs up to `standing` (number, group_id, current, previous, existing, repeat, bar)."""
    standing = _STANDING.replace("{whole}", _WHOLE_OF_SEGMENTS if by else _WHOLE).replace("{repeat}", _repeat(policy))
    return ",".join([facts(policy, by, within), _CELL, standing])


def figures(policy: Policy, by: Segment | None = None) -> str:
    """One row per period (`segment_row` false), and with `by` one per period and segment whose entries it holds."""
    return _FIGURES + (_SEGMENTS.replace("{repeat}", _repeat(policy)) if by else "")


def _repeat(policy: Policy) -> str:
    """In the rolling reading each entry has been judged; else the whole group is existing or not."""
    return "eligible" if policy.is_rolling else "CASE WHEN existing THEN eligible ELSE 0 END"


_CELL = """
seen AS MATERIALIZED (
    SELECT group_id, min(bucket) FILTER (WHERE positive) AS first_bucket FROM fact GROUP BY group_id
), period AS (
    SELECT * FROM unnest(%(numbers)s::int[], %(lookback_from)s::int[], %(previous_from)s::int[], %(previous_to)s::int[],
                         %(current_from)s::int[], %(current_to)s::int[])
        AS p (number, lookback_from, previous_from, previous_to, current_from, current_to)
), cell AS (
    SELECT p.number, p.current_from, p.lookback_from IS NULL AS unlimited, f.group_id, f.segment_id,
           COALESCE(sum(f.amount) FILTER (WHERE is_current), 0) AS current,
           COALESCE(sum(f.amount) FILTER (WHERE is_previous), 0) AS previous,
           COALESCE(sum(f.eligible) FILTER (WHERE is_current), 0) AS eligible,
           COALESCE(sum(f.firm_amount) FILTER (WHERE is_current), 0) AS firm_current,
           COALESCE(sum(f.firm_amount) FILTER (WHERE is_previous), 0) AS firm_previous,
           bool_or(f.positive AND f.bucket >= p.lookback_from AND f.bucket < p.current_from) AS in_window,
           bool_or(is_current AND f.amount IS NOT NULL) AS booked
    FROM period p
    JOIN fact f ON f.bucket < p.current_to AND f.bucket >= least(p.lookback_from, p.previous_from)
    CROSS JOIN LATERAL (SELECT f.bucket >= p.current_from AS is_current,
                               f.bucket >= p.previous_from AND f.bucket < p.previous_to AS is_previous) AS place
    GROUP BY p.number, p.current_from, p.lookback_from, f.group_id, f.segment_id
)"""

_WHOLE = """
        SELECT cell.*, COALESCE(seen.first_bucket < current_from, FALSE) AS known,
               CASE WHEN unlimited THEN COALESCE(seen.first_bucket < current_from, FALSE)
                    ELSE COALESCE(in_window, FALSE) END AS existing
        FROM cell JOIN seen USING (group_id)"""
_WHOLE_OF_SEGMENTS = """
        SELECT cell.number, group_id, sum(current) AS current, sum(previous) AS previous, sum(eligible) AS eligible,
               sum(firm_current) AS firm_current, sum(firm_previous) AS firm_previous,
               COALESCE(seen.first_bucket < current_from, FALSE) AS known,
               CASE WHEN unlimited THEN COALESCE(seen.first_bucket < current_from, FALSE)
                    ELSE COALESCE(bool_or(in_window), FALSE) END AS existing
        FROM cell JOIN seen USING (group_id)
        GROUP BY cell.number, current_from, unlimited, group_id, seen.first_bucket"""
_STANDING = """
standing AS (
    SELECT number, group_id, current, previous, existing, {repeat} AS repeat,
           CASE WHEN firm_previous > 0 AND firm_current > 0
                    THEN CASE WHEN firm_current < firm_previous THEN 'shrunk' ELSE 'grown' END
                WHEN firm_previous > 0 THEN 'lost'
                WHEN firm_current > 0 THEN CASE WHEN known THEN 'reactivated' ELSE 'new' END
                ELSE 'corrections' END AS bar
    FROM ({whole}
    ) AS whole
)"""

_FIGURES = """
ranked AS (
    SELECT standing.*, row_number() OVER (PARTITION BY number ORDER BY current DESC) AS place FROM standing
)
SELECT number, FALSE AS segment_row, NULL::bigint AS segment_id,
       sum(current) AS total, sum(repeat) AS repeat, count(*) FILTER (WHERE current > 0) AS clients,
       sum(repeat) FILTER (WHERE bar <> 'reactivated') AS repeat_without_reactivated,
       sum(current) FILTER (WHERE bar = 'new') AS new_revenue,
       sum(previous) FILTER (WHERE previous > 0) AS base,
       sum(current) FILTER (WHERE previous > 0) AS kept,
       sum(least(previous, greatest(current, 0))) FILTER (WHERE previous > 0) AS gross,
       count(*) FILTER (WHERE previous > 0) AS had,
       count(*) FILTER (WHERE previous > 0 AND current > 0) AS stayed,
       sum(current) FILTER (WHERE current > 0 AND place = 1) AS top1,
       sum(current) FILTER (WHERE current > 0 AND place <= 10) AS top10,
       sum(current) FILTER (WHERE current > 0) AS active,
       sum(current * current) FILTER (WHERE current > 0) AS squares,
       sum(previous) AS previous, count(*) FILTER (WHERE previous > 0) AS previous_clients,
       sum(current - previous) FILTER (WHERE bar = 'lost') AS lost,
       sum(current - previous) FILTER (WHERE bar = 'shrunk') AS shrunk,
       sum(current - previous) FILTER (WHERE bar = 'grown') AS grown,
       sum(current - previous) FILTER (WHERE bar = 'reactivated') AS reactivated,
       sum(current - previous) FILTER (WHERE bar = 'new') AS new,
       sum(current - previous) FILTER (WHERE bar = 'corrections') AS corrections,
       count(*) FILTER (WHERE bar = 'lost' AND current <> previous) AS lost_clients,
       count(*) FILTER (WHERE bar = 'shrunk' AND current <> previous) AS shrunk_clients,
       count(*) FILTER (WHERE bar = 'grown' AND current <> previous) AS grown_clients,
       count(*) FILTER (WHERE bar = 'reactivated' AND current <> previous) AS reactivated_clients,
       count(*) FILTER (WHERE bar = 'new' AND current <> previous) AS new_clients,
       count(*) FILTER (WHERE bar = 'corrections' AND current <> previous) AS corrections_clients,
       (SELECT min(first_bucket) FROM seen) < period.current_from AS any_earlier_fee
FROM ranked JOIN period USING (number) GROUP BY number, period.current_from
"""

_SEGMENTS = """
UNION ALL
SELECT cell.number, TRUE, cell.segment_id, sum(cell.current),
       sum({repeat}),
       count(*) FILTER (WHERE cell.current > 0),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM cell JOIN standing USING (number, group_id)
WHERE cell.booked
GROUP BY cell.number, cell.segment_id
"""

FIRST_BOOKING = """
SELECT e.booked_on FROM engagements_ledgerentry e
WHERE e.archived_at IS NULL AND EXISTS (SELECT FROM scope WHERE scope.id = e.client_id)
ORDER BY e.booked_on LIMIT 1
"""
