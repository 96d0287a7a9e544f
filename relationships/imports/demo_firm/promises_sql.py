"""SQL that draws promises out of touchpoints, most of them kept, and puts the day's meetings on Maya's."""

from __future__ import annotations

WORDS = [
    "Send the fee proposal", "Name a colleague for the holidays", "Check the draft with our tax team",
    "Send the checklist", "Come back with dates for the workshop", "Explain the last invoice",
    "Comment on the board paper", "Introduce our employment team", "Prepare the site visit",
    "Send the names for the steering committee",
]  # fmt: skip
THEIRS = [
    "Send the signed engagement letter",
    "Name the new finance contact",
    "Share the site list",
    "Confirm the date",
]

# Client, seat, colleague, side, promised so many days ago, due in so many days, what.
STORIES = [
    ("Novagen Therapeutics", 0, "Maya Okafor", "ours", 2, 0, "The 2027 fee proposal"),
    ("Harbrook Hotels", 1, "Maya Okafor", "ours", 6, 1, "Introduction to our employment team"),
    ("Fennmoor Capital", 4, "Maya Okafor", "ours", 9, 4, "Comments on the board paper"),
    ("Novagen Therapeutics", 2, "Maya Okafor", "theirs", 12, -3, "Name one contact for invoices"),
    ("Cobalt Row", 0, "Maya Okafor", "ours", 8, 6, "A plan for the first hundred days"),
    ("Vantera Grid", 2, "Tomás Ibarra", "ours", 30, -9, "A corrected October invoice"),
]  # fmt: skip
# Client, colleague, what the word is about.
PLANNED = [
    ("Brightwater Foods", "Maya Okafor",
     "Call. They asked for plain-English invoices in October; the new format went out last week."),
    ("Larkhill Dairy", "Maya Okafor", "Quarterly review. Nobody here knows the new finance director yet."),
]  # fmt: skip

DRAWN = """
INSERT INTO interactions_promise (public_id, version, created_at, updated_at, side, what, client_id, person_id,
    colleague_id, touch_id, promised_on, due_on, outcome, settled_on, made_by_id)
SELECT pg_temp.pid(n, 140), 1, at + interval '40 minutes', at + interval '40 minutes', side,
       CASE side WHEN 'ours' THEN pg_temp.pick(%(promise_words)s, key, 141)
                 ELSE pg_temp.pick(%(promises_of_theirs)s, key, 141) END,
       client_id, person, colleague, %(touch_base)s + n, made, due, outcome,
       CASE WHEN outcome <> '' THEN GREATEST(made, LEAST(due + 2 - floor(pg_temp.draw(key, 142) * 9)::int, %(today)s::date)) END,
       colleague
FROM (
    SELECT d.*, CASE WHEN due >= %(today)s THEN ''
                     WHEN due > %(today)s::date - 30 AND x < 0.12 THEN ''
                     WHEN x < 0.20 THEN 'broken' WHEN x < 0.25 THEN 'withdrawn' ELSE 'kept' END AS outcome
    FROM (
        SELECT n, key, at, client_id, person, colleague, made, pg_temp.draw(key, 144) AS x,
               made + 3 + floor(pg_temp.draw(key, 143) * 25)::int AS due,
               CASE WHEN pg_temp.draw(key, 145) < 0.8 THEN 'ours' ELSE 'theirs' END AS side
        FROM gen_touch CROSS JOIN LATERAL (SELECT (at AT TIME ZONE %(zone)s)::date AS made) m
        WHERE client_id IS NOT NULL AND person IS NOT NULL AND kind IN ('call', 'meeting')
          AND pg_temp.draw(key, 146) < 0.06
    ) d
) o
"""

STORY_PROMISES = """
INSERT INTO interactions_promise (public_id, version, side, what, client_id, person_id, colleague_id, promised_on,
    due_on, outcome, made_by_id)
SELECT pg_temp.pid(s.k, 147), 1, s.side, s.what, c.id, p.id, g.id, %(today)s::date - s.made, %(today)s::date + s.due, '', g.id
FROM (SELECT r.*, row_number() OVER () AS k FROM jsonb_to_recordset(%(story_promises)s::jsonb) AS r(
    client text, seat int, colleague text, side text, made int, due int, what text)) s
JOIN gen_client c ON c.name = s.client AND c.named
JOIN gen_colleague g ON g.name = s.colleague
LEFT JOIN gen_person p ON p.client_n = c.n AND p.slot = s.seat
"""

STORY_PLANNED = """
INSERT INTO interactions_plannedtouch (public_id, version, client_id, colleague_id, due_on, reason, planned_by_id)
SELECT pg_temp.pid(s.k, 148), 1, c.id, g.id, %(today)s, s.reason, g.id
FROM (SELECT r.*, row_number() OVER () AS k FROM jsonb_to_recordset(%(story_planned)s::jsonb) AS r(
    client text, colleague text, reason text)) s
JOIN gen_client c ON c.name = s.client AND c.named
JOIN gen_colleague g ON g.name = s.colleague
"""

PROMISE_STEPS = [DRAWN, STORY_PROMISES, STORY_PLANNED]
