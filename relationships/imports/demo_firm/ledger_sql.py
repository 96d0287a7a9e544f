"""SQL that draws engagements and what was invoiced for them."""

ENGAGEMENTS = """
CREATE TEMP TABLE gen_engagement ON COMMIT DROP AS
SELECT c.e0 + slot + 1 AS n, %(engagement_base)s + c.e0 + slot + 1 AS id, c.n AS client_n, c.id AS client_id, slot,
       c.n_eng, c.archetype, c.office, p.practice, opens.day AS opened, LEAST(closes.day, c.t) AS closed,
       closes.day < c.t - 20 AS is_closed,
       CASE WHEN p.practice = c.practice THEN g.team[2] END AS client_partner
FROM gen_client c JOIN gen_team g USING (n)
CROSS JOIN LATERAL generate_series(0, c.n_eng - 1) slot
CROSS JOIN LATERAL (SELECT CASE WHEN c.archetype = 'one_off' OR pg_temp.draw(c.n * 16 + slot, 70) < 0.75 THEN c.practice
                           ELSE floor(6 * pg_temp.draw(c.n * 16 + slot, 71))::int END AS practice) p
CROSS JOIN LATERAL (SELECT pg_temp.day_at(slot::float8 / c.n_eng, c.a1, c.b1, c.a2, c.b2) AS day) opens
CROSS JOIN LATERAL (SELECT pg_temp.day_at((slot + 1 - 1e-9)::float8 / c.n_eng, c.a1, c.b1, c.a2, c.b2) AS day) closes
"""

ENGAGEMENT_ROWS = """
INSERT INTO engagements_engagement (id, public_id, client_id, name, practice_id, office_id, partner_id, originating_id,
                                    opened_on, closed_on, origin, one_off, source, external_id, created_at, updated_at)
SELECT e.id, pg_temp.pid(e.n, 72), e.client_id,
       w.names[1 + (e.client_n + e.slot) %% cardinality(w.names)] || ' '
           || extract(year FROM %(origin)s::date + e.opened::int)
           || CASE WHEN e.slot >= cardinality(w.names) THEN ' (' || e.slot || ')' ELSE '' END,
       (%(practices)s::bigint[])[1 + e.practice], (%(offices)s::bigint[])[1 + e.office], partner.id, partner.id,
       %(origin)s::date + e.opened::int, CASE WHEN e.is_closed THEN %(origin)s::date + e.closed::int END,
       CASE WHEN e.slot > 0 THEN 'repeat'
            ELSE (ARRAY['new', 'referral', 'tender', 'alumnus', 'new'])[1 + floor(5 * pg_temp.draw(e.n, 73))::int] END,
       e.archetype = 'one_off', %(source)s, 'engagement-' || e.n, at, at
FROM gen_engagement e
CROSS JOIN LATERAL (SELECT (%(origin)s::date + e.opened::int)::timestamptz AS at) made
JOIN (SELECT practice, array_agg(name ORDER BY k) AS names
      FROM jsonb_to_recordset(%(work)s::jsonb) AS j(practice int, k int, name text) GROUP BY practice) w USING (practice)
CROSS JOIN LATERAL (SELECT COALESCE(e.client_partner, (
    SELECT id FROM gen_colleague g WHERE g.role = 'partner' AND g.practice = e.practice AND g.active
    ORDER BY hashint8extended(g.id, e.n) LIMIT 1)) AS id) partner
ORDER BY e.n
"""

# Invoices are spread evenly over the days a client buys, with jitter; a seasonal client's year shrinks to 75 days.
INVOICES = """
CREATE TEMP TABLE gen_invoice ON COMMIT DROP AS
WITH drawn AS (
    SELECT c.*, c.n * 65536 + k AS key, share.u,
           pg_temp.day_at(share.u, c.a1, c.b1, c.a2, c.b2) AS day
    FROM gen_client c CROSS JOIN LATERAL generate_series(0, c.n_inv::int - 1) k
    CROSS JOIN LATERAL (SELECT (k + pg_temp.draw(c.n * 65536 + k, 80)) / c.n_inv AS u) share
    WHERE c.n_eng > 0
), dated AS (
    SELECT d.*, CASE WHEN season IS NULL THEN raw
               ELSE date_trunc('year', raw)::date + (season + extract(doy FROM raw) / 366 * 75)::int END AS booked_on
    FROM drawn d CROSS JOIN LATERAL (SELECT %(origin)s::date + floor(day)::int AS raw) r
)
SELECT row_number() OVER (ORDER BY d.booked_on, d.key) AS n, d.key, d.id AS client_id, d.n AS client_n, d.office,
       d.booked_on, %(engagement_base)s + d.e0 + 1 + LEAST(floor(d.u * d.n_eng), d.n_eng - 1)::bigint AS engagement_id,
       d.archetype = 'one_off' AS one_off,
       -- The average of exp(0.5 z) is 1.13.
       GREATEST(40, d.size * d.active_years / d.n_inv * d.growth ^ ((d.day - d.t) / 365)
                * exp(0.5 * pg_temp.normal(d.key, 81)) / 1.13) AS fee,
       d.office = 0 AND pg_temp.draw(d.n, 83) < %(francs)s AS in_francs, pg_temp.draw(d.n, 84) < 0.6 AS taxed
FROM dated d WHERE d.booked_on <= %(today)s::date
"""

RATES = """
INSERT INTO engagements_exchangerate (currency, base_currency, "on", rate)
SELECT 'CHF', 'EUR', day::date, round((1.02 + 0.03 * sin(extract(epoch FROM date_trunc('month', day)) / 4e7))::numeric, 4)
FROM generate_series(%(origin)s::timestamp, %(today)s::timestamp, interval '1 day') day WHERE %(francs)s > 0
ON CONFLICT DO NOTHING
"""

# Kinds beside the fee: how often, part of the fee, days later. Their parts add to what a register looks like.
LEDGER = """
INSERT INTO engagements_ledgerentry (id, public_id, client_id, engagement_id, practice_id, office_id, partner_id,
    document, booked_on, kind, amount, currency, base_amount, one_off, source, external_id, created_at, updated_at)
SELECT %(entry_base)s + row_number() OVER (ORDER BY line.booked_on, i.n, line.k), pg_temp.pid(i.n * 8 + line.k, 90),
       i.client_id, i.engagement_id, e.practice_id, e.office_id, e.partner_id,
       'CV' || extract(year FROM i.booked_on) || '-' || lpad(i.n::text, 6, '0')
           || CASE line.k WHEN 3 THEN 'C' WHEN 4 THEN 'W' ELSE '' END,
       line.booked_on, line.kind, money.amount, money.currency, round(money.amount * money.rate, 2), i.one_off,
       %(source)s, i.n || '-' || line.k, made.at, made.at
FROM gen_invoice i
JOIN engagements_engagement e ON e.id = i.engagement_id
CROSS JOIN LATERAL (VALUES
    (0, 'fee', 1.0, 0, true),
    (1, 'tax', (%(tax_rates)s::float8[])[1 + i.office], 0, i.taxed),
    (2, 'disbursement', 0.02 + 0.05 * pg_temp.draw(i.key, 85), 0, pg_temp.draw(i.key, 86) < 0.12),
    (3, 'credit', -0.05 - 0.6 * pg_temp.draw(i.key, 87) ^ 2, 20 + (i.n %% 40)::int, pg_temp.draw(i.key, 88) < 0.03),
    (4, 'write_off', -0.02 - 0.3 * pg_temp.draw(i.key, 87) ^ 2, 60 + (i.n %% 90)::int, pg_temp.draw(i.key, 89) < 0.02)
) AS part(k, kind, share, later, happens)
CROSS JOIN LATERAL (SELECT part.k, part.kind, i.booked_on + part.later AS booked_on) line
LEFT JOIN engagements_exchangerate r
       ON i.in_francs AND r.currency = 'CHF' AND r.base_currency = %(currency)s AND r."on" = i.booked_on
CROSS JOIN LATERAL (SELECT COALESCE(r.rate, 1) AS rate, CASE WHEN r.rate IS NULL THEN %(currency)s ELSE 'CHF' END AS currency,
                           round((i.fee * part.share)::numeric / COALESCE(r.rate, 1), 2) AS amount) money
CROSS JOIN LATERAL (SELECT line.booked_on::timestamptz AS at) made
WHERE part.happens AND line.booked_on <= %(today)s::date
ORDER BY line.booked_on, i.n, line.k
"""

LEDGER_STEPS = [ENGAGEMENTS, ENGAGEMENT_ROWS, INVOICES, RATES, LEDGER]
