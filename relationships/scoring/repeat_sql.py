"""The second half of the repeat-business SQL: from sums per bucket to standings per period, and to the figures.

`cell` puts the buckets of each period together, `standing` the segments of each group. `bar` and `existing` are decided
for the group in the whole firm; `current` and `previous` are sums over the entries inside the scope asked for, so that
segments add up to the firm.
"""

from __future__ import annotations

from collections.abc import Sequence

from relationships.scoring.repeat_business import CHANGES, Policy, Within
from relationships.scoring.repeat_facts_sql import Segments, facts, several

SUMS = {
    "total": "sum(current)",
    "repeat": "sum(repeat)",
    "clients": "count(*) FILTER (WHERE current > 0)",
    "repeat_without_reactivated": "sum(repeat) FILTER (WHERE bar <> 'reactivated')",
    "new_revenue": "sum(current) FILTER (WHERE bar = 'new')",
    "base": "sum(previous) FILTER (WHERE previous > 0)",
    "kept": "sum(current) FILTER (WHERE previous > 0)",
    "gross": "sum(least(previous, greatest(current, 0))) FILTER (WHERE previous > 0)",
    "had": "count(*) FILTER (WHERE previous > 0)",
    "stayed": "count(*) FILTER (WHERE previous > 0 AND current > 0)",
    "active": "sum(current) FILTER (WHERE current > 0)",
    "squares": "sum(current * current) FILTER (WHERE current > 0)",
    "previous": "sum(previous)",
    "previous_clients": "count(*) FILTER (WHERE previous > 0)",
    "entries": "sum(entries)",
    "previous_entries": "sum(previous_entries)",
    **{bar.value: f"sum(current - previous) FILTER (WHERE bar = '{bar}')" for bar in CHANGES},
    **{f"{bar}_clients": f"count(*) FILTER (WHERE bar = '{bar}' AND current <> previous)" for bar in CHANGES},
}
"""What is summed over the groups of a period, in the order of `part.sums`; a segment has only the first three."""


def standings(
    policy: Policy, by: Segments = None, within: Sequence[Within] = (), *, some: bool = False, joint: bool
) -> str:
    """The CTEs up to `standing` (number, group_id, current, previous, existing, repeat, bar). `some`: of some shards."""
    cell = _CELL.replace("{by_group}", _BY_GROUP if by else "").replace("{fact}", "group_fact" if by else "fact")
    return ",".join(
        [facts(policy, by, within, some=some, joint=joint), cell, _STANDING.replace("{repeat}", _repeat(policy))]
    )


def parts(policy: Policy, by: Segments = None) -> str:
    """The CTEs up to `part`, to stand after `standings`: a row per period and shard, with `by` also per segment.

    With several segments at once `kind` counts them from 1; it is 0 in the rows of the whole.

    Groups are told apart by their id modulo `modulus`; 1 makes a single shard, for figures that nobody keeps.
    `sums` adds up `SUMS` over the groups of the shard, `largest` are its ten largest, `earlier` says whether any of its
    groups was billed before the period.
    """
    columns = [f"f.segment_id[{kind}]" for kind, _ in enumerate(several(by), start=1)]
    if not isinstance(by, tuple):
        columns = ["f.segment_id"] * len(columns)
    segments = [
        _SEGMENTS.replace("{repeat}", _repeat(policy)).replace("{segment}", column).replace("{kind}", str(kind))
        for kind, column in enumerate(columns, start=1)
    ]
    return _PARTS.replace("{segments}", "".join(segments))


def _repeat(policy: Policy) -> str:
    """In the rolling reading each entry has been judged; else the whole group is existing or not."""
    return "eligible" if policy.is_rolling else "CASE WHEN existing THEN eligible ELSE 0 END"


# `place` says which buckets a period looks at, so that facts find their periods by hashing and not one by one.
_CELL = """
{by_group}seen AS MATERIALIZED (
    SELECT group_id, min(bucket) FILTER (WHERE positive) AS first_bucket FROM {fact} GROUP BY group_id
), period AS MATERIALIZED (
    SELECT * FROM unnest(%(numbers)s::int[], %(lookback_from)s::int[], %(previous_from)s::int[], %(previous_to)s::int[],
                         %(current_from)s::int[], %(current_to)s::int[])
        AS p (number, lookback_from, previous_from, previous_to, current_from, current_to)
), place AS MATERIALIZED (
    SELECT p.number, bucket, bucket >= p.current_from AS is_current,
           bucket >= p.previous_from AND bucket < p.previous_to AS is_previous,
           bucket >= p.lookback_from AND bucket < p.current_from AS in_window
    FROM period p CROSS JOIN generate_series(least(p.lookback_from, p.previous_from), p.current_to - 1) AS bucket
), cell AS (
    SELECT place.number, f.group_id,
           COALESCE(sum(f.amount) FILTER (WHERE is_current), 0) AS current,
           COALESCE(sum(f.amount) FILTER (WHERE is_previous), 0) AS previous,
           COALESCE(sum(f.eligible) FILTER (WHERE is_current), 0) AS eligible,
           COALESCE(sum(f.firm_amount) FILTER (WHERE is_current), 0) AS firm_current,
           COALESCE(sum(f.firm_amount) FILTER (WHERE is_previous), 0) AS firm_previous,
           bool_or(f.positive AND place.in_window) AS in_window,
           COALESCE(sum(f.entries) FILTER (WHERE is_current), 0) AS entries,
           COALESCE(sum(f.entries) FILTER (WHERE is_previous), 0) AS previous_entries
    FROM {fact} f JOIN place USING (bucket)
    GROUP BY place.number, f.group_id
)"""
# Whether a group is existing is decided in the whole firm: facts of segments are put together first.
_BY_GROUP = """group_fact AS MATERIALIZED (
    SELECT group_id, bucket, sum(firm_amount) AS firm_amount, sum(amount) AS amount, sum(eligible) AS eligible,
           bool_or(positive) AS positive, sum(entries) AS entries
    FROM fact GROUP BY group_id, bucket
), """

_STANDING = """
standing AS (
    SELECT number, group_id, current, previous, existing, {repeat} AS repeat, entries, previous_entries,
           CASE WHEN firm_previous > 0 AND firm_current > 0
                    THEN CASE WHEN firm_current < firm_previous THEN 'shrunk' ELSE 'grown' END
                WHEN firm_previous > 0 THEN 'lost'
                WHEN firm_current > 0 THEN CASE WHEN known THEN 'reactivated' ELSE 'new' END
                ELSE 'corrections' END AS bar
    FROM (
        SELECT cell.*, COALESCE(seen.first_bucket < period.current_from, FALSE) AS known,
               CASE WHEN period.lookback_from IS NULL THEN COALESCE(seen.first_bucket < period.current_from, FALSE)
                    ELSE COALESCE(in_window, FALSE) END AS existing
        FROM cell JOIN seen USING (group_id) JOIN period USING (number)
    ) AS whole
)"""

_PARTS = f"""
ranked AS (
    SELECT standing.*, group_id %% %(modulus)s AS shard,
           row_number() OVER (PARTITION BY number, group_id %% %(modulus)s ORDER BY current DESC) AS place
    FROM standing
), part AS (
    SELECT number, shard, FALSE AS segment_row, NULL::bigint AS segment_id,
           ARRAY[{", ".join(SUMS.values())}]::numeric[] AS sums,
           array_agg(current ORDER BY current DESC) FILTER (WHERE place <= 10 AND current > 0) AS largest, NULL::boolean AS earlier,
           0 AS kind
    FROM ranked GROUP BY number, shard
    UNION ALL
    SELECT number, shard, FALSE, NULL, NULL, NULL, first_bucket < current_from, 0
    FROM (SELECT group_id %% %(modulus)s AS shard, min(first_bucket) AS first_bucket FROM seen GROUP BY 1) AS first, period
    WHERE first_bucket < current_from
    {{segments}}
)"""  # noqa: S608  # made of this module's constants

_SEGMENTS = """
    UNION ALL
    SELECT ours.number, ours.group_id %% %(modulus)s, TRUE, ours.segment_id,
           ARRAY[sum(ours.current), sum({repeat}), count(*) FILTER (WHERE ours.current > 0)]::numeric[], NULL, NULL, {kind}
    FROM (
        SELECT place.number, f.group_id, {segment} AS segment_id, sum(f.amount) AS current,
               COALESCE(sum(f.eligible), 0) AS eligible
        FROM fact f JOIN place USING (bucket)
        WHERE place.is_current AND f.amount IS NOT NULL
        GROUP BY place.number, f.group_id, {segment}
    ) AS ours JOIN standing USING (number, group_id)
    GROUP BY ours.number, ours.group_id %% %(modulus)s, ours.segment_id"""

_FIGURES = f"""
SELECT number, segment_row, segment_id{{kind}},
       {", ".join(f"sum(sums[{place}]) AS {name}" for place, name in enumerate(SUMS, start=1))},
       max(largest[1]) AS top1, bool_or(earlier) AS any_earlier_fee,
       CASE WHEN NOT segment_row THEN (SELECT sum(amount) FROM (
            SELECT unnest(largest) AS amount FROM part AS one WHERE one.number = part.number
            ORDER BY amount DESC LIMIT 10) AS top) END AS top10
FROM part GROUP BY number, segment_row, segment_id{{kind}}
"""  # noqa: S608  # made of this module's constants
FIGURES = _FIGURES.replace("{kind}", "")
"""The parts put together: one row per period (`segment_row` false), and one per segment whose entries it holds."""
FIGURES_OF_SEVERAL = _FIGURES.replace("{kind}", ", kind")
"""The same with `kind`: which of several segments it is, counted from 1; 0 for the whole."""

FIRST_BOOKING = """first AS (
    SELECT booked_on FROM engagements_ledgerentry
    WHERE archived_at IS NULL AND client_id <> ALL(%(hidden)s::bigint[])
    ORDER BY booked_on LIMIT 1
) SELECT booked_on FROM first
"""
"""Stands after `WITH` and what `open_ledger` puts there."""
