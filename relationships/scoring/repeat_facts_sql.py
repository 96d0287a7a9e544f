"""The first half of the repeat-business SQL: sums per group, segment and bucket of days, in one pass over the ledger.

Put together from constants as a policy needs them. The borders of all periods cut the calendar into buckets. `amount`
sums what lies inside the segments asked for, `firm_amount` everything, `eligible` what may count
as repeat business; `positive` says whether a positive fee was among it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from relationships.scoring.repeat_business import Policy, Segment, Within
from relationships.scoring.repeat_source import entries, part_of

NET_FEES = "e.archived_at IS NULL AND e.kind IN ('fee', 'credit', 'write_off')"
POSITIVE = "e.kind = 'fee' AND e.base_amount > 0"
APART = "(e.one_off OR COALESCE(work.one_off, FALSE))"
_COLUMNS = {
    Segment.PRACTICE: "e.practice_id",
    Segment.OFFICE: "e.office_id",
    Segment.PARTNER: "e.partner_id",
    Segment.TIER: "traits.tier_id",
    Segment.INDUSTRY: "traits.industry_id",
    Segment.ORIGINATING: "COALESCE(work.originating_id, traits.originating_id)",
    Segment.OWNER: "traits.owner_id",
}
_OF_CLIENTS = {Segment.TIER, Segment.INDUSTRY, Segment.ORIGINATING, Segment.OWNER}


@dataclass(frozen=True)
class Pieces:
    """The parts of a statement that depend on the policy, the breakdown and the scope. All are this module's own text."""

    entries: str
    joins: str
    work: str
    rates: str
    group: str
    segment: str
    positive: str
    money: str
    amount: str
    inside: str
    counted: str


Segments = Segment | tuple[Segment, ...] | None
"""What entries are broken down by: one segment, several at once (`segment_id` is then an array), or nothing."""


def several(by: Segments) -> tuple[Segment, ...]:
    """The segments that `by` names."""
    if by is None:
        return ()
    return by if isinstance(by, tuple) else (by,)


def pieces(
    policy: Policy, by: Segments = None, within: Sequence[Within] = (), *, few: bool = False, joint: bool
) -> Pieces:
    """What the policy reads and joins, and how an entry's group, segment and amount read.

    `few`: the entries of few clients. `joint`: there are joint accounts (`joint_accounts_exist`). `money` is an entry's
    amount, `amount` what of it counts.
    """
    grouped, apart = policy.level == "group", policy.one_offs == "apart"
    asked = {*several(by), *(each.segment for each in within)}
    steady = policy.currency == "constant"
    whole = "COALESCE(round(e.amount * steady.rate, 2), e.base_amount)" if steady else "e.base_amount"
    money = part_of(whole, joint=joint)
    work = (_WORK if apart or Segment.ORIGINATING in asked else "") + _traits(asked, few=few)
    inside = " AND ".join(
        f"{_COLUMNS[each.segment]} IS NOT DISTINCT FROM %({each.segment}_id)s::bigint" for each in within
    )
    return Pieces(
        entries=entries(policy, joint=joint),
        joins=(_OWNER if grouped else _SAME) + work + (_STEADY if steady else ""),
        work=work,
        rates=_STEADY if steady else "",
        group="COALESCE(span.root_id, e.client_id)" if grouped else "COALESCE(same.root_id, e.client_id)",
        segment=_segment_id(by),
        positive=POSITIVE if not joint else f"e.kind = 'fee' AND {part_of('e.base_amount', joint=True)} > 0",
        money=money,
        amount=f"CASE WHEN {APART} THEN 0 ELSE {money} END" if apart else money,
        inside=inside,
        counted=" AND ".join([inside or "TRUE", *([f"NOT {APART}"] if apart else [])]),
    )


def _segment_id(by: Segments) -> str:
    if isinstance(by, tuple):
        return f"ARRAY[{', '.join(_COLUMNS[each] for each in by)}]::bigint[]"
    return _COLUMNS[by] if by else "NULL::bigint"


SHARDS = 256
"""Groups are told apart by their id into so many shards, whose sums add up to the figures."""
_SOME_CLIENTS = "AND e.client_id = ANY(%(members)s::bigint[])"
_SOME_GROUPS = f"group_id %% {SHARDS} = ANY(%(shards)s::int[])"

_OWNER = """
    LEFT JOIN span ON span.client_id = e.client_id
        AND (span.starts_on IS NULL OR span.starts_on <= COALESCE(%(owned_on)s::date, e.booked_on))
        AND (span.ends_on IS NULL OR span.ends_on > COALESCE(%(owned_on)s::date, e.booked_on))"""
_SAME = """
    LEFT JOIN same ON same.client_id = e.client_id"""
# One rate a currency, so that nothing but the business moves; an amount in the firm's own has none and stays.
_STEADY = """
    LEFT JOIN (
        SELECT DISTINCT ON (rate.currency) rate.currency, rate.rate
        FROM engagements_exchangerate rate JOIN accounts_firm firm ON firm.base_currency = rate.base_currency
        WHERE rate.archived_at IS NULL
        ORDER BY rate.currency, rate."on" DESC
    ) steady ON steady.currency = e.currency"""
_WORK = """
    LEFT JOIN engagements_engagement work ON work.id = e.engagement_id"""
# What a client is today. An industry is known by a number made of its words (`repeat_segments.industry_id`), made once a
# client and not once an entry (OFFSET 0), unless they are few. Who brought a client in speaks for its work when it is one
# colleague and no other.
_TRAITS = """
    LEFT JOIN (
        SELECT c.id, c.owner_id, NULLIF(ascii(c.tier), 0)::bigint AS tier_id, {originating} AS originating_id,
               CASE WHEN c.industry <> '' THEN ('x' || left(md5(c.industry), 15))::bit(60)::bigint END AS industry_id
        FROM clients_client c {joins} {once}
    ) traits ON traits.id = e.client_id"""
_BROUGHT_IN_BY = """LEFT JOIN (
            SELECT client_id, min(colleague_id) AS colleague_id FROM clients_teammember
            WHERE role = 'originating_partner' AND archived_at IS NULL GROUP BY client_id HAVING count(*) = 1
        ) origin ON origin.client_id = c.id"""


def _traits(asked: Set[Segment], *, few: bool) -> str:
    if not asked & _OF_CLIENTS:
        return ""
    by_colleague = Segment.ORIGINATING in asked
    return _TRAITS.format(
        originating="origin.colleague_id" if by_colleague else "NULL::bigint",
        joins=_BROUGHT_IN_BY if by_colleague else "",
        once="" if few else "OFFSET 0",
    )


def facts(
    policy: Policy, by: Segments = None, within: Sequence[Within] = (), *, some: bool = False, joint: bool
) -> str:
    """The CTEs up to `fact`, to stand after `group_scope`'s. `some`: only of the groups of `%(shards)s`."""
    parts = pieces(policy, by, within, few=some, joint=joint)
    tail_apart = policy.first_engagement == "apart"
    if policy.is_rolling or tail_apart:
        return _facts_by_entry(parts, rolling=policy.is_rolling, tail_apart=tail_apart, some=some)
    return _facts_by_client(parts, some=some)


def _facts_by_client(parts: Pieces, *, some: bool) -> str:
    """Sum by client first: the ledger is long, the clients that a scope and their groups are joined to are few."""
    inside = f"FILTER (WHERE {parts.inside})" if parts.inside else ""
    return f"""
client_fact AS MATERIALIZED (
    SELECT e.client_id, {parts.group} AS group_id, {parts.segment} AS segment_id,
           width_bucket(e.booked_on, %(cuts)s::date[]) AS bucket, sum({parts.amount}) AS firm_amount,
           sum({parts.amount}) {inside} AS amount, bool_or({parts.positive}) AS positive,
           count(*) FILTER (WHERE {parts.counted}) AS entries
    FROM {parts.entries} {parts.joins}
    WHERE {NET_FEES} AND e.booked_on < %(latest)s {_SOME_CLIENTS if some else ""}
    GROUP BY 1, 2, 3, 4
), fact AS NOT MATERIALIZED (
    SELECT group_id, segment_id, bucket, firm_amount, amount, amount AS eligible, positive, entries
    FROM client_fact JOIN scope ON scope.id = client_fact.client_id
    WHERE {_SOME_GROUPS if some else "TRUE"}
)"""  # noqa: S608  # made of this module's constants


def _facts_by_entry(parts: Pieces, *, rolling: bool, tail_apart: bool, some: bool) -> str:
    """Where it depends on the entry whether it may be repeat business: `eligible` sums those that may."""
    conditions = ["e.inside"]
    joins, extra = "", ""
    if tail_apart:
        extra += _FIRST_ENGAGEMENT
        joins += " LEFT JOIN first_engagement USING (group_id, engagement_id)"
        conditions.append("NOT COALESCE(first_engagement.is_first, FALSE)")
    if rolling:
        extra += _FEE_BEFORE
        joins += " LEFT JOIN fee_before USING (group_id, booked_on)"
        conditions.append("fee_before.fee_on >= (e.booked_on - make_interval(months => %(lookback)s))::date")
    return f"""
booked AS NOT MATERIALIZED (
    SELECT {parts.group} AS group_id, {parts.segment} AS segment_id, e.booked_on, e.engagement_id,
           {parts.positive} AS positive, {parts.amount} AS amount, {parts.inside or "TRUE"} AS inside,
           {parts.counted} AS counted
    FROM {parts.entries} JOIN scope ON scope.id = e.client_id {parts.joins}
    WHERE {NET_FEES} AND e.booked_on < %(latest)s {_SOME_CLIENTS if some else ""}
){extra}, fact AS MATERIALIZED (
    SELECT e.group_id, e.segment_id, width_bucket(e.booked_on, %(cuts)s::date[]) AS bucket,
           sum(e.amount) AS firm_amount, sum(e.amount) FILTER (WHERE e.inside) AS amount,
           sum(e.amount) FILTER (WHERE {" AND ".join(conditions)}) AS eligible, bool_or(e.positive) AS positive,
           count(*) FILTER (WHERE e.counted) AS entries
    FROM booked e {joins} WHERE {_SOME_GROUPS if some else "TRUE"}
    GROUP BY 1, 2, 3
)"""  # noqa: S608  # made of this module's constants


# The engagements billed on the day of a group's very first fee; several on that day are all "the first".
_FIRST_ENGAGEMENT = """, first_day AS (
    SELECT group_id, min(booked_on) AS booked_on FROM booked WHERE positive GROUP BY group_id
), first_engagement AS (
    SELECT DISTINCT group_id, engagement_id, TRUE AS is_first FROM booked JOIN first_day USING (group_id, booked_on)
    WHERE positive AND engagement_id IS NOT NULL
)"""

# For the rolling reading: the last day before each booking day on which the group was billed a positive fee.
_FEE_BEFORE = """, booking_day AS (
    SELECT group_id, booked_on, bool_or(positive) AS positive FROM booked GROUP BY group_id, booked_on
), fee_before AS (
    SELECT group_id, booked_on,
           max(booked_on) FILTER (WHERE positive) OVER (
               PARTITION BY group_id ORDER BY booked_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS fee_on
    FROM booking_day
)"""

# `seen.first_bucket` answers "was a fee ever booked before?", so that `cell` need not read what lies before the window.
