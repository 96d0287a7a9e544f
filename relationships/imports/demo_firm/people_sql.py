"""SQL that draws the people of clients: where they sit now, where some sat before, and how to reach them."""

PEOPLE = """
CREATE TEMP TABLE gen_person ON COMMIT DROP AS
SELECT c.p0::bigint + slot + 1 AS n, %(person_base)s + c.p0::bigint + slot + 1 AS id, c.n AS client_n,
       c.id AS client_id, slot, c.t0, c.t1, c.t,
       COALESCE(s.name, CASE WHEN pg_temp.draw(k, 50) < 0.04 THEN 'Dr ' ELSE '' END || pg_temp.pick(%(given)s, k, 51)
           || ' ' || pg_temp.pick(%(family)s, k, 52)) AS name,
       COALESCE(s.title, (%(titles)s::text[])[1 + sat.seat]) AS title, (%(seniorities)s::text[])[1 + sat.seat] AS seniority,
       (%(buying_roles)s::text[])[1 + sat.seat] AS buying_role, pg_temp.draw(k, 54) AS u
FROM gen_client c
CROSS JOIN LATERAL generate_series(0, c.n_people::int - 1) slot
CROSS JOIN LATERAL (SELECT c.p0::bigint + slot + 1 AS k) numbered
CROSS JOIN LATERAL (SELECT CASE WHEN slot < 3 THEN slot
    ELSE 3 + floor(pg_temp.draw(k, 53) * (cardinality(%(titles)s::text[]) - 3))::int END AS seat) sat
LEFT JOIN jsonb_to_recordset(%(named_people)s::jsonb) AS s(client text, seat int, name text, title text)
       ON c.named AND s.client = c.name AND s.seat = slot
"""

PERSONS = """
INSERT INTO contacts_person (id, public_id, name, source, external_id, created_at, updated_at)
SELECT id, pg_temp.pid(n, 55), name, %(source)s, 'person-' || n, at, at
FROM gen_person, LATERAL (SELECT (%(origin)s::date + t0::int)::timestamptz AS at) made ORDER BY n
"""

# One in twenty left the client without a word of where to; nobody who decides, so that seats stay filled.
POSITIONS = """
INSERT INTO contacts_position (public_id, person_id, client_id, title, seniority, buying_role, started_on, ended_on)
SELECT pg_temp.pid(n, 56), id, client_id, title, seniority, buying_role, %(origin)s::date + (t0 - 900 * u)::int,
       CASE WHEN slot > 2 AND u < 0.05 THEN %(origin)s::date + (t0 + (t - t0) * (0.5 + 9 * u))::int END
FROM gen_person ORDER BY n
"""

# One in twenty-five came from another client.
EARLIER_POSITIONS = """
INSERT INTO contacts_position (public_id, person_id, client_id, title, seniority, started_on, ended_on)
SELECT pg_temp.pid(p.n, 58), p.id, %(client_base)s + 1 + floor(pg_temp.draw(p.n, 57) * %(clients)s)::bigint,
       'Legal Counsel', 'professional', %(origin)s::date + (p.t0 - 2200)::int, %(origin)s::date + (p.t0 - 900 * u - 30)::int
FROM gen_person p WHERE p.u BETWEEN 0.5 AND 0.54 AND p.slot > 0 ORDER BY p.n
"""

EMAILS = """
INSERT INTO contacts_contactpoint (public_id, person_id, kind, value, is_primary)
SELECT pg_temp.pid(p.n, 60), p.id, 'email',
       trim(BOTH '.' FROM regexp_replace(search_key(regexp_replace(p.name, '^Dr ', '')), '[^a-z]+', '.', 'g')) || '@'
       || regexp_replace(search_key(c.name), '[^a-z0-9]+.*', '') || '.example', true
FROM gen_person p JOIN gen_client c ON c.n = p.client_n ORDER BY p.n
"""

PHONES = """
INSERT INTO contacts_contactpoint (public_id, person_id, kind, value, is_primary)
SELECT pg_temp.pid(n, 62), id, 'phone', '+41 61 555 ' || lpad((n %% 10000)::text, 4, '0'), true
FROM gen_person WHERE u < 0.5 ORDER BY n
"""

PEOPLE_STEPS = [PEOPLE, PERSONS, POSITIONS, EARLIER_POSITIONS, EMAILS, PHONES]
