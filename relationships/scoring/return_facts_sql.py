"""What was known of each client of the book at the end of a day, in one statement. Leak-free by its `WHERE`s.

The book: clients with a positive fee in (book_start, cutoff]. Nothing after `cutoff` is read, except by `CAME`, which
is what the facts are judged by. Fees and touches of clients behind standing walls move nobody else's figures.
"""

from __future__ import annotations

from relationships.clients.visibility import HIDDEN_WORK, work_seen

COLUMNS = (
    *("client_id", "came", "days_since", "tenure_days", "gap_days", "bookings_ever", "bookings_12", "bookings_24"),
    *("money_12", "money_24", "money_ever", "decayed_90", "decayed_180", "decayed_365", "decay_365", "years_active"),
    *("partner_book", "partner_kept", "touches_90", "touches_365", "touch_days", "people_365", "colleagues_365"),
)

_FEE = f"kind = 'fee' AND base_amount > 0 AND archived_at IS NULL AND {work_seen('engagement_id')}"
CAME = f"""
SELECT DISTINCT client_id FROM {{ledger}} l
WHERE {_FEE} AND booked_on > %(cutoff)s AND booked_on <= %(until)s
"""  # noqa: S608 - constants only

# `apart`: the few touches that do not count are looked up once, instead of every touch. `touch` is in their order, so
# that who took part is read in the order in which it is stored.
_DECAYED = "sum(exp(-ln(2::float8) * age / {half_life}::float8))"
_LATEST = "ORDER BY client_id, (partner_id IS NULL), booked_on DESC, id DESC"
FACTS = f"""
WITH {{joint}} {{barred}}, shut AS (SELECT DISTINCT client_id FROM walled), fee AS NOT MATERIALIZED (
    SELECT id, client_id, partner_id, booked_on, base_amount::float8 AS amount, %(cutoff)s::date - booked_on AS age
    FROM {{ledger}} l WHERE {_FEE} AND booked_on <= %(cutoff)s
), recent AS MATERIALIZED (
    SELECT id, client_id, partner_id, booked_on FROM fee WHERE booked_on > LEAST(%(book_start)s::date, %(two_years)s)
), book AS MATERIALIZED (
    SELECT DISTINCT ON (client_id) client_id, partner_id FROM recent WHERE booked_on > %(book_start)s {_LATEST}
), before AS (
    SELECT DISTINCT ON (client_id) client_id, partner_id FROM recent
    WHERE booked_on > %(two_years)s AND booked_on <= %(year)s {_LATEST}
), again AS (
    SELECT DISTINCT client_id FROM recent WHERE booked_on > %(year)s
), kept AS MATERIALIZED (
    SELECT b.partner_id, a.client_id IS NOT NULL AS again
    FROM before b LEFT JOIN again a USING (client_id) WHERE b.client_id NOT IN (SELECT client_id FROM shut)
), firm AS (
    SELECT COALESCE(avg(again::int)::float8, 0.5) AS share FROM kept
), partner_kept AS (
    SELECT partner_id, count(*) AS clients, count(*) FILTER (WHERE again) AS again FROM kept GROUP BY 1
), partner_book AS (
    SELECT partner_id, count(*) AS clients FROM book WHERE client_id NOT IN (SELECT client_id FROM shut) GROUP BY 1
), chosen AS MATERIALIZED (
    SELECT client_id, partner_id FROM book
    WHERE (%(behind_walls)s OR client_id NOT IN (SELECT client_id FROM shut))
      AND abs(hashint8(client_id) %% 1000) < %(permille)s
), own AS (
    SELECT client_id, min(age) AS since, max(age) AS tenure, count(*) AS bookings,
           count(*) FILTER (WHERE booked_on > %(year)s) AS bookings_12,
           count(*) FILTER (WHERE booked_on > %(two_years)s) AS bookings_24,
           COALESCE(sum(amount) FILTER (WHERE booked_on > %(year)s), 0) AS money_12,
           COALESCE(sum(amount) FILTER (WHERE booked_on > %(two_years)s), 0) AS money_24, sum(amount) AS money,
           {_DECAYED.format(half_life=90)} AS decayed_90, {_DECAYED.format(half_life=180)} AS decayed_180,
           {_DECAYED.format(half_life=365)} AS decayed_365,
           sum(ln(1 + amount) * exp(-ln(2::float8) * age / 365::float8)) AS decay_365
    FROM fee JOIN chosen USING (client_id) GROUP BY 1
), day AS (
    SELECT DISTINCT client_id, booked_on, age FROM fee WHERE client_id IN (SELECT client_id FROM chosen)
), step AS (
    SELECT client_id, age, booked_on - lag(booked_on) OVER (PARTITION BY client_id ORDER BY booked_on) AS days FROM day
), pace AS (
    SELECT client_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS gap,
           count(DISTINCT floor(age / 365.25::float8)) AS years
    FROM step GROUP BY 1
), apart AS MATERIALIZED (
    SELECT id FROM interactions_interaction WHERE archived_at IS NOT NULL
    UNION ALL SELECT id FROM interactions_interaction WHERE engagement_id = ANY (ARRAY({HIDDEN_WORK.replace("%s", "0")}))
), touch AS MATERIALIZED (
    SELECT tc.client_id, tc.interaction_id, tc.occurred_at
    FROM chosen JOIN interactions_touchclient tc USING (client_id)
    WHERE tc.occurred_at < %(end)s AND tc.occurred_at >= %(touch_start)s {{unbarred}}
      AND tc.interaction_id NOT IN (SELECT id FROM apart)
    ORDER BY tc.interaction_id
), touched AS (
    SELECT client_id, count(*) AS year, count(*) FILTER (WHERE occurred_at >= %(touch_quarter)s) AS quarter,
           extract(epoch FROM %(end)s - max(occurred_at))::float8 / 86400 AS days
    FROM touch GROUP BY 1
), met AS (
    SELECT t.client_id, count(DISTINCT p.person_id) AS people
    FROM touch t JOIN interactions_touchperson p USING (interaction_id) GROUP BY 1
), meeting AS (
    SELECT t.client_id, count(DISTINCT c.colleague_id) AS colleagues
    FROM touch t JOIN interactions_touchcolleague c USING (interaction_id) GROUP BY 1
), came AS ({CAME})
SELECT own.client_id, (came.client_id IS NOT NULL)::int, own.since, own.tenure, pace.gap, own.bookings,
       own.bookings_12, own.bookings_24, own.money_12, own.money_24, own.money, own.decayed_90, own.decayed_180,
       own.decayed_365, own.decay_365, pace.years, COALESCE(partner_book.clients, 0),
       (COALESCE(partner_kept.again, 0) + 5 * firm.share) / (COALESCE(partner_kept.clients, 0) + 5),
       COALESCE(touched.quarter, 0), COALESCE(touched.year, 0), touched.days, COALESCE(met.people, 0),
       COALESCE(meeting.colleagues, 0)
FROM chosen JOIN own USING (client_id) JOIN pace USING (client_id) CROSS JOIN firm
LEFT JOIN partner_book ON partner_book.partner_id = chosen.partner_id
LEFT JOIN partner_kept ON partner_kept.partner_id = chosen.partner_id
LEFT JOIN touched ON touched.client_id = own.client_id
LEFT JOIN met ON met.client_id = own.client_id
LEFT JOIN meeting ON meeting.client_id = own.client_id
LEFT JOIN came ON came.client_id = own.client_id
ORDER BY own.client_id
"""  # noqa: S608 - constants only
# Each end is the first row that an index on the day meets.
SPAN = f"""
SELECT (SELECT booked_on FROM engagements_ledgerentry WHERE {_FEE} ORDER BY booked_on LIMIT 1),
       (SELECT booked_on FROM engagements_ledgerentry WHERE {_FEE} ORDER BY booked_on DESC LIMIT 1),
       (SELECT count(*) FROM clients_client)
"""  # noqa: S608 - constants only
