"""SQL that writes what people brought, some through clients whom others had brought before, and introductions on their way."""

from __future__ import annotations

# A few alumni bring most. Their clients' second person brings somebody further, later on.
BROUGHT = """
CREATE TEMP TABLE gen_brought ON COMMIT DROP AS
WITH who AS (
    SELECT row_number() OVER (ORDER BY pg_temp.draw(k, 500), k) - 1 AS place, count(*) OVER () AS n, k, person_id, gone,
           COALESCE(keeper_id, (%(pool)s::bigint[])[1]) AS by_id
    FROM gen_alumnus WHERE gone < %(today)s::date - 400 AND pg_temp.draw(k, 501) < 0.4
), work AS (
    SELECT row_number() OVER (ORDER BY pg_temp.draw(n, 502), n) - 1 AS place, n, id, client_id,
           %(origin)s::date + opened::int AS opened_on
    FROM gen_engagement WHERE slot < 2 AND n_eng > 1
), first AS (
    SELECT work.n, work.id, work.client_id, who.person_id, who.by_id, opened_on - 10 - (work.n %% 30)::int AS happened_on
    FROM work JOIN who ON who.place = floor(who.n * pg_temp.draw(work.n, 503) ^ 2) AND work.opened_on > who.gone + 45
    WHERE work.place < 4 * who.n
), through AS (
    SELECT DISTINCT ON (f.client_id) row_number() OVER (ORDER BY f.n) - 1 AS place, p.id AS person_id, f.client_id,
           f.by_id, f.happened_on
    FROM first f JOIN gen_person p ON p.client_id = f.client_id AND p.slot = 1
    WHERE f.n %% 3 = 0 AND p.id NOT IN (SELECT person_id FROM who) ORDER BY f.client_id, f.n
), further AS (
    SELECT work.n, work.id, work.client_id, t.person_id, t.by_id, opened_on - 10 - (work.n %% 30)::int AS happened_on
    FROM work CROSS JOIN (SELECT max(n) AS n FROM who) size
    JOIN through t ON t.place = work.place - 4 * size.n AND t.client_id <> work.client_id
    WHERE work.opened_on > t.happened_on + 90
)
SELECT * FROM first UNION ALL SELECT * FROM further
"""

CONTRIBUTIONS = """
INSERT INTO network_contribution (public_id, person_id, kind, happened_on, text, client_id, engagement_id, share,
    thanked_on, recorded_by_id)
SELECT pg_temp.pid(n, 504), person_id, (%(kinds_brought)s::text[])[line], happened_on, (%(texts_brought)s::text[])[line],
       client_id, id, CASE WHEN draw < 0.85 THEN (ARRAY[1, 0.5, 0.5, 0.4, 0.3, 0.25])[1 + (n %% 6)::int] END,
       CASE WHEN draw < 0.6 AND happened_on + 12 <= %(today)s::date THEN happened_on + 12 END, by_id
FROM gen_brought CROSS JOIN LATERAL (SELECT pg_temp.draw(n, 505) AS draw, 1 + (n %% 4)::int AS line) drawn
ORDER BY n
"""
KINDS = ["referral", "introduction", "instruction", "reference"]
TEXTS = [
    "Told their board about us.",
    "Introduced us to the general counsel.",
    "Chose us for the work themselves.",
    "Spoke for us when they asked around.",
]

# Made and on their way: over alumni, and over colleagues.
INTRODUCTIONS = """
INSERT INTO network_introduction (public_id, person_id, client_id, wanted_by_id, colleague_id, through_id, why, state,
    asked_on, answered_on, agreed_on, made_on, outcome, outcome_on, thanked_on)
SELECT pg_temp.pid(k, 506), p.id, p.client_id, wanted.id, CASE WHEN k %% 3 = 0 THEN asked.id END,
       CASE WHEN k %% 3 <> 0 THEN over.person_id END, (%(whys)s::text[])[1 + k %% cardinality(%(whys)s::text[])], s.state,
       s.asked_on, CASE WHEN s.state NOT IN ('asked', 'withdrawn') THEN s.asked_on + 3 END,
       CASE WHEN s.state IN ('agreed', 'refused', 'made') THEN s.asked_on + 7 END,
       CASE WHEN s.state = 'made' THEN s.asked_on + 9 END, s.outcome, CASE WHEN s.outcome <> '' THEN s.asked_on + 40 END,
       CASE WHEN s.outcome <> '' AND k %% 2 = 0 THEN s.asked_on + 10 END
FROM generate_series(1, 18) k
CROSS JOIN LATERAL (SELECT (%(states)s::text[])[k] AS state, (%(outcomes)s::text[])[k] AS outcome,
    %(today)s::date - CASE WHEN k > 10 THEN 3 + k ELSE 60 + 25 * k END AS asked_on) s
JOIN LATERAL (SELECT id, client_id FROM gen_person WHERE slot = 0 ORDER BY pg_temp.draw(n, 507), n OFFSET k LIMIT 1) p ON TRUE
JOIN LATERAL (SELECT id FROM gen_colleague WHERE active AND role IN ('account_manager', 'partner')
              ORDER BY role = 'partner' DESC, id OFFSET k %% 3 LIMIT 1) asked ON TRUE
JOIN LATERAL (SELECT id FROM gen_colleague WHERE active AND role = 'account_manager' ORDER BY id OFFSET k %% 4 LIMIT 1) wanted
    ON wanted.id <> asked.id
LEFT JOIN LATERAL (SELECT person_id FROM gen_brought ORDER BY n OFFSET k LIMIT 1) over ON TRUE
WHERE (k %% 3 = 0 OR over.person_id IS NOT NULL) AND over.person_id IS DISTINCT FROM p.id
"""
WHYS = ["The new plant in the north", "A word about their board", "Their next round of financing", "Renewals in spring"]
STATES = ["made"] * 8 + ["declined", "refused", "asked", "accepted", "asked", "agreed", "asked", "withdrawn", "asked", "accepted"]  # fmt: skip
OUTCOMES = ["talking", "", "work", "talking", "nothing", "work", "", "talking"] + [""] * 10


# Signs of moves to look through: mail that came back, a new address, a list that says otherwise.
MOVE_SIGNS = """
INSERT INTO contacts_movesignal (public_id, person_id, kind, said, title, seen_on)
SELECT pg_temp.pid(n, 508), p.id, s.kind, CASE s.kind WHEN 'list' THEN (%(employers)s::text[])[1 + (n %% 7)::int]
           WHEN 'bounce' THEN COALESCE(point.value, 'unknown@home.example') ELSE 'new.address' || n || '@elsewhere.example' END,
       CASE s.kind WHEN 'list' THEN 'Head of Legal' ELSE '' END, %(today)s::date - (n %% 12)::int
FROM (SELECT row_number() OVER (ORDER BY pg_temp.draw(n, 509), n) AS place, n, id FROM gen_person WHERE slot = 2) p
CROSS JOIN LATERAL (SELECT (ARRAY['bounce', 'list', 'address'])[1 + (place %% 3)::int] AS kind) s
LEFT JOIN LATERAL (SELECT value FROM contacts_contactpoint c WHERE c.person_id = p.id AND c.kind = 'email'
                   ORDER BY id LIMIT 1) point ON TRUE
WHERE place <= 9
ON CONFLICT DO NOTHING
"""

VALUE_STEPS = [BROUGHT, CONTRIBUTIONS, INTRODUCTIONS, MOVE_SIGNS]
PARAMETERS = {
    "kinds_brought": KINDS,
    "texts_brought": TEXTS,
    "whys": WHYS,
    "states": STATES,
    "outcomes": OUTCOMES,
}
