"""SQL that writes the guest book, gives and asks, the register of gifts, a card, and who comes today."""

# One in six people has two lines; one line in twelve is old enough to have faded.
FACTS = """
INSERT INTO hospitality_guestfact (public_id, person_id, client_id, topic, text, shared, heard_by_id, heard_on,
    heard_where, confirmed_on, written_by_id, source)
SELECT pg_temp.pid(p.n, 400 + part), p.id, p.client_id, (%(fact_topics)s::text[])[line], (%(fact_texts)s::text[])[line],
       pg_temp.draw(p.n, 404 + part) < 0.3 AND (%(fact_topics)s::text[])[line] <> 'avoid', c.owner_id, heard_on, '', heard_on, c.owner_id, %(source)s
FROM gen_person p JOIN clients_client c ON c.id = p.client_id CROSS JOIN generate_series(0, 1) part
CROSS JOIN LATERAL (SELECT 1 + (floor(pg_temp.draw(p.n, 406) * cardinality(%(fact_topics)s::text[]))::int + part * 7)
    %% cardinality(%(fact_topics)s::text[]) AS line,
    %(today)s::date - 20 - floor(power(pg_temp.draw(p.n, 408 + part), 2) * 900)::int AS heard_on) drawn
WHERE pg_temp.draw(p.n, 410) < 0.17 AND c.owner_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM jsonb_to_recordset(%(named_facts)s::jsonb) AS s(client text, seat int)
                  WHERE s.client = c.name AND s.seat = p.slot)
ORDER BY p.n, part
"""

NAMED_FACTS = """
INSERT INTO hospitality_guestfact (public_id, person_id, client_id, topic, text, month, day, shared, heard_by_id,
    heard_on, heard_where, confirmed_on, written_by_id, source)
SELECT pg_temp.pid(k, 420), p.id, p.client_id, s.topic, s.text, s.month, s.day, s.shared, c.owner_id,
       %(today)s::date - 30 - 11 * k::int, CASE WHEN k %% 2 = 0 THEN 'at lunch' ELSE '' END,
       %(today)s::date - 30 - 11 * k::int, c.owner_id, %(source)s
FROM jsonb_to_recordset(%(named_facts)s::jsonb)
     AS s(k bigint, client text, seat int, topic text, text text, month int, day int, shared boolean)
JOIN clients_client c ON c.name = s.client AND c.source = %(source)s
JOIN gen_person p ON p.client_id = c.id AND p.slot = s.seat ORDER BY k
"""

EXCHANGES = """
INSERT INTO hospitality_exchange (public_id, person_id, client_id, kind, occurred_on, colleague_id, text, source)
SELECT pg_temp.pid(k, 430), p.id, p.client_id, s.kind, %(today)s::date - s.days_ago, u.id, s.text, %(source)s
FROM jsonb_to_recordset(%(exchanges)s::jsonb)
     AS s(k bigint, client text, seat int, colleague text, days_ago int, kind text, text text)
JOIN clients_client c ON c.name = s.client AND c.source = %(source)s
JOIN gen_person p ON p.client_id = c.id AND p.slot = s.seat JOIN gen_colleague u ON u.name = s.colleague ORDER BY k
"""

GIFTS = """
INSERT INTO hospitality_gift (public_id, person_id, client_id, direction, kind, what, occurred_on, value, colleague_id,
    written_by_id, state, "limit", total, decided_by_id, decided_at, decided_why, source)
SELECT pg_temp.pid(k, 440), p.id, p.client_id, s.direction, s.kind, s.what, %(today)s::date - s.days_ago, s.value, u.id,
       u.id, s.state, 100, s.value, CASE WHEN s.state IN ('approved', 'refused') THEN boss.id END,
       CASE WHEN s.state IN ('approved', 'refused') THEN (%(today)s::date - s.days_ago + 1)::timestamptz END, '',
       %(source)s
FROM jsonb_to_recordset(%(gifts)s::jsonb) AS s(k bigint, client text, seat int, colleague text, days_ago int,
     direction text, kind text, what text, value numeric, state text)
JOIN clients_client c ON c.name = s.client AND c.source = %(source)s
JOIN gen_person p ON p.client_id = c.id AND p.slot = s.seat JOIN gen_colleague u ON u.name = s.colleague
CROSS JOIN LATERAL (SELECT id FROM gen_colleague WHERE role = 'partner' AND id <> u.id ORDER BY id LIMIT 1) boss
ORDER BY k
"""

# Nobody knows the token of an invented card: its digest is a draw.
CARDS = """
WITH said AS (
    SELECT s.k, s.said, p.id AS person_id, c.owner_id
    FROM jsonb_to_recordset(%(said)s::jsonb) AS s(k bigint, client text, seat int, said text)
    JOIN clients_client c ON c.name = s.client AND c.source = %(source)s
    JOIN gen_person p ON p.client_id = c.id AND p.slot = s.seat
), link AS (
    INSERT INTO hospitality_cardlink (public_id, person_id, digest, expires_at, made_by_id)
    SELECT pg_temp.pid(k, 450), person_id, encode(sha256(pg_temp.pid(k, 451)::bytea), 'hex'),
           %(today)s::date::timestamptz + interval '30 days', owner_id FROM said ORDER BY k RETURNING id, person_id
)
INSERT INTO hospitality_cardproposal (public_id, link_id, act, topic, said, state)
SELECT pg_temp.pid(k, 452), link.id, 'add', 'table', said.said, 'waiting' FROM said JOIN link USING (person_id) ORDER BY k
"""

ARRIVALS = """
INSERT INTO interactions_plannedtouch (public_id, client_id, colleague_id, due_on, reason, planned_by_id)
SELECT pg_temp.pid(k, 460), c.id, u.id, %(today)s, s.reason, u.id
FROM jsonb_to_recordset(%(arrivals)s::jsonb) AS s(k bigint, client text, colleague text, reason text)
JOIN clients_client c ON c.name = s.client AND c.source = %(source)s JOIN gen_colleague u ON u.name = s.colleague
ORDER BY k
"""

HOST_STEPS = [FACTS, NAMED_FACTS, EXCHANGES, GIFTS, CARDS, ARRIVALS]
