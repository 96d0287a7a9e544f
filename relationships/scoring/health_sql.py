"""SQL that gathers the facts of health for many clients at once. Every figure is explained in `health_inputs`.

`{touches}` are the CTEs that a source of touches needs, `{contact}` those up to what its touches sum up to; `{ties}` is the table of ties,
or a CTE with its columns as of an earlier day. `{history}` and what goes with it is left out where the facts that only
new facts change are known from an earlier day.
"""

from __future__ import annotations

from relationships.clients.visibility import HIDDEN_WORK, work_seen
from relationships.network import tie_sql
from relationships.network.joint_terms import CountedLedger
from relationships.network.touch_sources import OUT
from relationships.scoring.seen_in_part import NEAR_A_LIMIT

# A day's touches of one kind are one, and answered if the other side spoke within 30 days, whoever it was.
_TOUCH_DAYS = """
touch_day AS (
    SELECT client_id, kind, day, count(*) AS touches,
           bool_or(direction <> 'theirs') AS ours, bool_or(direction <> 'ours') AS theirs,
           sum(sentiment)::int AS mood, count(sentiment)::int AS moods
    FROM ({talks}) touch GROUP BY 1, 3, 2
), talk AS (
    SELECT *, count(*) FILTER (WHERE ours) OVER month > 0 AND count(*) FILTER (WHERE theirs) OVER month > 0 AS answered,
           %(as_of)s::date - DATE '2000-01-01' - day AS age
    FROM touch_day
    WINDOW month AS (PARTITION BY client_id ORDER BY day
                     RANGE BETWEEN %(answer_days)s PRECEDING AND %(answer_days)s FOLLOWING)
)
"""

# Scores are worked out once for all who see a client, so they leave out work that not all of them may know of.
_OPEN = work_seen("engagement_id")

HISTORY = f""", fee_day AS (
    SELECT client_id, booked_on AS day FROM {{ledger}} l
    WHERE client_id = ANY(%(client_ids)s) AND kind = 'fee' AND base_amount > 0 AND archived_at IS NULL
      AND booked_on <= %(as_of)s AND {_OPEN}
    GROUP BY 1, 2
), business_day AS (
    SELECT client_id, day FROM fee_day
    UNION
    SELECT client_id, opened_on FROM engagements_engagement
    WHERE client_id = ANY(%(client_ids)s) AND opened_on <= %(as_of)s AND archived_at IS NULL
      AND {work_seen("id")}
), gap AS (
    SELECT client_id, day, day - lag(day) OVER (PARTITION BY client_id ORDER BY day) AS days FROM business_day
), business AS (
    SELECT client_id, max(day) AS business_on,
           percentile_disc(%(gap_share)s::float8) WITHIN GROUP (ORDER BY days) AS gap_days
    FROM gap GROUP BY 1
), fee AS (SELECT client_id, min(day) AS first_fee_on FROM fee_day GROUP BY 1)
"""  # noqa: S608 - constants only
HISTORY_COLUMNS = """, COALESCE(contact.touches, 0), contact.first_touch_on, contact.answered_on, fee.first_fee_on,
       business.business_on, business.gap_days, contact.answered_days, contact.moods"""
HISTORY_JOINS = """
LEFT JOIN contact ON contact.client_id = c.id
LEFT JOIN fee ON fee.client_id = c.id
LEFT JOIN business ON business.client_id = c.id"""

# Days of what momentum and sentiment may still count, with what was declared on them: `recent_contact` sums them up.
_CONTACT = """
contact AS (
    SELECT client_id, sum(touches)::int AS touches, DATE '2000-01-01' + min(day) AS first_touch_on,
           DATE '2000-01-01' + max(day) FILTER (WHERE answered) AS answered_on,
           array_agg(day ORDER BY day) FILTER (WHERE answered AND age < %(quarter_days)s + %(year_days)s)
               AS answered_days,
           array_agg(ARRAY[day, mood, moods] ORDER BY day, kind) FILTER (WHERE moods > 0 AND age < %(sentiment_days)s)
               AS moods
    FROM talk GROUP BY 1
)
"""
CONTACT = f"{_TOUCH_DAYS}, {_CONTACT}"
"""The CTEs up to `contact`, of `{talks}`."""

# A seat is held by whoever has the role there on that day.
DAY = """
WITH {joint} {touches} {contact} position AS (
    SELECT client_id, person_id, buying_role, ended_on,
           (started_on IS NULL OR started_on <= %(as_of)s) AND (ended_on IS NULL OR ended_on > %(as_of)s) AS held
    FROM contacts_position
    WHERE client_id = ANY(%(client_ids)s) AND archived_at IS NULL AND person_id NOT IN ({out})
), person AS (
    SELECT client_id, person_id, bool_or(held) AS held,
           bool_and(COALESCE(ended_on <= %(as_of)s, FALSE)) AS gone,
           max(ended_on) FILTER (WHERE buying_role = 'decision_maker' AND ended_on <= %(as_of)s) AS decided_until
    FROM position GROUP BY 1, 2
), {declared}, tie_now AS (
    SELECT t.client_id, t.person_id, t.colleague_id, COALESCE(u.practice_id, 0) AS practice_id, t.strength
    FROM ({tie_now}) t JOIN accounts_user u ON u.id = t.colleague_id
    LEFT JOIN person p ON p.client_id = t.client_id AND p.person_id = t.person_id
    WHERE (u.left_on IS NULL OR u.left_on > %(as_of)s) AND NOT COALESCE(p.gone, FALSE)
), best AS (
    SELECT client_id, person_id, max(strength) AS strength FROM tie_now GROUP BY 1, 2
), living AS (
    SELECT client_id, count(DISTINCT person_id)::int AS people, count(DISTINCT practice_id)::int AS practices,
           count(DISTINCT colleague_id)::int AS colleagues
    FROM tie_now WHERE strength >= %(living)s GROUP BY 1
), known AS (
    SELECT client_id, count(*)::int AS people FROM (
        SELECT client_id, person_id FROM best
        UNION SELECT client_id, person_id FROM person WHERE held
    ) k GROUP BY 1
), seat AS (
    SELECT p.client_id,
           max(COALESCE(b.strength, 0)) FILTER (WHERE p.buying_role = 'decision_maker') AS decision_maker,
           max(COALESCE(b.strength, 0)) FILTER (WHERE p.buying_role = 'user') AS user_seat,
           max(COALESCE(b.strength, 0)) FILTER (WHERE p.buying_role = 'finance') AS finance
    FROM position p LEFT JOIN best b USING (client_id, person_id) WHERE p.held GROUP BY 1
), departure AS (
    SELECT client_id, max(decided_until) AS decider_left_on FROM person WHERE gone GROUP BY 1
), dispute AS (
    SELECT client_id, min(opened_on) AS disputed_on FROM clients_dispute
    WHERE client_id = ANY(%(client_ids)s) AND archived_at IS NULL AND opened_on <= %(as_of)s
      AND (closed_on IS NULL OR closed_on > %(as_of)s)
    GROUP BY 1
), money AS (
    SELECT client_id, sum(base_amount) FILTER (WHERE booked_on > %(year_ago)s) AS net,
           sum(base_amount) FILTER (WHERE booked_on <= %(year_ago)s) AS net_before
    FROM {ledger} l
    WHERE client_id = ANY(%(client_ids)s) AND kind IN ('fee', 'credit', 'write_off') AND archived_at IS NULL
      AND booked_on > %(two_years_ago)s AND booked_on <= %(as_of)s AND {open}
    GROUP BY 1
), promise AS (
    SELECT client_id, outcome, %(as_of)s::date - settled_on AS age, settled_on <= %(as_of)s AS settled,
           due_on < %(as_of)s AS past
    FROM interactions_promise
    WHERE client_id = ANY(%(client_ids)s) AND side = 'ours' AND archived_at IS NULL AND promised_on <= %(as_of)s
      AND (touch_id IS NULL OR touch_id NOT IN (
          SELECT i.id FROM interactions_interaction i WHERE i.engagement_id = ANY (ARRAY({hidden_work}))))
), word AS (
    SELECT client_id,
           sum(round(exp(-ln(2::float8) * age / %(promise_half_life)s::float8) * %(unit)s))
               FILTER (WHERE settled AND outcome = 'kept' AND age < %(promise_days)s)::float8 / %(unit)s AS kept,
           sum(round(exp(-ln(2::float8) * age / %(promise_half_life)s::float8) * %(unit)s))
               FILTER (WHERE settled AND outcome = 'broken' AND age < %(promise_days)s)::float8 / %(unit)s AS broken,
           count(*) FILTER (WHERE settled AND outcome = 'kept' AND age < %(promise_days)s)::int AS promises_kept,
           count(*) FILTER (WHERE settled AND outcome IN ('kept', 'broken') AND age < %(promise_days)s)::int
               AS promises_settled,
           count(*) FILTER (WHERE past AND settled IS NOT TRUE)::int AS promises_overdue
    FROM promise GROUP BY 1
){history}
SELECT c.id, COALESCE(c.expected_interval_days, (%(tier_days)s::jsonb ->> c.tier)::int),
       seat.decision_maker, seat.user_seat, seat.finance, COALESCE(known.people, 0),
       COALESCE(living.people, 0), COALESCE(living.practices, 0), COALESCE(living.colleagues, 0),
       departure.decider_left_on, dispute.disputed_on,
       COALESCE(money.net, 0)::float8, COALESCE(money.net_before, 0)::float8,
       COALESCE(word.kept, 0), COALESCE(word.broken, 0), COALESCE(word.promises_kept, 0),
       COALESCE(word.promises_settled, 0), COALESCE(word.promises_overdue, 0){history_columns}
FROM clients_client c
LEFT JOIN seat ON seat.client_id = c.id
LEFT JOIN known ON known.client_id = c.id
LEFT JOIN living ON living.client_id = c.id
LEFT JOIN departure ON departure.client_id = c.id
LEFT JOIN dispute ON dispute.client_id = c.id
LEFT JOIN money ON money.client_id = c.id
LEFT JOIN word ON word.client_id = c.id{history_joins}
WHERE c.id = ANY(%(client_ids)s)
"""

# Clients behind standing walls are left out, so that their fees move nobody else's share of the firm.
FIRM = f"""
WITH {{barred}}
SELECT (SELECT count(*) FROM accounts_practice WHERE archived_at IS NULL)::int,
       (SELECT sum(l.base_amount)::float8 FROM engagements_ledgerentry l
        WHERE l.kind IN ('fee', 'credit', 'write_off') AND l.archived_at IS NULL
          AND l.booked_on > %(year_ago)s AND l.booked_on <= %(as_of)s
          AND NOT EXISTS (SELECT FROM walled w WHERE w.client_id = l.client_id) AND {work_seen("l.engagement_id")}),
       ARRAY({NEAR_A_LIMIT} ORDER BY 1)
"""  # noqa: S608 - constants only


def facts_sql(*, touches: str, contact: str, ties: str, history: bool, counted: CountedLedger) -> str:
    """The statement that answers a client's id and the facts in the order of `health_queries`.

    Without `history` no touch is read; `ties` must then be a table. `counted`: where fees are read.
    """
    return DAY.format(
        joint=counted.ctes,
        ledger=counted.ledger,
        touches=touches if history else "",
        contact=f"{contact}, " if history else "",
        declared=tie_sql.DECLARED,
        tie_now=tie_sql.tie_now(ties),
        out=OUT,
        history=HISTORY.format(ledger=counted.ledger) if history else "",
        open=_OPEN,
        hidden_work=HIDDEN_WORK.replace("%s", "0"),
        history_columns=HISTORY_COLUMNS if history else "",
        history_joins=HISTORY_JOINS if history else "",
    )
