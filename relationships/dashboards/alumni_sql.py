"""Facts about alumni as SQL: where they work now, when they moved, what they agreed to, when one of us last spoke with them.

`scope` is a select of visible alumni; jobs at clients that the reader may not know of are no jobs. The statements take the
parameters of `scope`, of the gates, and `today`, `quarter`, `lost_before`, `renew_before`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from accounts.queries import the_firm
from relationships.alumni.consent_state import RENEW_WITHIN_DAYS
from relationships.clients.visibility import HIDDEN_CLIENTS, work_seen
from relationships.foundation.firm_day import firm_day
from relationships.foundation.named_parameters import named
from relationships.foundation.periods import fiscal_year_of, quarters
from relationships.interactions.visibility import standing_and_seen

LOST_AFTER_DAYS = 365
"""Touch with an alumnus is lost when none of us spoke with them for so long."""

_JOBS = """
hidden AS MATERIALIZED ({hidden}),
jobs AS (
    SELECT w.person_id, w.client_id, '' AS sector, w.started_on, w.ended_on, w.id FROM contacts_position w
    WHERE w.archived_at IS NULL AND w.client_id NOT IN (SELECT client_id FROM hidden)
      AND w.person_id IN (SELECT person_id FROM scope WHERE job_for <> 'hidden')
    UNION ALL
    SELECT o.person_id, NULL, o.sector, o.started_on, o.ended_on, o.id FROM contacts_outsidepost o
    WHERE o.archived_at IS NULL AND o.person_id IN (SELECT person_id FROM scope WHERE job_for <> 'hidden')
), held AS (
    SELECT DISTINCT ON (person_id) person_id, client_id, sector FROM jobs WHERE ended_on IS NULL
    ORDER BY person_id, started_on DESC NULLS LAST, client_id IS NULL, id DESC
), moved AS (
    SELECT person_id, max(started_on) AS moved_on FROM jobs WHERE started_on <= %(today)s GROUP BY person_id
)"""
# Whoever works here again; a client that never paid a fee is a target.
_PLACE = """
CASE WHEN scope.colleague_id IN (SELECT u.id FROM accounts_user u WHERE u.is_active AND u.left_on IS NULL) THEN 'us'
     WHEN held.person_id IS NULL THEN 'unknown'
     WHEN held.client_id IS NULL THEN COALESCE(NULLIF(held.sector, ''), 'elsewhere')
     WHEN EXISTS (SELECT FROM engagements_ledgerentry l WHERE l.client_id = held.client_id AND l.kind = 'fee'
                  AND l.base_amount > 0 AND l.archived_at IS NULL AND {work}) THEN 'client' ELSE 'target' END"""
_CONSENT = """
latest AS MATERIALIZED (
    SELECT DISTINCT ON (alumnus_id, purpose, channel) alumnus_id, purpose, channel, state, said_on, review_on, id
    FROM alumni_consent WHERE archived_at IS NULL AND alumnus_id IN (SELECT id FROM scope)
    ORDER BY alumnus_id, purpose, channel, said_on DESC NULLS LAST, id DESC
), newest AS (
    SELECT * FROM latest WHERE NOT EXISTS (
        SELECT FROM latest further WHERE further.alumnus_id = latest.alumnus_id AND further.id <> latest.id
          AND further.purpose IN ('all', latest.purpose) AND further.channel IN ('any', latest.channel)
          AND (COALESCE(further.said_on, '-infinity'), further.id) > (COALESCE(latest.said_on, '-infinity'), latest.id))
), consent AS (
    SELECT alumnus_id, CASE
        WHEN bool_or(state = 'given' AND (review_on IS NULL OR review_on <= %(renew_before)s)) THEN 'renew'
        WHEN bool_or(state = 'given') THEN 'given'
        ELSE (array_agg(state ORDER BY said_on DESC NULLS LAST, state))[1] END AS state
    FROM newest GROUP BY alumnus_id
)"""
LAST_TOUCH = """(
    SELECT t.occurred_at FROM interactions_touchperson t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.person_id = {person} AND t.occurred_at <= now() AND {seen} ORDER BY t.occurred_at DESC LIMIT 1)"""
_LOST = """NOT EXISTS (
    SELECT FROM interactions_touchperson t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.person_id = scope.person_id AND t.occurred_at > %(lost_before)s AND t.occurred_at <= now() AND {seen})"""
_FACTS = """{jobs}, {consent}, facts AS (
    SELECT scope.*, {place} AS place, moved.moved_on, COALESCE(consent.state, 'unknown') AS consent, {lost} AS lost,
           {touch} AS touched_at
    FROM scope LEFT JOIN held USING (person_id) LEFT JOIN moved USING (person_id)
    LEFT JOIN consent ON consent.alumnus_id = scope.id
)"""
# The same facts of one alumnus, for whoever walks through them in the order of an index and stops after a page.
_HELD_BY_ONE = """
SELECT * FROM (
    SELECT w.client_id, '' AS sector, w.started_on, w.id FROM contacts_position w
    WHERE w.person_id = scope.person_id AND w.archived_at IS NULL AND w.ended_on IS NULL
      AND w.client_id NOT IN (SELECT client_id FROM hidden)
    UNION ALL
    SELECT NULL, o.sector, o.started_on, o.id FROM contacts_outsidepost o
    WHERE o.person_id = scope.person_id AND o.archived_at IS NULL AND o.ended_on IS NULL
) job WHERE scope.job_for <> 'hidden'
ORDER BY started_on DESC NULLS LAST, client_id IS NULL, id DESC LIMIT 1"""
_PLACE_OF_ONE = """LEFT JOIN LATERAL (SELECT scope.person_id, found.* FROM ({held}) found) held ON TRUE
CROSS JOIN LATERAL (SELECT {place} AS place OFFSET 0) p"""
_CONSENT_OF_ONE = """
WITH latest AS (
    SELECT DISTINCT ON (purpose, channel) purpose, channel, state, said_on, review_on, id
    FROM alumni_consent WHERE archived_at IS NULL AND alumnus_id = scope.id
    ORDER BY purpose, channel, said_on DESC NULLS LAST, id DESC
), newest AS (
    SELECT * FROM latest WHERE NOT EXISTS (
        SELECT FROM latest further WHERE further.id <> latest.id
          AND further.purpose IN ('all', latest.purpose) AND further.channel IN ('any', latest.channel)
          AND (COALESCE(further.said_on, '-infinity'), further.id) > (COALESCE(latest.said_on, '-infinity'), latest.id))
)
SELECT CASE
    WHEN bool_or(state = 'given' AND (review_on IS NULL OR review_on <= %(renew_before)s)) THEN 'renew'
    WHEN bool_or(state = 'given') THEN 'given'
    ELSE (array_agg(state ORDER BY said_on DESC NULLS LAST, state))[1] END AS state
FROM newest"""
_HIDDEN, _ = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")


def facts_sql(user: User, *, lost: bool, touch: bool, lost_up_to: int = 0) -> tuple[str, dict[str, Any]]:
    """`WITH` parts after `scope` that end in `facts`: the columns of `scope` with place, moved_on, consent, lost, touched_at.

    `lost` and `touch` say whether those two are looked up; they are null otherwise. With `lost_up_to`, `lost` is looked
    up only while there are no more alumni than that.
    """
    seen, values = standing_and_seen(user.pk, "i")
    sql = _FACTS.format(
        jobs=_JOBS.format(hidden=_HIDDEN),
        consent=_CONSENT,
        place=_PLACE.format(work=work_seen("l.engagement_id", "%(hidden_0)s")),
        lost=_lost(seen, lost_up_to) if lost else "NULL::boolean",
        touch=LAST_TOUCH.format(person="scope.person_id", seen=seen) if touch else "NULL::timestamptz",
    )
    return sql, {**values, **fact_days(), "hidden_0": user.pk, "hidden_1": user.pk}


def walk_sql(user: User, *, place: bool, consent: bool, lost: bool) -> tuple[str, str, dict[str, Any]]:
    """What stands before `scope` in the `WITH`, and the facts of one row of it: place, consent and lost, those asked for.

    For a page of very many: nothing is looked up of whoever stands behind it.
    """
    seen, values = standing_and_seen(user.pk, "i")
    placed = _PLACE.format(work=work_seen("l.engagement_id", "%(hidden_0)s"))
    facts = [_PLACE_OF_ONE.format(held=_HELD_BY_ONE, place=placed)] if place else []
    facts += [f"CROSS JOIN LATERAL ({_CONSENT_OF_ONE}) said"] if consent else []
    facts += [f"CROSS JOIN LATERAL (SELECT {_LOST.format(seen=seen)} AS lost OFFSET 0) l"] if lost else []
    before = f"hidden AS MATERIALIZED ({_HIDDEN})"
    return before, " ".join(facts), {**values, **fact_days(), "hidden_0": user.pk, "hidden_1": user.pk}


def _lost(seen: str, up_to: int) -> str:
    sql = _LOST.format(seen=seen)
    few = f"(SELECT count(*) FROM (SELECT FROM scope LIMIT {up_to} + 1) AS counted) <= {up_to}"  # noqa: S608 - a number of ours
    return f"CASE WHEN {few} THEN {sql} END" if up_to else sql


def fact_days() -> dict[str, Any]:
    """The days that decide: today, the first day of the quarter, and before which day what counts as due or lost."""
    day = firm_day()
    start_month = the_firm().fiscal_start_month
    quarter = next(each for each in quarters(fiscal_year_of(day.on, start_month), start_month) if day.on < each.end)
    return {
        "today": day.on,
        "quarter": quarter.start,
        "lost_before": day.end - timedelta(days=LOST_AFTER_DAYS),
        "renew_before": day.on + timedelta(days=RENEW_WITHIN_DAYS),
    }


def quarter_start() -> date:
    """The first day of the firm's quarter that runs."""
    start: date = fact_days()["quarter"]
    return start
