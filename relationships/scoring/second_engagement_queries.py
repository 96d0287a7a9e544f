"""Second engagements of the clients a user may see, counted in one pass over the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from relationships.clients.visible_groups import group_scope
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year_of
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_facts_sql import NET_FEES, POSITIVE, pieces
from relationships.scoring.repeat_parameters import entry_parameters
from relationships.scoring.repeat_queries import first_booking
from relationships.scoring.second_engagement import CLOCK_DAYS, Cohort, OnTheClock, SecondEngagements, Spell, curve

# `came_on` is the first day on which work is billed that was not billed on the first day. Same-day work is "the first".
_CAME = """, booked AS MATERIALIZED (
    SELECT {group} AS group_id, e.booked_on, e.engagement_id
    FROM engagements_ledgerentry e JOIN scope ON scope.id = e.client_id {joins}
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
SELECT year, count(*), count(came_on), count(*) FILTER (WHERE came_on < first_on + interval '12 months'),
       max(first_on) + interval '12 months' <= %(today)s::date,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY came_on - first_on) FILTER (WHERE came_on IS NOT NULL)
FROM came WHERE named AND year <> %(first_year)s GROUP BY year ORDER BY year DESC"""
_SPELLS = """
SELECT (extract(year FROM waited) * 12 + extract(month FROM waited))::int, came_on IS NOT NULL, count(*)
FROM came WHERE named AND year <> %(first_year)s GROUP BY 1, 2"""
_UNNAMED = """
SELECT count(*) FROM came WHERE NOT named AND year <> %(first_year)s"""
_ON_THE_CLOCK = """
SELECT came.group_id, came.first_on, %(today)s::date - came.first_on AS day, (
    SELECT COALESCE(sum({amount}), 0)
    FROM engagements_ledgerentry e JOIN scope ON scope.id = e.client_id {joins}
    WHERE {net} AND {group} = came.group_id AND e.booked_on BETWEEN came.first_on AND %(today)s
      AND e.client_id IN (SELECT came.group_id UNION SELECT client_id FROM span WHERE root_id = came.group_id)
) AS fees
FROM came WHERE came_on IS NULL AND first_on > %(today)s::date - %(clock)s AND year <> %(first_year)s
ORDER BY came.first_on, came.group_id"""


def second_engagements(*, policy: Policy, user: User | None, today: date | None = None) -> SecondEngagements:
    """Rate and median days by cohort year, and the curve over all of them.

    `user` None is the whole firm, for a command or a job, never a page.
    """
    first = first_booking(user)
    if first is None:
        return SecondEngagements([], curve([]), 0, None)
    first_year = fiscal_year_of(first, policy.fy_start_month)
    cohorts, spells, unnamed = _answers([_COHORTS, _SPELLS, _UNNAMED], policy, user, first_year, today)
    return SecondEngagements(
        [_cohort(*row) for row in cohorts],
        curve(Spell(*row) for row in spells),
        unnamed[0][0],
        first_year,
    )


def on_the_clock(*, policy: Policy, user: User | None, today: date | None = None) -> list[OnTheClock]:
    """New clients of the last hundred days without a second engagement, the one with least time left first."""
    first = first_booking(user)
    if first is None:
        return []
    first_year = fiscal_year_of(first, policy.fy_start_month)
    [rows] = _answers([_ON_THE_CLOCK], policy, user, first_year, today)
    return [OnTheClock(*row) for row in rows]


def _answers(
    finals: list[str], policy: Policy, user: User | None, first_year: int, day: date | None
) -> list[list[Any]]:
    """The rows of each of `finals`, which are this module's own text."""
    groups, scope = group_scope(user)
    parts = pieces(policy)
    words = {"net": NET_FEES, "positive": POSITIVE, "group": parts.group, "joins": parts.joins, "amount": parts.amount}
    today = day or firm_day().on
    given = {
        **scope,
        **entry_parameters(policy, within=(), today=today),
        "today": today,
        "start_month": policy.fy_start_month,
        "first_year": first_year,
        "clock": CLOCK_DAYS,
    }
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        for final in finals:
            cursor.execute("WITH RECURSIVE " + groups + (_CAME + final).format(**words), given)
            found.append(cursor.fetchall())
    return found


def _cohort(year: int, clients: int, came: int, soon: int, ripe: bool, median: float | None) -> Cohort:
    return Cohort(year, clients, came, soon, ripe, _days(median))


def _days(median: float | None) -> Decimal | None:
    """A median lies on a day or between two."""
    return None if median is None else Decimal(median).quantize(Decimal("0.1"))
