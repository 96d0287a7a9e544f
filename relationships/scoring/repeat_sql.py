"""The SQL of the repeat-business figures: one pass over the ledger for any number of periods and one policy.

`booked` gives each entry its group, `fact` sums it per group, segment and bucket of days (the cuts are the periods'
borders), `cell` and `standing` put the buckets together per period. Conditions on the policy are parameters: they
become constants when the statement is sent, so PostgreSQL drops the branches a policy does not use.

`standing.bar` and `existing` are decided for the group in the whole firm; `current` and `previous` are sums over the
entries inside the practice, office or partner asked for, so that segments add up to the firm.
"""

# What counts as a fee, whose group it was, and whether it lies inside the practice, office and partner asked for.
NET_FEES = "e.archived_at IS NULL AND e.kind IN ('fee', 'credit', 'write_off')"
OWNER = """
    LEFT JOIN span ON %(grouped)s AND span.client_id = e.client_id
        AND (span.starts_on IS NULL OR span.starts_on <= COALESCE(%(owned_on)s::date, e.booked_on))
        AND (span.ends_on IS NULL OR span.ends_on > COALESCE(%(owned_on)s::date, e.booked_on))"""
WORK = "LEFT JOIN engagements_engagement work ON %(one_offs_apart)s AND work.id = e.engagement_id"
APART = "%(one_offs_apart)s AND (e.one_off OR COALESCE(work.one_off, FALSE))"
INSIDE = """
    (NOT %(in_practice)s OR e.practice_id IS NOT DISTINCT FROM %(practice_id)s::bigint)
    AND (NOT %(in_office)s OR e.office_id IS NOT DISTINCT FROM %(office_id)s::bigint)
    AND (NOT %(in_partner)s OR e.partner_id IS NOT DISTINCT FROM %(partner_id)s::bigint)"""

_BOOKED = f"""
booked AS NOT MATERIALIZED (
    SELECT COALESCE(span.root_id, e.client_id) AS group_id, e.booked_on, e.engagement_id,
           CASE %(by)s WHEN 'practice' THEN e.practice_id WHEN 'office' THEN e.office_id
                       WHEN 'partner' THEN e.partner_id END AS segment_id,
           {INSIDE} AS inside,
           e.kind = 'fee' AND e.base_amount > 0 AS positive,
           CASE WHEN {APART} THEN 0 ELSE e.base_amount END AS amount
    FROM engagements_ledgerentry e
    JOIN scope ON scope.id = e.client_id
    {OWNER}
    {WORK}
    WHERE {NET_FEES} AND e.booked_on < %(latest)s
)"""  # noqa: S608  # made of this module's constants

# The engagements billed on the day of a group's very first fee; several on that day are all "the first".
_FIRST_ENGAGEMENT = """
first_day AS (
    SELECT group_id, min(booked_on) AS booked_on FROM booked WHERE %(tail_apart)s AND positive GROUP BY group_id
), first_engagement AS (
    SELECT DISTINCT group_id, engagement_id FROM booked JOIN first_day USING (group_id, booked_on)
    WHERE %(tail_apart)s AND positive AND engagement_id IS NOT NULL
)"""

# For the rolling reading: the last day before each booking day on which the group was billed a positive fee.
_FEE_BEFORE = """
booking_day AS (
    SELECT group_id, booked_on, bool_or(positive) AS positive FROM booked WHERE %(rolling)s GROUP BY group_id, booked_on
), fee_before AS (
    SELECT group_id, booked_on,
           max(booked_on) FILTER (WHERE positive) OVER (
               PARTITION BY group_id ORDER BY booked_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS fee_on
    FROM booking_day
)"""

_FACT = """
fact AS MATERIALIZED (
    SELECT b.group_id, b.segment_id, width_bucket(b.booked_on, %(cuts)s::date[]) AS bucket,
           sum(b.amount) AS firm_amount,
           sum(b.amount) FILTER (WHERE b.inside) AS amount,
           sum(b.amount) FILTER (WHERE b.inside AND first.engagement_id IS NULL AND (
               NOT %(rolling)s OR fee_before.fee_on >=
                   (b.booked_on - make_interval(months => COALESCE(%(lookback)s, 12000)))::date)) AS eligible,
           bool_or(b.positive) AS positive
    FROM booked b
    LEFT JOIN first_engagement first ON %(tail_apart)s
        AND first.group_id = b.group_id AND first.engagement_id = b.engagement_id
    LEFT JOIN fee_before ON %(rolling)s AND fee_before.group_id = b.group_id AND fee_before.booked_on = b.booked_on
    GROUP BY 1, 2, 3
)"""

# `seen.first_bucket` answers "was a fee ever booked before?", so that `cell` need not read what lies before the window.
_STANDING = """
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
), standing AS (
    SELECT number, group_id, current, previous, existing,
           CASE WHEN %(rolling)s OR existing THEN eligible ELSE 0 END AS repeat,
           CASE WHEN firm_previous > 0 AND firm_current > 0
                    THEN CASE WHEN firm_current < firm_previous THEN 'shrunk' ELSE 'grown' END
                WHEN firm_previous > 0 THEN 'lost'
                WHEN firm_current > 0 THEN CASE WHEN known THEN 'reactivated' ELSE 'new' END
                ELSE 'corrections' END AS bar
    FROM (
        SELECT cell.number, group_id, sum(current) AS current, sum(previous) AS previous, sum(eligible) AS eligible,
               sum(firm_current) AS firm_current, sum(firm_previous) AS firm_previous,
               COALESCE(seen.first_bucket < current_from, FALSE) AS known,
               CASE WHEN unlimited THEN COALESCE(seen.first_bucket < current_from, FALSE)
                    ELSE COALESCE(bool_or(in_window), FALSE) END AS existing
        FROM cell JOIN seen USING (group_id)
        GROUP BY cell.number, current_from, unlimited, group_id, seen.first_bucket
    ) AS whole
)"""

FACTS = ",".join([_BOOKED, _FIRST_ENGAGEMENT, _FEE_BEFORE, _FACT])
STANDINGS = ",".join([FACTS, _STANDING])

# One row per period (segment_row false), and one per period and segment (true) whose entries were booked in it.
FIGURES = """
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
UNION ALL
SELECT cell.number, TRUE, cell.segment_id, sum(cell.current),
       sum(CASE WHEN %(rolling)s OR standing.existing THEN cell.eligible ELSE 0 END),
       count(*) FILTER (WHERE cell.current > 0),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM cell JOIN standing USING (number, group_id)
WHERE %(by)s IS NOT NULL AND cell.booked
GROUP BY cell.number, cell.segment_id
"""

FIRST_BOOKING = """
SELECT e.booked_on FROM engagements_ledgerentry e
WHERE e.archived_at IS NULL AND EXISTS (SELECT FROM scope WHERE scope.id = e.client_id)
ORDER BY e.booked_on LIMIT 1
"""
