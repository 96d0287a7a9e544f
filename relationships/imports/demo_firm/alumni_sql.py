"""SQL that draws former colleagues: three in ten are people of clients, the others went elsewhere, some to a client lately."""

# The cast comes first, then people of clients who decide nothing there, then those who are nobody's people.
ALUMNI = """
CREATE TEMP TABLE gen_alumnus ON COMMIT DROP AS
WITH named AS (
    SELECT * FROM jsonb_to_recordset(%(alumni_named)s::jsonb) AS s(
        name text, practice int, office int, was text, joined date, gone date, keeper text)
), inside AS (
    SELECT p.id AS person_id, p.name, %(origin)s::date + (p.t0 - 900 * p.u)::int AS started_on
    FROM gen_person p LEFT JOIN named s USING (name)
    WHERE s.name IS NOT NULL AND p.slot < 5 AND EXISTS (
              SELECT FROM jsonb_to_recordset(%(named_people)s::jsonb) AS n(name text) WHERE n.name = p.name)
       OR p.slot > 2 AND p.u BETWEEN 0.05 AND 0.5
    ORDER BY s.name IS NULL, pg_temp.draw(p.n, 300) LIMIT %(alumni)s - %(alumni_elsewhere)s
), elsewhere AS (
    SELECT %(person_base)s + %(people)s + k AS person_id, s.name
    FROM generate_series(1, %(alumni_elsewhere)s) k
    LEFT JOIN (SELECT name, row_number() OVER (ORDER BY name) AS k FROM named
               WHERE name NOT IN (SELECT name FROM inside)) s USING (k)
), everybody AS (
    SELECT row_number() OVER (ORDER BY person_id) AS k, person_id, name, started_on, false AS elsewhere FROM inside
    UNION ALL
    SELECT 1000000 + person_id - %(person_base)s, person_id, name, NULL, true FROM elsewhere
), dated AS (
    SELECT e.*, s.practice, s.office, s.was, s.joined, s.keeper, COALESCE(
        LEAST(s.gone, e.started_on - 20), e.started_on - 20 - floor(300 * pg_temp.draw(e.k, 301))::int,
        %(today)s::date - 120 - floor(4200 * pg_temp.draw(e.k, 302))::int) AS gone
    FROM everybody e LEFT JOIN named s USING (name)
)
SELECT k, person_id, elsewhere, gone,
       COALESCE(name, pg_temp.pick(%(given)s, k, 303) || ' ' || pg_temp.pick(%(family)s, k, 304)) AS name,
       LEAST(COALESCE(joined, gone), gone - 500 - floor(4000 * pg_temp.draw(k, 305) ^ 1.4)::int) AS joined,
       COALESCE(was, pg_temp.pick(%(alumni_titles)s, k, 306)) AS was,
       (%(practices)s::bigint[])[1 + COALESCE(practice, floor(7 * pg_temp.draw(k, 307))::int)] AS practice_id,
       (%(offices)s::bigint[])[1 + COALESCE(office, floor(4 * pg_temp.draw(k, 308))::int)] AS office_id,
       COALESCE((SELECT g.id FROM gen_colleague g WHERE g.name = dated.keeper LIMIT 1), CASE WHEN pg_temp.draw(k, 309) < 0.75
           THEN (%(pool)s::bigint[])[1 + floor(pg_temp.draw(k, 310) * cardinality(%(pool)s::bigint[]))::int] END) AS keeper_id,
       -- Where those elsewhere are: lately at a client, at an employer of their own choice, or nobody knows.
       CASE WHEN NOT elsewhere THEN '' WHEN pg_temp.draw(k, 311) < 0.1 THEN 'client'
            WHEN pg_temp.draw(k, 311) < 0.87 THEN 'outside' ELSE '' END AS went,
       CASE WHEN pg_temp.draw(k, 312) < 0.13 OR pg_temp.draw(k, 311) < 0.06
            THEN %(today)s::date - floor(pg_temp.draw(k, 313) * (%(today)s::date - date_trunc('quarter', %(today)s::date)::date))::int
            ELSE gone + floor(pg_temp.draw(k, 313) * (%(today)s::date - gone))::int END AS began
FROM dated
"""

PERSONS = """
INSERT INTO contacts_person (id, public_id, name, source, external_id, created_at, updated_at)
SELECT person_id, pg_temp.pid(k, 314), name, %(source)s, 'alumnus-' || k, gone, gone FROM gen_alumnus WHERE elsewhere
ORDER BY k
"""

EMAILS = """
INSERT INTO contacts_contactpoint (public_id, person_id, kind, value, is_primary)
SELECT pg_temp.pid(k, 315), person_id, 'email',
       trim(BOTH '.' FROM regexp_replace(search_key(name), '[^a-z]+', '.', 'g')) || k %% 100 || '@home.example', true
FROM gen_alumnus WHERE elsewhere AND pg_temp.draw(k, 316) < 0.9 ORDER BY k
"""

POSITIONS = """
INSERT INTO contacts_position (public_id, person_id, client_id, title, seniority, started_on)
SELECT pg_temp.pid(k, 317), person_id, %(client_base)s + 1 + floor(pg_temp.draw(k, 318) * %(clients)s)::bigint,
       'Legal Counsel', 'professional', began
FROM gen_alumnus WHERE went = 'client' AND %(clients)s > 0 ORDER BY k
"""

# Most had another post in between.
OUTSIDE_POSTS = """
INSERT INTO contacts_outsidepost (public_id, person_id, employer, title, sector, started_on, ended_on)
SELECT pg_temp.pid(k, 319 + part), person_id, (%(employers)s::text[])[place], pg_temp.pick(%(outside_titles)s, k, 321 + part),
       (%(sectors)s::text[])[place], CASE part WHEN 0 THEN began ELSE gone + 10 END, CASE part WHEN 1 THEN began - 1 END
FROM gen_alumnus CROSS JOIN generate_series(0, 1) part CROSS JOIN LATERAL (
    SELECT 1 + floor(pg_temp.draw(k, 323 + part) * cardinality(%(employers)s::text[]))::int AS place) at
WHERE went <> '' AND (part = 0 AND went = 'outside' OR part = 1 AND pg_temp.draw(k, 325) < 0.7 AND began - gone > 60)
ORDER BY k, part
"""

RECORDS = """
INSERT INTO alumni_alumnus (public_id, person_id, colleague_id, joined_on, left_on, office_id, practice_id, title, keeper_id,
    leaving_terms, do_not_contact, source)
SELECT pg_temp.pid(k, 326), person_id,
       -- Among many there are namesakes; the account is the first one's.
       CASE WHEN row_number() OVER (PARTITION BY a.name ORDER BY k) = 1 THEN (
           SELECT u.id FROM accounts_user u WHERE u.name = a.name AND u.left_on IS NOT NULL AND u.id = ANY(%(colleagues)s)
           ORDER BY u.id LIMIT 1) END,
       joined, gone, office_id, practice_id, was, keeper_id,
       CASE WHEN pg_temp.draw(k, 327) < 0.8 THEN 'good' WHEN pg_temp.draw(k, 327) > 0.97 THEN 'reserved' ELSE '' END,
       pg_temp.draw(k, 328) < 0.02, %(source)s
FROM gen_alumnus a ORDER BY k
"""

CONSENTS = """
INSERT INTO alumni_consent (public_id, alumnus_id, channel, purpose, state, said_on, review_on, heard_through, text_version)
SELECT pg_temp.pid(a.k, 340 + p.place), r.id, 'any', p.purpose,
       CASE WHEN d.u < 0.62 THEN 'given' WHEN d.u < 0.7 THEN 'declined' ELSE 'withdrawn' END, d.said_on,
       CASE WHEN d.u < 0.62 THEN (d.said_on + interval '24 months')::date END, 'Leavers'' form', '2024-05'
FROM gen_alumnus a JOIN alumni_alumnus r ON r.person_id = a.person_id
CROSS JOIN LATERAL (SELECT pg_temp.draw(a.k, 350) AS u, GREATEST(a.gone, %(today)s::date - 20
    - floor(pg_temp.draw(a.k, 351) * 760)::int) AS said_on) d
CROSS JOIN LATERAL (VALUES (0, 'all', d.u < 0.25 OR d.u >= 0.62), (1, 'news', d.u >= 0.25 AND d.u < 0.62),
                           (2, 'events', d.u >= 0.4 AND d.u < 0.62)) AS p(place, purpose, said)
WHERE d.u < 0.75 AND p.said ORDER BY a.k, p.place
"""

ALUMNI_STEPS = [ALUMNI, PERSONS, EMAILS, POSITIONS, OUTSIDE_POSTS, RECORDS, CONSENTS]
