"""SQL that draws touchpoints: spread over each relationship, numbered in the order they happened."""

DRAWN = """
CREATE TEMP TABLE gen_touch ON COMMIT DROP AS
WITH drawn AS (
    SELECT c.n AS client_n, c.id AS client_id, c.mood, c.n_people::int AS n_people, c.p0::bigint AS p0, g.team,
           cardinality(g.team) AS n_team, c.n_eng, c.e0, c.a1, c.b2, c.t,
           c.archetype = 'prospect' OR pg_temp.draw(c.n, 100) < 0.04 AS cold, c.n * 65536 + k AS key,
           c.t0 + (c.t1 - c.t0) * ((k + pg_temp.draw(c.n * 65536 + k, 101)) / c.n_touch) ^ 0.85 AS day,
           width_bucket(pg_temp.draw(c.n * 65536 + k, 102), %(kind_until)s::float8[]) + 1 AS kind
    FROM gen_client c JOIN gen_team g USING (n) CROSS JOIN LATERAL generate_series(0, c.n_touch::int - 1) k
), placed AS (
    SELECT d.*, CASE WHEN cold THEN 1 ELSE kind END AS k, %(origin)s::date + floor(day)::int AS raw,
           floor(pg_temp.draw(key, 103) ^ 1.7 * n_team)::int AS c1, floor(pg_temp.draw(key, 104) ^ 2 * n_people)::int AS p1,
           pg_temp.draw(key, 105) AS u, pg_temp.draw(key, 106) AS v
    FROM drawn d
)
SELECT row_number() OVER (ORDER BY at, key) AS n, client_n, client_id, key, (%(kinds)s::text[])[k] AS kind, at,
       NULLIF(((%(minutes)s::int[])[k] * (0.5 + u))::int / 5 * 5, 0) AS minutes,
       CASE WHEN cold OR v < (%(ours)s::float8[])[k] THEN 'ours'
            WHEN v < (%(ours)s::float8[])[k] + (%(theirs)s::float8[])[k] THEN 'theirs' ELSE 'mutual' END AS direction,
       CASE WHEN NOT cold AND u < 0.55
            THEN GREATEST(-2, LEAST(2, round(mood + 0.7 * pg_temp.normal(key, 107))))::int END AS sentiment,
       CASE WHEN n_eng > 0 AND pg_temp.draw(key, 109) < 0.3 THEN %(engagement_base)s + e0 + 1
            + LEAST(GREATEST(floor((day - a1) / GREATEST(b2 - a1, 1) * n_eng), 0), n_eng - 1)::bigint END AS engagement_id,
       team[1 + c1] AS colleague, CASE WHEN n_team > 1 AND (k IN (3, 6, 7) AND u < 0.5 OR u < 0.08)
            THEN team[1 + (c1 + 1 + floor(v * (n_team - 1))::int) %% n_team] END AS colleague_2,
       CASE WHEN n_people > 0 THEN %(person_base)s + p0 + 1 + p1 END AS person,
       CASE WHEN n_people > 1 AND (k IN (3, 6, 7) AND v < 0.6 OR v < 0.06)
            THEN %(person_base)s + p0 + 1 + (p1 + 1 + floor(u * (n_people - 1))::int) %% n_people END AS person_2,
       CASE WHEN k = 6 AND u < 0.4 THEN %(client_base)s + 1 + floor(pg_temp.draw(key, 110) * %(clients)s)::bigint END
           AS client_2,
       u, v, NULL::text AS summary
FROM placed
CROSS JOIN LATERAL (SELECT raw - CASE extract(isodow FROM raw)::int WHEN 6 THEN 1 WHEN 7 THEN 2 ELSE 0 END AS on_day) w
CROSS JOIN LATERAL (SELECT (on_day + make_interval(mins => 8 * 60 + floor(pg_temp.draw(key, 111) * 126)::int * 5))
                    AT TIME ZONE %(zone)s AS at) moment
"""

STORIES = """
INSERT INTO gen_touch (n, client_n, client_id, key, kind, at, minutes, direction, sentiment, colleague, person, u, v,
                       summary)
SELECT (SELECT count(*) FROM gen_touch) + s.k, c.n, c.id, -s.k, s.kind,
       (%(today)s::date - s.days_ago + make_interval(hours => 9, mins => s.k::int * 15 %% 420)) AT TIME ZONE %(zone)s,
       s.minutes, s.direction, s.sentiment, g.id, p.id, 0.9, 0.9, s.summary
FROM (SELECT r.*, row_number() OVER () AS k FROM jsonb_to_recordset(%(story_touches)s::jsonb) AS r(
    client text, seat int, colleague text, days_ago int, kind text, minutes int, direction text, sentiment int,
    summary text)) s
JOIN gen_client c ON c.name = s.client AND c.named
JOIN gen_colleague g ON g.name = s.colleague
LEFT JOIN gen_person p ON p.client_n = c.n AND p.slot = s.seat
"""

# One word with each alumnus who sits at no client, the more recent the better somebody keeps in touch.
ALUMNI_TOUCHES = """
INSERT INTO gen_touch (n, key, kind, at, minutes, direction, sentiment, colleague, person, u, v)
SELECT (SELECT count(*) FROM gen_touch) + row_number() OVER (ORDER BY a.k), -100000 - a.k,
       (ARRAY['call', 'email', 'meeting', 'hospitality', 'message'])[1 + floor(pg_temp.draw(a.k, 330) * 5)::int],
       (%(today)s::date - 3 - floor(pg_temp.draw(a.k, 331) ^ 2 * 700)::int + make_interval(hours => 10 + a.k::int %% 7))
           AT TIME ZONE %(zone)s,
       NULL, CASE WHEN pg_temp.draw(a.k, 332) < 0.6 THEN 'mutual' ELSE 'theirs' END, NULL,
       COALESCE(a.keeper_id, (%(pool)s::bigint[])[1 + floor(pg_temp.draw(a.k, 333) * cardinality(%(pool)s::bigint[]))::int]),
       a.person_id, 0.9, 0.9
FROM gen_alumnus a WHERE a.elsewhere
"""

INTERACTIONS = """
INSERT INTO interactions_interaction (id, public_id, kind, occurred_at, duration_minutes, direction, process,
    engagement_id, summary, sentiment, created_by_id, source, external_id, created_at, updated_at)
SELECT %(touch_base)s + n, pg_temp.pid(n, 120), kind, at, minutes, direction,
       CASE WHEN kind = 'delivery' THEN 'delivery' WHEN kind = 'invoice_talk' THEN 'finance'
            WHEN u < 0.25 THEN 'sales' WHEN u < 0.55 THEN 'delivery' WHEN u < 0.6 THEN 'hr' WHEN u < 0.63 THEN 'innovation'
            ELSE '' END,
       engagement_id,
       CASE WHEN summary IS NOT NULL THEN summary WHEN pg_temp.draw(key, 121) < 0.18 THEN ''
            ELSE upper(left(topic, 1)) || substr(topic, 2) || ': ' || pg_temp.pick(%(outcomes)s, key, 123)
                 || CASE WHEN direction <> 'ours' AND pg_temp.draw(key, 124) < 0.1
                         THEN ' ' || pg_temp.pick(%(quotes)s, key, 125) ELSE '' END END,
       sentiment, colleague, %(source)s, 'touch-' || n, at + interval '40 minutes', at + interval '40 minutes'
FROM gen_touch CROSS JOIN LATERAL (SELECT pg_temp.pick(%(topics)s, key, 122) AS topic) t
ORDER BY n
"""

TOUCH_CLIENTS = """
INSERT INTO interactions_touchclient (interaction_id, client_id, occurred_at)
SELECT %(touch_base)s + n, c.id, at FROM gen_touch
CROSS JOIN LATERAL (SELECT DISTINCT id FROM (VALUES (client_id), (client_2)) AS v(id) WHERE id IS NOT NULL) c
ORDER BY n
"""

TOUCH_PEOPLE = """
INSERT INTO interactions_touchperson (interaction_id, person_id, occurred_at)
SELECT %(touch_base)s + n, p.id, at FROM gen_touch
CROSS JOIN LATERAL (VALUES (person), (person_2)) AS p(id) WHERE p.id IS NOT NULL
ORDER BY n
"""

TOUCH_COLLEAGUES = """
INSERT INTO interactions_touchcolleague (interaction_id, colleague_id, occurred_at)
SELECT %(touch_base)s + n, c.id, at FROM gen_touch
CROSS JOIN LATERAL (VALUES (colleague), (colleague_2)) AS c(id) WHERE c.id IS NOT NULL
ORDER BY n
"""

TOUCH_STEPS = [DRAWN, STORIES, ALUMNI_TOUCHES, INTERACTIONS, TOUCH_CLIENTS, TOUCH_PEOPLE, TOUCH_COLLEAGUES]
