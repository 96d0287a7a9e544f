"""Second engagements of the clients a user may see, counted in one pass over the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from relationships.clients.joint_queries import joint_accounts_exist
from relationships.clients.visible_groups import groups_without, hidden_from
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year_of
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_documents import Kept, Wish, ledger_is_long, recall
from relationships.scoring.repeat_facts_sql import NET_FEES, pieces
from relationships.scoring.repeat_parameters import entry_parameters
from relationships.scoring.repeat_queries import first_booking_without
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_whole_ledger import read_whole_ledger
from relationships.scoring.second_engagement import CLOCK_DAYS, Cohort, OnTheClock, SecondEngagements, Spell, curve

KIND = "second engagement"
# `came_on` is the first day on which work is billed that was not billed on the first day. Same-day work is "the first".
_CAME = """, booked AS MATERIALIZED (
    SELECT {group} AS group_id, e.booked_on, e.engagement_id
    FROM {entries} JOIN scope ON scope.id = e.client_id {joins}
    WHERE {net} AND {positive} AND {amount} > 0 AND e.booked_on <= %(today)s
), first_fee AS (
    SELECT group_id, min(booked_on) AS first_on FROM booked GROUP BY group_id
), first_work AS (
    SELECT DISTINCT b.group_id, b.engagement_id
    FROM booked b JOIN first_fee f ON f.group_id = b.group_id AND f.first_on = b.booked_on
    WHERE b.engagement_id IS NOT NULL
), named AS (
    SELECT DISTINCT group_id FROM first_work
), other_work AS (
    SELECT b.group_id, min(b.booked_on) AS came_on
    FROM booked b LEFT JOIN first_work w ON w.group_id = b.group_id AND w.engagement_id = b.engagement_id
    WHERE b.engagement_id IS NOT NULL AND w.group_id IS NULL GROUP BY b.group_id
), came AS (
    SELECT f.group_id, f.first_on, o.came_on, n.group_id IS NOT NULL AS named,
           extract(year FROM f.first_on)::int
               + (%(start_month)s > 1 AND extract(month FROM f.first_on) >= %(start_month)s)::int AS year,
           age(COALESCE(o.came_on, %(today)s::date), f.first_on) AS waited
    FROM first_fee f LEFT JOIN named n USING (group_id)
    LEFT JOIN other_work o ON o.group_id = f.group_id AND n.group_id IS NOT NULL
)"""
_COHORTS = """
SELECT json_agg(json_build_array(year, clients, came, soon, ripe, median) ORDER BY year DESC) FROM (
    SELECT year, count(*) AS clients, count(came_on) AS came,
           count(*) FILTER (WHERE came_on < first_on + interval '12 months') AS soon,
           max(first_on) + interval '12 months' <= %(today)s::date AS ripe,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY came_on - first_on) FILTER (WHERE came_on IS NOT NULL) AS median
    FROM came WHERE named AND year <> %(first_year)s GROUP BY year
) AS cohort"""
_SPELLS = """
SELECT json_agg(json_build_array(months, has_come, clients)) FROM (
    SELECT (extract(year FROM waited) * 12 + extract(month FROM waited))::int AS months, came_on IS NOT NULL AS has_come,
           count(*) AS clients
    FROM came WHERE named AND year <> %(first_year)s GROUP BY 1, 2
) AS spell"""
_UNNAMED = """
SELECT count(*) FROM came WHERE NOT named AND year <> %(first_year)s"""
_ON_THE_CLOCK = """
SELECT json_agg(json_build_array(group_id, first_on, %(today)s::date - first_on, fees::text) ORDER BY first_on, group_id)
FROM (
    SELECT came.group_id, came.first_on, sum({amount}) AS fees
    FROM {entries} JOIN scope ON scope.id = e.client_id {joins}
    JOIN came ON came.group_id = {group} AND e.booked_on >= came.first_on
    WHERE {net} AND e.booked_on > %(today)s::date - %(clock)s AND e.booked_on <= %(today)s
      AND came.came_on IS NULL AND came.first_on > %(today)s::date - %(clock)s AND came.year <> %(first_year)s
    GROUP BY came.group_id, came.first_on
) AS new_client"""
# One statement, so that the ledger is summed up once.
_ALL = f"SELECT ({_COHORTS}), ({_SPELLS}), ({_UNNAMED}), ({_ON_THE_CLOCK})"  # this module's constants


@dataclass(frozen=True)
class SecondEngagementsAsKept:
    """Second engagements and who is on the clock; `kept` says for which moment. Without it they are being counted."""

    found: SecondEngagements
    clock: list[OnTheClock]
    kept: Kept | None


def second_engagements(*, policy: Policy, user: User | None, today: date | None = None) -> SecondEngagements:
    """Rate and median days by cohort year, and the curve over all of them, straight from the ledger.

    `user` None is the whole firm, for a command or a job, never a page.
    """
    return _found(counted_second_engagements(_wish(policy, user, today)))


def on_the_clock(*, policy: Policy, user: User | None, today: date | None = None) -> list[OnTheClock]:
    """New clients of the last hundred days without a second engagement, the one with least time left first."""
    return _clock(counted_second_engagements(_wish(policy, user, today)))


def second_engagements_as_kept(question: Question) -> SecondEngagementsAsKept:
    """Both as kept; straight while the ledger is short."""
    wish = Wish(KIND, question)
    kept = recall(wish)
    if kept is None and not ledger_is_long():
        kept = Kept(counted_second_engagements(wish), timezone.now())
    document = kept.document if kept else None
    return SecondEngagementsAsKept(_found(document), _clock(document), kept)


def counted_second_engagements(wish: Wish) -> Any:
    """The document of second engagements."""
    question, policy = wish.question, wish.question.policy
    first = first_booking_without(question.hidden)
    if first is None:
        return None
    groups, scope = groups_without(question.hidden)
    parts = pieces(policy, joint=joint_accounts_exist())
    words = {
        "entries": parts.entries,
        "net": NET_FEES,
        "positive": parts.positive,
        "group": parts.group,
        "joins": parts.joins,
        "amount": parts.amount,
    }
    first_year = fiscal_year_of(first, policy.fy_start_month)
    given = {
        **scope,
        **entry_parameters(policy, within=(), today=question.today),
        "today": question.today,
        "start_month": policy.fy_start_month,
        "first_year": first_year,
        "clock": CLOCK_DAYS,
    }
    [[row]] = read_whole_ledger([f"WITH RECURSIVE {groups}" + (_CAME + _ALL).format(**words)], given)
    cohorts, spells, unnamed, clock = row
    return {"cohorts": cohorts, "spells": spells, "unnamed": unnamed, "clock": clock, "first_year": first_year}


def _wish(policy: Policy, user: User | None, today: date | None) -> Wish:
    return Wish(KIND, Question(policy, (), today or firm_day().on, hidden_from(user)))


def _found(document: Any) -> SecondEngagements:
    if document is None:
        return SecondEngagements([], curve([]), 0, None)
    return SecondEngagements(
        [_cohort(*row) for row in document["cohorts"] or []],
        curve(Spell(*row) for row in document["spells"] or []),
        document["unnamed"],
        document["first_year"],
    )


def _clock(document: Any) -> list[OnTheClock]:
    rows = (document or {}).get("clock") or []
    return [OnTheClock(pk, date.fromisoformat(first_on), day, Decimal(fees)) for pk, first_on, day, fees in rows]


def _cohort(year: int, clients: int, came: int, soon: int, ripe: bool, median: float | None) -> Cohort:
    return Cohort(year, clients, came, soon, ripe, _days(median))


def _days(median: float | None) -> Decimal | None:
    """A median lies on a day or between two."""
    return None if median is None else Decimal(median).quantize(Decimal("0.1"))
