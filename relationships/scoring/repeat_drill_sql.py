"""The SQL behind the bars: clients of a bar, entries of a client. The same building stones as the figures."""

from __future__ import annotations

from collections.abc import Sequence

from relationships.scoring.repeat_business import Policy, Within
from relationships.scoring.repeat_facts_sql import APART, NET_FEES, SHARDS, pieces

# A bar's clients are those that moved it; "previous" and "current" list whoever had entries that add up to something.
# A credit after the first fee of a rolling year takes from repeat business though the client's year comes to nothing.
LISTED = """
listed AS (
    SELECT s.*, CASE %(bar)s WHEN 'previous' THEN -previous WHEN 'current' THEN -current
                             ELSE -abs(current - previous) END AS place
    FROM standing s
    WHERE CASE %(bar)s WHEN 'previous' THEN s.previous <> 0 WHEN 'current' THEN s.current <> 0 OR s.repeat <> 0
                       ELSE s.current <> s.previous AND s.bar = %(bar)s END
      AND (%(existing)s::bool IS NULL OR s.existing = %(existing)s)
)"""
_NAMED = """
SELECT c.public_id, c.name, l.bar, l.existing, l.previous, l.current, l.repeat
FROM listed l JOIN clients_client c ON c.id = l.group_id ORDER BY l.place, l.group_id
"""
_SUM = """
SELECT count(*) AS count, COALESCE(sum(previous), 0) AS previous, COALESCE(sum(current), 0) AS current,
       COALESCE(sum(repeat), 0) AS repeat FROM listed
"""
STANDINGS = LISTED + _NAMED
STANDINGS_PAGE = STANDINGS + "LIMIT %(limit)s OFFSET %(offset)s"
STANDINGS_SUM = LISTED + _SUM

KEPT = f"""
SELECT %(answer)s, group_id %% {SHARDS}, group_id, place, bar, existing, previous, current, repeat FROM listed
"""  # noqa: S608  # a number of ours
# The page is cut out before the names are looked up.
_KEPT_PAGE = """WITH listed AS MATERIALIZED (
    SELECT * FROM scoring_repeatstanding WHERE answer_id = %(answer)s ORDER BY place, group_id
    LIMIT %(limit)s OFFSET %(offset)s
)"""
_KEPT_ALL = """WITH listed AS (SELECT * FROM scoring_repeatstanding WHERE answer_id = %(answer)s)"""
KEPT_PAGE = f"{_KEPT_PAGE}{_NAMED}"
# Of several answers by their keys; a list that is kept and empty is one row of nothing.
KEPT_PAGES = """
SELECT a.key, a.asked_at < now() - interval '1 hour' AS faded, page.*
FROM scoring_repeatanswer a LEFT JOIN LATERAL (
    SELECT c.public_id, c.name, l.bar, l.existing, l.previous, l.current, l.repeat, l.place, l.group_id
    FROM (
        SELECT * FROM scoring_repeatstanding WHERE answer_id = a.id ORDER BY place, group_id LIMIT %(limit)s
    ) l JOIN clients_client c ON c.id = l.group_id
) page ON TRUE
WHERE a.key = ANY(%(keys)s) AND a.figures IS NOT NULL ORDER BY page.place, page.group_id
"""
KEPT_SUM = f"{_KEPT_ALL}{_SUM}"

_MEMBERS = """
chosen AS ({chosen}), member AS (
    SELECT root_id AS group_id, client_id FROM span
    WHERE %(grouped)s AND root_id = ANY(ARRAY(SELECT id FROM chosen))
    UNION SELECT root_id, client_id FROM same
    WHERE NOT %(grouped)s AND root_id = ANY(ARRAY(SELECT id FROM chosen))
    UNION SELECT id, id FROM scope WHERE id = ANY(ARRAY(SELECT id FROM chosen))
)"""
MEMBERS_OF_ONE = _MEMBERS.format(chosen="SELECT %(group_id)s::bigint AS id")
"""The CTE `member`: every client that ever was in a group, so that only their entries need be read."""
MEMBERS_OF_SOME = _MEMBERS.format(chosen="SELECT id FROM clients_client WHERE public_id = ANY(%(public_ids)s)")
THEIRS = "e.client_id = ANY(ARRAY(SELECT client_id FROM member)) AND {group} = ANY(ARRAY(SELECT group_id FROM member))"

_BOTH_PERIODS = """(%(with_current)s AND e.booked_on >= %(current_start)s AND e.booked_on < %(current_end)s
    OR %(with_previous)s AND e.booked_on >= %(previous_start)s AND e.booked_on < %(previous_end)s)
    AND e.booked_on >= %(first_day)s AND e.booked_on < %(after)s"""


def wanted(
    policy: Policy, within: Sequence[Within], *, of_group: bool, alone: bool, of_engagement: bool, joint: bool
) -> str:
    """The CTE `wanted`: entries that count, of both periods or one, of some groups, a client or engagement or of all.

    The groups are those of the CTE `member`.
    """
    owned = of_group or alone
    parts = pieces(policy, None, within, few=owned, joint=joint)
    conditions = [NET_FEES, _BOTH_PERIODS, "e.client_id <> ALL(%(hidden)s::bigint[])"]
    conditions += [parts.inside] if parts.inside else []
    conditions += [f"NOT {APART}"] if policy.one_offs == "apart" else []
    if alone:
        conditions.append("e.client_id = %(group_id)s")
    elif of_group:
        conditions.append(THEIRS.format(group=parts.group))
    if of_engagement:
        conditions.append("e.engagement_id IS NOT DISTINCT FROM %(engagement_id)s::bigint")
    return f"""
wanted AS (
    SELECT e.id, e.engagement_id, {parts.group if owned else "NULL::bigint"} AS group_id, e.booked_on,
           {parts.money} AS amount, e.client_id,
           e.booked_on >= %(current_start)s AND e.booked_on < %(current_end)s AS is_current
    FROM {parts.entries} {parts.joins if owned else parts.work + parts.rates}
    WHERE {" AND ".join(conditions)}
)"""  # noqa: S608  # made of constants


OWNERS = """
SELECT c.public_id, c.name FROM clients_client c
WHERE c.id IN (SELECT group_id FROM wanted) AND c.id <> %(group_id)s ORDER BY c.name, c.id
"""
ENTRIES = "SELECT id, client_id, amount, booked_on FROM wanted ORDER BY booked_on DESC, id DESC, client_id"
ENTRIES_PAGE = ENTRIES + " LIMIT %(limit)s OFFSET %(offset)s"
ENTRIES_SUM = """
SELECT count(*) AS count, COALESCE(sum(amount) FILTER (WHERE is_current), 0) AS current,
       COALESCE(sum(amount) FILTER (WHERE NOT is_current), 0) AS previous FROM wanted
"""
ENGAGEMENTS = """
SELECT g.public_id, g.name, c.name AS client, sums.previous, sums.current, sums.entries
FROM (
    SELECT engagement_id, count(*) AS entries, COALESCE(sum(amount) FILTER (WHERE is_current), 0) AS current,
           COALESCE(sum(amount) FILTER (WHERE NOT is_current), 0) AS previous
    FROM wanted GROUP BY engagement_id
) sums
LEFT JOIN engagements_engagement g ON g.id = sums.engagement_id
LEFT JOIN clients_client c ON c.id = g.client_id
ORDER BY -abs(sums.current - sums.previous), -sums.current, g.name NULLS LAST, c.name, sums.engagement_id
LIMIT %(limit)s
"""
