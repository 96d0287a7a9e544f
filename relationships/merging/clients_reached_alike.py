"""Clients that may be one because different people of theirs write from one mail domain, or answer one phone number.

Names need not be alike: "NVL" and "Nova Labs" are found by their people. Domains of everybody, and our own, say nothing;
neither does what more than a few clients share, nor somebody who works at both, nor clients of one group.
"""

from __future__ import annotations

from django.db import connection, transaction

from relationships.alumni.kept_back import POINT_KEPT_BACK
from relationships.clients.models import LookAlike
from relationships.clients.signals import facts_changed
from relationships.contacts.free_mail import FREE_MAIL
from relationships.merging.people_alike import MANY, OVERLAP
from relationships.scoring import runs

RUN = "clients by people"
SHARED = 5
"""So many clients behind one domain or number may be one; more are a provider, a group, a house with a switchboard."""
_TOUCHED = """
CREATE TEMP TABLE merging_touched ON COMMIT DROP AS
WITH person AS (
    SELECT person_id FROM contacts_contactpoint WHERE updated_at >= %(since)s
    UNION SELECT id FROM contacts_person WHERE updated_at >= %(since)s
    UNION SELECT person_id FROM alumni_alumnus WHERE updated_at >= %(since)s
), changed AS (
    SELECT client_id FROM clients_alias WHERE updated_at >= %(since)s
    UNION SELECT client_id FROM contacts_position WHERE updated_at >= %(since)s
    UNION SELECT w.client_id FROM contacts_position w JOIN person USING (person_id)
)
SELECT c.id FROM clients_client c WHERE c.archived_at IS NULL
    AND (%(since)s::timestamptz IS NULL OR c.updated_at >= %(since)s OR c.id IN (SELECT client_id FROM changed))
"""
_ONE_GROUP = """
SELECT FROM clients_groupspan a WHERE a.client_id = {one} AND (a.root_id = {other} OR a.root_id IN (
    SELECT b.root_id FROM clients_groupspan b WHERE b.client_id = {other}))
UNION ALL SELECT FROM clients_groupspan b WHERE b.client_id = {other} AND b.root_id = {one}
"""
_FORGET = f"""
DELETE FROM clients_lookalike l WHERE l.reason IN ('domain', 'phone') AND (
    EXISTS (SELECT FROM merging_touched t WHERE t.id IN (l.one_id, l.other_id))
    OR EXISTS (SELECT FROM clients_client c WHERE c.id IN (l.one_id, l.other_id) AND c.archived_at IS NOT NULL)
    OR EXISTS ({_ONE_GROUP.format(one="l.one_id", other="l.other_id")}))
"""  # noqa: S608 - constants
_FIND = f"""
WITH reach AS (
    SELECT DISTINCT w.client_id, w.person_id, c.kind,
        CASE c.kind WHEN 'email' THEN split_part(c.value, '@', 2) ELSE COALESCE(NULLIF(c.number, ''), c.normal) END AS at
    FROM contacts_contactpoint c JOIN contacts_person p ON p.id = c.person_id
    JOIN contacts_position w ON w.person_id = c.person_id JOIN clients_client k ON k.id = w.client_id
    WHERE c.archived_at IS NULL AND c.kind IN ('email', 'phone') AND p.archived_at IS NULL AND k.archived_at IS NULL
      AND w.archived_at IS NULL AND w.ended_on IS NULL AND NOT {POINT_KEPT_BACK.format(point="c")}
), telling AS (
    SELECT * FROM reach WHERE kind = 'phone' OR at <> ALL(%(passed_over)s)
), shared AS (
    SELECT kind, at, array_agg(DISTINCT client_id) AS clients FROM telling GROUP BY kind, at
    HAVING count(DISTINCT client_id) BETWEEN 2 AND %(shared)s
), pair AS (
    SELECT s.kind, s.at, t.id AS client_id, other_id FROM shared s, unnest(s.clients) AS one (id),
        unnest(s.clients) AS other_id, merging_touched t WHERE t.id = one.id AND other_id <> one.id
), found AS (
    SELECT DISTINCT least(p.client_id, other_id) AS one_id, greatest(p.client_id, other_id) AS other_id, p.kind
    FROM pair p JOIN telling a ON a.client_id = p.client_id AND a.kind = p.kind AND a.at = p.at
    JOIN telling b ON b.client_id = p.other_id AND b.kind = p.kind AND b.at = p.at AND b.person_id <> a.person_id
)
INSERT INTO clients_lookalike (one_id, other_id, reason, likeness)
SELECT DISTINCT ON (one_id, other_id) one_id, other_id, CASE kind WHEN 'email' THEN 'domain' ELSE 'phone' END,
    CASE kind WHEN 'email' THEN 0.5 ELSE 0.45 END
FROM found WHERE NOT EXISTS ({_ONE_GROUP.format(one="found.one_id", other="found.other_id")})
ORDER BY one_id, other_id, kind
ON CONFLICT (one_id, other_id) DO NOTHING
RETURNING one_id, other_id
"""  # noqa: S608 - constants
_OURS = "SELECT DISTINCT split_part(email, '@', 2) FROM accounts_user WHERE email IS NOT NULL"
_ROOM = "SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = '300s'; SET LOCAL enable_nestloop = off"


@transaction.atomic
def find_clients_reached_alike(*, anyway: bool = False) -> int:
    """Look at clients that changed, or whose people did, since the last time; `anyway` at all. Answers how many were
    looked at. A pair that names tell of keeps that reason. Safe to repeat."""
    last = None if anyway else runs.last_finish(RUN)
    since = last - OVERLAP if last else None
    with connection.cursor() as cursor:
        cursor.execute(_OURS)
        passed_over = sorted(FREE_MAIL | {row[0] for row in cursor.fetchall()})
        cursor.execute("DROP TABLE IF EXISTS merging_touched")
        cursor.execute(_TOUCHED, {"since": since})
        count = int(cursor.rowcount)
        if count > MANY:
            cursor.execute(_ROOM)
        cursor.execute("ANALYZE merging_touched")
        if count:
            cursor.execute(_FORGET)
            cursor.execute(_FIND, {"passed_over": passed_over, "shared": SHARED})
            if found := {pk for pair in cursor.fetchall() for pk in pair}:
                facts_changed.send(sender=LookAlike, client_ids=sorted(found))
    runs.finish(RUN, count)
    return count
