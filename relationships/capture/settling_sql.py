"""The statements that decide what becomes of staged messages, and write it. All of it under the holder's gate."""

from __future__ import annotations

from relationships.capture import reasons
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE
from relationships.foundation.named_parameters import named
from relationships.interactions.visibility import seen_by

_CLIENTS, _CLIENT_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="hidden")
_PEOPLE, _PEOPLE_NAMES = named(HIDDEN_PEOPLE, [0], prefix="hidden_people")
_SEEN, _SEEN_NAMES = seen_by("i")
READER = (*_CLIENT_NAMES, *_PEOPLE_NAMES, *_SEEN_NAMES)
"""Parameters whose value is the holder's id."""
# Nobody has the id 0, so nobody is inside a wall: everything that stands behind any.
_WALLED, _WALLED_NAMES = named(HIDDEN_CLIENTS, [0, 0], prefix="walled")
_WALLED_PEOPLE, _WALLED_PEOPLE_NAMES = named(HIDDEN_PEOPLE, [0], prefix="walled_people")
NOBODY = (*_WALLED_NAMES, *_WALLED_PEOPLE_NAMES)

STAGE = """
CREATE TEMP TABLE capture_in (n int, key text, kind text, label text, occurred_at timestamptz, minutes int,
    sender text, subject text, summary text, ignored text, refused text) ON COMMIT DROP;
CREATE TEMP TABLE capture_in_party (n int, place int, address text, spelling text, name text) ON COMMIT DROP
"""
# The same message twice in a file is one. LIMIT: each key is looked up in the index, also while the table has no
# statistics, when the planner takes a holder's messages for few and goes through all of them for each one.
ONE_EACH = """
CREATE TEMP TABLE capture_one ON COMMIT DROP AS
SELECT DISTINCT ON (c.key) c.*, m.id AS message_id, m.fate AS old_fate, m.reason AS old_reason,
       m.interaction_id AS old_touch,
       i.id IS NOT NULL AND i.archived_at IS NULL AS stands
FROM capture_in c
LEFT JOIN LATERAL (SELECT * FROM capture_message k WHERE k.user_id = %(user)s AND k.key = c.key LIMIT 1) m ON true
LEFT JOIN interactions_interaction i ON i.id = m.interaction_id
ORDER BY c.key, c.n;
ANALYZE capture_one
"""
# Who each address is, to the holder: one of us, a person they may see, or nobody known. What a colleague merely says to be
# theirs is not while it is known as another person's: else anybody could keep a client's mail from counting.
WHO = f"""
CREATE TEMP TABLE capture_who ON COMMIT DROP AS
WITH said AS (
    SELECT p.address, min(p.spelling) AS spelling FROM capture_in_party p GROUP BY p.address
), ours AS (
    SELECT lower(u.email) AS address, u.id, true AS sure FROM accounts_user u
    WHERE u.email IS NOT NULL AND u.is_active AND (u.left_on IS NULL OR u.left_on >= current_date) AND u.archived_at IS NULL
    UNION
    SELECT own.address, c.user_id, false FROM capture_capturechoice c JOIN accounts_user u ON u.id = c.user_id AND u.is_active,
         unnest(c.own_addresses) own (address)
    UNION
    SELECT own.address, %(holder)s, true FROM unnest(%(own)s::text[]) own (address)
), persons AS (
    SELECT DISTINCT ON (s.address) s.address, p.id
    FROM said s JOIN contacts_contactpoint cp ON cp.kind = 'email' AND cp.value IN (s.address, s.spelling)
    JOIN contacts_person p ON p.id = cp.person_id AND p.archived_at IS NULL
    WHERE p.id <> ALL (ARRAY({_PEOPLE}))
    ORDER BY s.address, cp.archived_at IS NOT NULL, NOT cp.is_primary, p.id
)
SELECT s.address, (
           SELECT o.id FROM ours o WHERE o.address = s.address AND (o.sure OR persons.id IS NULL OR EXISTS (
               SELECT FROM alumni_alumnus a WHERE a.person_id = persons.id AND a.colleague_id = o.id))
           ORDER BY o.id = %(holder)s DESC, o.id LIMIT 1) AS colleague_id,
       persons.id AS person_id,
       split_part(s.address, '@', 2) = ANY (%(domains)s) AS inside
FROM said s LEFT JOIN persons ON persons.address = s.address;
UPDATE capture_who SET person_id = NULL WHERE colleague_id IS NOT NULL;
UPDATE capture_who SET inside = false WHERE person_id IS NOT NULL;
ANALYZE capture_who
"""  # noqa: S608 - constants only
# One client a person: where others of the mail work as well, else where they began last, on the day it happened.
TAKING_PART = f"""
CREATE TEMP TABLE capture_person ON COMMIT DROP AS
SELECT DISTINCT o.n, w.person_id FROM capture_one o JOIN capture_in_party p ON p.n = o.n
JOIN capture_who w ON w.address = p.address WHERE w.person_id IS NOT NULL;
CREATE TEMP TABLE capture_place ON COMMIT DROP AS
SELECT p.n, p.person_id, w.client_id, w.started_on, w.id
FROM capture_person p JOIN capture_one o ON o.n = p.n
JOIN contacts_position w ON w.person_id = p.person_id AND w.archived_at IS NULL
 AND COALESCE(w.started_on, '1900-01-01') <= (o.occurred_at AT TIME ZONE %(zone)s)::date
 AND COALESCE(w.ended_on, '2100-12-31') >= (o.occurred_at AT TIME ZONE %(zone)s)::date
WHERE w.client_id <> ALL (ARRAY({_CLIENTS}));
CREATE TEMP TABLE capture_client ON COMMIT DROP AS
WITH shared AS (
    SELECT n, client_id, count(DISTINCT person_id) AS people FROM capture_place GROUP BY n, client_id
), chosen AS (
    SELECT DISTINCT ON (p.n, p.person_id) p.n, p.client_id
    FROM capture_place p JOIN shared s ON s.n = p.n AND s.client_id = p.client_id
    ORDER BY p.n, p.person_id, s.people DESC, p.started_on DESC NULLS LAST, p.id
)
SELECT DISTINCT n, client_id FROM chosen
"""  # noqa: S608 - constants only
FATES = f"""
CREATE TEMP TABLE capture_fate ON COMMIT DROP AS
WITH parties AS (
    SELECT o.n,
           count(DISTINCT w.person_id) AS people,
           count(DISTINCT p.address) FILTER (WHERE w.colleague_id IS NULL AND NOT w.inside) AS outside,
           count(DISTINCT p.address) FILTER (
               WHERE w.colleague_id <> %(holder)s OR (w.colleague_id IS NULL AND w.inside)) AS colleagues,
           COALESCE(array_agg(DISTINCT p.address) FILTER (
               WHERE w.colleague_id IS NULL AND w.person_id IS NULL AND NOT w.inside), ARRAY[]::text[]) AS unknown,
           array_agg(p.address ORDER BY p.place) AS parties,
           min(w.colleague_id) FILTER (WHERE p.place = 0) AS sender_id,
           COALESCE(bool_or(w.inside) FILTER (WHERE p.place = 0), false) AS sender_inside
    FROM capture_one o LEFT JOIN capture_in_party p ON p.n = o.n LEFT JOIN capture_who w ON w.address = p.address
    GROUP BY o.n
), open AS (
    SELECT s.n, count(*) FILTER (WHERE pr.archived_at IS NULL) AS waiting
    FROM parties s, unnest(s.unknown) each (address)
    LEFT JOIN capture_proposal pr ON pr.user_id = %(user)s AND pr.address = each.address GROUP BY s.n
), told AS (
    SELECT o.n, CASE
        WHEN o.refused <> '' THEN '{reasons.REFUSED}:' || o.refused
        WHEN o.old_touch IS NOT NULL AND o.stands THEN '{reasons.TOUCHED}:' || o.old_reason
        WHEN o.old_touch IS NOT NULL OR o.old_reason = '{reasons.REMOVED}' OR o.old_fate = '{reasons.TOUCHED}'
            THEN '{reasons.IGNORED}:{reasons.REMOVED}'
        WHEN o.ignored <> '' THEN '{reasons.IGNORED}:' || o.ignored
        WHEN s.outside = 0 AND s.colleagues > 0 THEN '{reasons.IGNORED}:{reasons.INTERNAL}'
        WHEN s.outside = 0 THEN '{reasons.IGNORED}:{reasons.NOBODY}'
        WHEN s.outside > %(many)s THEN '{reasons.IGNORED}:{reasons.BULK}'
        WHEN s.people > 0 THEN '{reasons.TOUCHED}:{reasons.NEW}'
        WHEN COALESCE(open.waiting, 0) = 0 THEN '{reasons.IGNORED}:{reasons.DISMISSED}'
        ELSE '{reasons.PROPOSED}:{reasons.UNKNOWN}' END AS said
    FROM capture_one o JOIN parties s ON s.n = o.n LEFT JOIN open ON open.n = o.n
)
SELECT o.n, o.key, split_part(told.said, ':', 1) AS fate, split_part(told.said, ':', 2) AS reason,
       s.unknown, COALESCE(array_remove(s.parties, NULL), ARRAY[]::text[]) AS parties, s.sender_id,
       CASE WHEN o.kind = 'event' THEN 'mutual' WHEN s.sender_id IS NOT NULL OR s.sender_inside THEN 'ours'
            ELSE 'theirs' END AS direction,
       o.old_touch IS NULL AND told.said = '{reasons.TOUCHED}:{reasons.NEW}' AS wanted,
       CASE WHEN o.stands THEN o.old_touch END AS touch_id
FROM capture_one o JOIN parties s ON s.n = o.n JOIN told ON told.n = o.n;
ANALYZE capture_fate
"""  # noqa: S608 - constants only
# A colleague's touch of the same message is joined if the holder may see it, and nobody behind a wall comes into it.
JOIN = f"""
WITH walled AS MATERIALIZED ({_WALLED}), walled_people AS MATERIALIZED ({_WALLED_PEOPLE}),
theirs AS (
    SELECT f.n, min(i.id) AS touch_id FROM capture_fate f
    CROSS JOIN LATERAL (SELECT k.interaction_id FROM capture_message k
        WHERE k.key = f.key AND k.interaction_id IS NOT NULL AND k.user_id <> %(user)s LIMIT 100) m
    JOIN interactions_interaction i ON i.id = m.interaction_id AND i.archived_at IS NULL
    WHERE f.wanted AND {_SEEN}
      AND NOT EXISTS (
        SELECT FROM capture_client c WHERE c.n = f.n AND c.client_id IN (SELECT client_id FROM walled)
          AND NOT EXISTS (SELECT FROM interactions_touchclient l
                          WHERE l.interaction_id = i.id AND l.client_id = c.client_id))
      AND NOT EXISTS (
        SELECT FROM capture_person p WHERE p.n = f.n AND p.person_id IN (SELECT person_id FROM walled_people)
          AND NOT EXISTS (SELECT FROM interactions_touchperson l
                          WHERE l.interaction_id = i.id AND l.person_id = p.person_id))
    GROUP BY f.n
)
UPDATE capture_fate f SET touch_id = theirs.touch_id, wanted = false, reason = '{reasons.JOINED}'
FROM theirs WHERE theirs.n = f.n
"""  # noqa: S608 - constants only
NEW_IDS = """
UPDATE capture_fate SET touch_id = nextval(pg_get_serial_sequence('interactions_interaction', 'id')) WHERE wanted;
ANALYZE capture_fate
"""
INSERT = """
INSERT INTO interactions_interaction (
    id, kind, occurred_at, direction, duration_minutes, summary, created_by_id, source)
SELECT f.touch_id, CASE o.kind WHEN 'event' THEN 'meeting' ELSE 'email' END, o.occurred_at, f.direction, o.minutes,
       o.summary, %(user)s, CASE o.kind WHEN 'event' THEN 'calendar' ELSE 'mail' END
FROM capture_fate f JOIN capture_one o ON o.n = f.n WHERE f.wanted ORDER BY f.touch_id
"""
# Whoever sent it, took part in the meeting, or holds it.
COLLEAGUES = """
CREATE TEMP TABLE capture_colleague ON COMMIT DROP AS
SELECT f.n, %(holder)s::bigint AS colleague_id FROM capture_fate f WHERE f.wanted OR f.reason = 'joined'
UNION
SELECT f.n, f.sender_id FROM capture_fate f WHERE f.wanted AND f.sender_id IS NOT NULL
UNION
SELECT f.n, w.colleague_id FROM capture_fate f JOIN capture_one o ON o.n = f.n AND o.kind = 'event'
JOIN capture_in_party p ON p.n = f.n JOIN capture_who w ON w.address = p.address AND w.colleague_id IS NOT NULL
WHERE f.wanted;
ANALYZE capture_person; ANALYZE capture_client; ANALYZE capture_colleague
"""
LINKS = tuple(
    f"""
    INSERT INTO interactions_touch{side} (interaction_id, {side}_id, occurred_at, added_at)
    SELECT f.touch_id, l.{side}_id, i.occurred_at, CASE WHEN f.wanted THEN NULL ELSE now() END
    FROM capture_fate f JOIN capture_{side} l ON l.n = f.n JOIN interactions_interaction i ON i.id = f.touch_id
    WHERE f.fate = 'touched' AND (f.wanted OR f.touch_id = ANY (%(adding)s) OR f.n IN (
        SELECT j.n FROM capture_fate j JOIN capture_one o ON o.n = j.n
        WHERE j.reason = 'joined' AND o.old_touch IS NULL))
    ORDER BY f.touch_id, l.{side}_id ON CONFLICT (interaction_id, {side}_id) DO NOTHING
    """  # noqa: S608 - constants only
    for side in ("client", "person", "colleague")
)
CHANGED = """
SELECT DISTINCT f.touch_id FROM capture_fate f JOIN capture_one o ON o.n = f.n
WHERE f.fate = 'touched' AND NOT f.wanted AND (o.old_touch IS NULL OR f.touch_id = ANY (%(adding)s)) ORDER BY 1
"""
# The trigger that keeps history compares every row before with every row after: a few at a time.
RETOLD_AT_ONCE = 200
RETOLD = "UPDATE interactions_interaction SET version = version + 1, updated_at = now() WHERE id = ANY (%(changed)s)"
REMEMBER = """
INSERT INTO capture_message (user_id, key, kind, source, label, occurred_at, minutes, sender, parties, unknown, subject,
    summary, fate, reason, interaction_id)
SELECT %(user)s, o.key, o.kind, %(source)s, o.label, o.occurred_at, o.minutes, o.sender, f.parties,
       CASE WHEN f.fate IN ('touched', 'proposed') THEN f.unknown ELSE ARRAY[]::text[] END, o.subject,
       CASE WHEN f.fate = 'proposed' THEN o.summary ELSE '' END, f.fate, f.reason, COALESCE(f.touch_id, o.old_touch)
FROM capture_fate f JOIN capture_one o ON o.n = f.n ORDER BY o.n
ON CONFLICT (user_id, key) DO UPDATE SET
    occurred_at = COALESCE(EXCLUDED.occurred_at, capture_message.occurred_at), unknown = EXCLUDED.unknown,
    summary = EXCLUDED.summary, fate = EXCLUDED.fate, reason = EXCLUDED.reason,
    interaction_id = EXCLUDED.interaction_id
"""
# Who was named once and is known no more, because their record was put away, is asked about again.
PROPOSE = """
WITH said AS (
    SELECT each.address, count(*) AS times, max(o.occurred_at) AS last_at,
           (array_agg(p.name ORDER BY o.occurred_at DESC) FILTER (WHERE p.name <> ''))[1] AS name
    FROM capture_fate f JOIN capture_one o ON o.n = f.n, unnest(f.unknown) each (address)
    LEFT JOIN capture_in_party p ON p.address = each.address
    WHERE f.fate IN ('touched', 'proposed') AND p.n = o.n
      AND (o.message_id IS NULL OR o.old_fate NOT IN ('touched', 'proposed'))
    GROUP BY each.address
)
INSERT INTO capture_proposal (user_id, address, name, times, last_at)
SELECT %(user)s, address, COALESCE(name, ''), times, last_at FROM said ORDER BY address
ON CONFLICT (user_id, address) DO UPDATE SET times = capture_proposal.times + EXCLUDED.times,
    last_at = GREATEST(capture_proposal.last_at, EXCLUDED.last_at),
    name = CASE WHEN capture_proposal.name = '' THEN EXCLUDED.name ELSE capture_proposal.name END,
    person_id = NULL, made_person = false,
    version = capture_proposal.version + 1, updated_at = now()
"""
# By message as it was read, doubles too: none is lost.
SETTLED = """
SELECT f.fate, f.reason, f.wanted AND f.n = c.n
FROM capture_in c JOIN capture_fate f ON f.key = c.key ORDER BY c.n
"""
CONCERNED = """
WITH written AS (
    SELECT DISTINCT f.touch_id, f.n FROM capture_fate f JOIN capture_one o ON o.n = f.n
    WHERE f.fate = 'touched' AND (f.wanted OR o.old_touch IS NULL OR f.touch_id = ANY (%(adding)s))
)
SELECT l.client_id FROM written w JOIN interactions_touchclient l ON l.interaction_id = w.touch_id
UNION
SELECT p.client_id FROM written w JOIN capture_person l ON l.n = w.n
JOIN contacts_position p ON p.person_id = l.person_id AND p.archived_at IS NULL
"""
# A mail that somebody began to write in their own program has come by as a copy: nothing is left to confirm.
FULFIL = """
UPDATE capture_drafttouch d SET interaction_id = sent.touch_id, version = d.version + 1, updated_at = now()
FROM (SELECT p.person_id, min(f.touch_id) AS touch_id, max(o.occurred_at) AS at
      FROM capture_fate f JOIN capture_one o ON o.n = f.n JOIN capture_person p ON p.n = f.n
      WHERE f.fate = 'touched' AND f.direction = 'ours' AND o.kind = 'mail' GROUP BY p.person_id) sent
WHERE d.user_id = %(user)s AND d.person_id = sent.person_id AND d.interaction_id IS NULL AND d.archived_at IS NULL
  AND sent.at BETWEEN d.begun_at - interval '10 minutes' AND d.begun_at + interval '3 days'
"""
