"""SQL that draws clients, their groups, teams, people and engagements, and inserts them.

`gen_*` are temporary tables that die with the transaction. Days count from the first day of the ledger (0) to
today (%(days)s). Rows are numbered from 1; their keys are reserved beforehand, so nothing is joined back by name.
"""

STORIES = """
CREATE TEMP TABLE gen_story ON COMMIT DROP AS
SELECT s.*, row_number() OVER () AS n
FROM jsonb_to_recordset(%(stories)s::jsonb) AS s(
    name text, industry text, archetype text, size float8, tier text, interval int, practice int, office int,
    quiet float8, owner text, partner text, parent text)
LIMIT %(clients)s
"""

ARCHETYPES = """
CREATE TEMP TABLE gen_kind ON COMMIT DROP AS
SELECT * FROM (VALUES
    -- name, up to which draw, growth a year, mood, size factor
    ('steady',    0.18, 1.02,  0.6, 1.0),
    ('growing',   0.28, 1.16,  0.9, 0.9),
    ('shrinking', 0.38, 0.82, -0.5, 0.8),
    ('seasonal',  0.46, 1.03,  0.6, 0.9),
    ('lapsed',    0.57, 0.92, -0.4, 0.8),
    ('returning', 0.61, 1.05,  0.5, 0.9),
    ('new',       0.79, 1.02,  0.7, 6.6),
    ('one_off',   0.95, 1.00,  0.2, 28.0),
    ('prospect',  1.00, 1.00,  0.3, 0.0)
) AS k(archetype, until, growth, mood, factor)
"""

# First the character of each client, then the days on which it buys.
CHARACTERS = """
CREATE TEMP TABLE gen_character ON COMMIT DROP AS
SELECT n, s.n IS NOT NULL AS named, k.archetype, k.growth, k.mood + 0.5 * pg_temp.normal(n, 3) AS mood,
       COALESCE(s.name, c.name) AS name, COALESCE(s.industry, c.industry) AS industry,
       COALESCE(s.size, k.factor * 7200 * exp(1.15 * pg_temp.normal(n, 5))) AS size,
       COALESCE(s.practice, CASE
           WHEN pg_temp.draw(n, 7) < CASE k.archetype WHEN 'one_off' THEN 0.45 WHEN 'new' THEN 0.2 ELSE 0.09 END THEN 6
           ELSE floor(6 * pg_temp.draw(n, 8) ^ 1.3)::int END) AS practice,
       COALESCE(s.office, floor(4 * pg_temp.draw(n, 9) ^ 1.4)::int) AS office,
       s.quiet, s.tier AS story_tier, s.interval AS story_interval, s.owner AS story_owner,
       s.partner AS story_partner,
       CASE WHEN s.n IS NOT NULL THEN (SELECT p.n FROM gen_story p WHERE p.name = s.parent)
            WHEN n <= 40 THEN NULL
            WHEN n %% 64 = 45 THEN n - 8
            WHEN n %% 16 = 5 THEN n - 5 - 16 * floor(pg_temp.draw(n, 10) * LEAST(GREATEST(n / 16 - 2, 1), 8))::int
       END AS parent_n,
       %(days)s::float8 AS t
FROM generate_series(1, %(clients)s) n
LEFT JOIN gen_story s USING (n)
CROSS JOIN LATERAL pg_temp.company(n) c
CROSS JOIN LATERAL (SELECT * FROM gen_kind WHERE archetype = s.archetype OR s.archetype IS NULL
                        AND pg_temp.draw(n, 1) < until ORDER BY until LIMIT 1) k
"""

SPANS = """
CREATE TEMP TABLE gen_client ON COMMIT DROP AS
WITH days AS (
    SELECT c.*,
           CASE WHEN archetype IN ('new', 'one_off') THEN t * pg_temp.draw(n, 11) * 0.98
                WHEN pg_temp.draw(n, 12) < 0.75 OR named THEN 0 ELSE t * 0.4 * pg_temp.draw(n, 11) END AS a1
    FROM gen_character c
), ends AS (
    SELECT d.*, CASE archetype
               WHEN 'lapsed' THEN a1 + (t - a1) * (0.35 + 0.5 * pg_temp.draw(n, 13))
               WHEN 'returning' THEN a1 + (t - a1) * (0.15 + 0.2 * pg_temp.draw(n, 13))
               WHEN 'one_off' THEN LEAST(t, a1 + 40 + 160 * pg_temp.draw(n, 13))
               WHEN 'new' THEN CASE WHEN pg_temp.draw(n, 14) < 0.25 THEN LEAST(t, a1 + 250 + 700 * pg_temp.draw(n, 13))
                                    ELSE t END
               WHEN 'prospect' THEN a1 ELSE t END AS b1
    FROM days d
), again AS (
    SELECT e.*, CASE WHEN archetype = 'returning'
                     THEN LEAST(GREATEST(b1 + 400, t - 30 - 600 * pg_temp.draw(n, 15)), t - 20) ELSE b1 END AS a2,
           CASE WHEN archetype = 'returning' THEN t ELSE b1 END AS b2
    FROM ends e
), rated AS (
    SELECT a.*, (b1 - a1 + b2 - a2) / 365 AS active_years,
           COALESCE(story_tier, CASE WHEN archetype = 'prospect' OR pg_temp.draw(n, 16) < 0.04 THEN ''
               WHEN archetype = 'one_off' THEN 'D'
               WHEN size > 150000 THEN 'A' WHEN size > 50000 THEN 'B' WHEN size > 9000 THEN 'C' ELSE 'D' END) AS tier
    FROM again a
), paced AS (
    SELECT r.*, CASE WHEN named THEN story_interval WHEN pg_temp.draw(n, 17) < 0.1 THEN NULL ELSE CASE tier
               WHEN 'A' THEN 14 + 7 * (n %% 3) WHEN 'B' THEN 30 + 15 * (n %% 2) WHEN 'C' THEN 60 ELSE 120 END
           END::int AS interval_days,
           CASE archetype WHEN 'seasonal' THEN 20 + floor(270 * pg_temp.draw(n, 18)) END AS season,
           CASE WHEN archetype = 'prospect' THEN 0 WHEN archetype = 'one_off' THEN 1
                ELSE LEAST(10, 1 + floor(active_years * (0.3 + LEAST(size, 400000) / 250000)))::int END AS n_eng
    FROM rated r
), quieted AS (
    SELECT p.*, CASE archetype WHEN 'prospect' THEN 0 ELSE sqrt(size) * active_years END AS w_inv,
           LEAST(COALESCE(quiet, CASE archetype
               WHEN 'lapsed' THEN (t - b2) * (0.3 + 0.7 * pg_temp.draw(n, 19))
               WHEN 'one_off' THEN (t - b2) * (0.4 + 0.6 * pg_temp.draw(n, 19))
               WHEN 'shrinking' THEN 10 + 200 * pg_temp.draw(n, 19) ^ 2
               WHEN 'prospect' THEN 5 + 300 * pg_temp.draw(n, 19)
               ELSE COALESCE(interval_days, 60) * 2.2 * pg_temp.draw(n, 19) ^ 2 END) + 1, t - 1) AS quiet_days
    FROM paced p
), weighed AS (
    SELECT q.*, GREATEST(0, a1 - 120 * pg_temp.draw(n, 20)) AS t0, t - quiet_days AS t1,
           CASE archetype WHEN 'prospect' THEN CASE WHEN pg_temp.draw(n, 21) < 0.5 THEN 0 ELSE 1.5 END
                WHEN 'one_off' THEN 4
                ELSE GREATEST(t - quiet_days - a1, 30) / COALESCE(interval_days, 60) ^ 0.75
                     * (0.4 + 1.2 * pg_temp.draw(n, 22)) END AS w_touch,
           CASE WHEN archetype = 'prospect' THEN 0.5 ELSE 1 + ln(1 + size / 8000) END AS w_people
    FROM quieted q
), shared AS (
    SELECT w.*,
           floor(%(interactions)s * sum(w_touch) OVER o / NULLIF(sum(w_touch) OVER (), 0)) AS touch_end,
           floor(%(invoices)s * sum(w_inv) OVER o / NULLIF(sum(w_inv) OVER (), 0)) AS inv_end,
           LEAST(n, %(people)s) + floor(GREATEST(%(people)s - %(clients)s, 0)
               * sum(w_people) OVER o / NULLIF(sum(w_people) OVER (), 0)) AS people_end,
           sum(n_eng) OVER o AS eng_end
    FROM weighed w WINDOW o AS (ORDER BY n)
)
SELECT s.*, %(client_base)s + n AS id,
       touch_end - lag(touch_end, 1, 0::float8) OVER o AS n_touch, inv_end - lag(inv_end, 1, 0::float8) OVER o AS n_inv,
       people_end - lag(people_end, 1, 0::float8) OVER o AS n_people, lag(people_end, 1, 0::float8) OVER o AS p0,
       eng_end - n_eng AS e0
FROM shared s WINDOW o AS (ORDER BY n)
"""

# Owner and partner first, then others of the firm by tier; a colleague sits in a team once.
TEAMS = """
CREATE TEMP TABLE gen_team ON COMMIT DROP AS
WITH owners AS (
    SELECT c.n, c.id, c.tier, c.practice,
           COALESCE((SELECT id FROM gen_colleague g WHERE g.name = c.story_owner LIMIT 1),
                    (%(managers)s::bigint[])[1 + floor(pg_temp.draw(c.n, 30) * cardinality(%(managers)s::bigint[]))::int])
               AS owner_id,
           COALESCE((SELECT id FROM gen_colleague g WHERE g.name = c.story_partner LIMIT 1),
                    (SELECT id FROM gen_colleague g WHERE g.role = 'partner' AND g.practice = c.practice AND g.active
                     ORDER BY hashint8extended(g.id, c.n) LIMIT 1)) AS partner_id
    FROM gen_client c
), seats AS (
    SELECT n, 1 AS seat, owner_id AS colleague_id FROM owners
    UNION ALL SELECT n, 2, partner_id FROM owners
    UNION ALL
    SELECT n, 2 + j, (%(pool)s::bigint[])[1 + (floor(pg_temp.draw(n, 31) * cardinality(%(pool)s::bigint[]))::int + j * 7)
                                              %% cardinality(%(pool)s::bigint[])]
    FROM owners, generate_series(1, CASE tier WHEN 'A' THEN 4 WHEN 'B' THEN 2 WHEN 'C' THEN 1 ELSE 0 END) j
), once AS (
    SELECT DISTINCT ON (n, colleague_id) n, seat, colleague_id FROM seats WHERE colleague_id IS NOT NULL
    ORDER BY n, colleague_id, seat
)
SELECT n, array_agg(colleague_id ORDER BY seat) AS team, array_agg(seat ORDER BY seat) AS seats FROM once GROUP BY n
"""

CLIENTS = """
INSERT INTO clients_client (id, public_id, name, source, external_id, industry, tier, expected_interval_days, owner_id,
                            website, created_at, updated_at)
SELECT c.id, pg_temp.pid(n, 40), c.name, %(source)s, 'client-' || n, c.industry, c.tier, c.interval_days, g.team[1],
       CASE WHEN pg_temp.draw(n, 41) < 0.5
            THEN 'https://' || regexp_replace(search_key(c.name), '[^a-z0-9]+.*', '') || '.example' ELSE '' END,
       made.at, made.at
FROM gen_client c JOIN gen_team g USING (n)
CROSS JOIN LATERAL (SELECT (%(origin)s::date + c.t0::int)::timestamptz AS at) made
ORDER BY n
"""

BRANCH_NAMES = """
UPDATE gen_character c SET name = left(p.name, 200) || ' ' ||
    CASE WHEN c.n %% 64 = 45 THEN 'Services' ELSE (%(branches)s::text[])[1 + (c.n / 16) %% cardinality(%(branches)s::text[])] END
FROM gen_character p
WHERE p.n = c.parent_n AND NOT c.named AND c.n %% 64 {which} 45
"""
# Children are named after parents, so parents first.
NAME_CHILDREN = [BRANCH_NAMES.format(which="<>"), BRANCH_NAMES.format(which="=")]

GROUP_EDGES = """
INSERT INTO clients_groupedge (public_id, client_id, parent_id, starts_on, ends_on)
SELECT pg_temp.pid(c.n, 42), c.id, p.id,
       CASE WHEN NOT c.named AND u BETWEEN 0.7 AND 0.9 THEN %(origin)s::date + (c.t * (u - 0.7) * 4.5)::int END,
       CASE WHEN NOT c.named AND u > 0.9 THEN %(origin)s::date + (c.t * (u - 0.9) * 9)::int + 1 END
FROM gen_client c JOIN gen_client p ON p.n = c.parent_n
CROSS JOIN LATERAL (SELECT pg_temp.draw(c.n, 43) AS u) d
ORDER BY c.n
"""

ALIASES = """
INSERT INTO clients_alias (public_id, client_id, name)
SELECT pg_temp.pid(n, 44), id, split_part(name, ' ', 1) || ' Group' FROM gen_client
WHERE pg_temp.draw(n, 45) < 0.03 ORDER BY n
"""

TEAM_MEMBERS = """
INSERT INTO clients_teammember (public_id, client_id, colleague_id, role)
SELECT pg_temp.pid(c.n * 8 + m.seat, 46), c.id, m.colleague_id,
       CASE m.seat WHEN 1 THEN 'account_manager' WHEN 2 THEN 'relationship_partner' WHEN 3 THEN 'deputy'
                   WHEN 4 THEN 'originating_partner' ELSE 'member' END
FROM gen_client c JOIN gen_team g USING (n) CROSS JOIN LATERAL unnest(g.team, g.seats) AS m(colleague_id, seat)
ORDER BY c.n, m.seat
"""

CHARACTER_STEPS = [STORIES, ARCHETYPES, CHARACTERS, *NAME_CHILDREN, SPANS, TEAMS]
CLIENT_STEPS = [CLIENTS, GROUP_EDGES, ALIASES, TEAM_MEMBERS]
