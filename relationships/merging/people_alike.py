"""People who may be one, found over the whole firm: by address, by number, by name and employer.

An address or a number that an alumnus keeps back pairs nobody: the reason would confirm whose it is.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.alumni.kept_back import POINT_KEPT_BACK
from relationships.contacts.models import Person
from relationships.merging.models import PersonLookAlike, TwoPeople
from relationships.scoring import runs

RUN = "people alike"
NEARLY, LIKE = 0.6, 0.4
"""Trigram similarity from which two names at one employer, or behind one number, may be one."""
CROWD = 300
"""So many people at one client are compared by exact name only; so many behind one number are a switchboard."""
SWITCHBOARD = 5
MANY = 5_000
"""From so many people on, all are read rather than looked up one by one."""
OVERLAP = timedelta(hours=2)
"""What was being written while the last look was taken carries the time at which that writing began."""

# Whoever was written since the last look, and whose ways to be reached or jobs were. Reading all of them for that takes
# less than a second of a night's work.
_TOUCHED = """
CREATE TEMP TABLE merging_touched ON COMMIT DROP AS
SELECT p.id, p.name_search FROM contacts_person p WHERE p.archived_at IS NULL AND (%(since)s::timestamptz IS NULL
    OR p.updated_at >= %(since)s
    OR p.id IN (SELECT person_id FROM contacts_contactpoint WHERE updated_at >= %(since)s)
    OR p.id IN (SELECT person_id FROM contacts_position WHERE updated_at >= %(since)s)
    OR p.id IN (SELECT person_id FROM alumni_alumnus WHERE updated_at >= %(since)s))
"""
_FORGET = """
DELETE FROM merging_personlookalike l
WHERE EXISTS (SELECT FROM merging_touched t WHERE t.id IN (l.one_id, l.other_id))
   OR EXISTS (SELECT FROM contacts_person p WHERE p.id IN (l.one_id, l.other_id) AND p.archived_at IS NOT NULL)
"""
_FIND = f"""
WITH reach AS (
    SELECT c.person_id, c.kind, COALESCE(NULLIF(c.number, ''), c.normal) AS normal FROM contacts_contactpoint c JOIN contacts_person p ON p.id = c.person_id
    WHERE p.archived_at IS NULL AND c.archived_at IS NULL AND c.kind IN ('email', 'phone')
      AND NOT {POINT_KEPT_BACK.format(point="c")}
), shared AS (
    SELECT kind, normal, array_agg(DISTINCT person_id) AS people FROM reach
    GROUP BY kind, normal HAVING count(DISTINCT person_id) BETWEEN 2 AND %(switchboard)s
), reached AS (
    SELECT t.id AS person_id, other_id, s.kind FROM shared s, unnest(s.people) AS one (id), unnest(s.people) AS other_id,
        merging_touched t WHERE t.id = one.id AND other_id <> one.id
), held AS (
    SELECT DISTINCT w.client_id, w.person_id, p.name_search FROM contacts_position w
    JOIN contacts_person p ON p.id = w.person_id AND p.archived_at IS NULL WHERE w.archived_at IS NULL
), crowd AS (
    SELECT client_id FROM held GROUP BY client_id HAVING count(*) > %(crowd)s
), colleagues AS (
    SELECT t.id AS person_id, o.person_id AS other_id, 'employer' AS reason, 0.95::float8 AS likeness
    FROM merging_touched t JOIN held h ON h.person_id = t.id
    JOIN held o ON o.client_id = h.client_id AND o.name_search = t.name_search AND o.person_id <> t.id
    UNION ALL
    SELECT t.id, o.person_id, 'spelling', similarity(o.name_search, t.name_search)::float8
    FROM merging_touched t JOIN held h ON h.person_id = t.id
    JOIN held o ON o.client_id = h.client_id AND o.person_id <> t.id AND o.name_search <> t.name_search
    WHERE h.client_id NOT IN (SELECT client_id FROM crowd) AND similarity(o.name_search, t.name_search) >= %(nearly)s
), found AS (
    SELECT person_id, other_id, 'email' AS reason, 1.0::float8 AS likeness FROM reached WHERE kind = 'email'
    UNION ALL
    SELECT r.person_id, r.other_id, 'phone', 0.9 FROM reached r
    JOIN contacts_person a ON a.id = r.person_id JOIN contacts_person b ON b.id = r.other_id
    WHERE r.kind = 'phone' AND similarity(a.name_search, b.name_search) >= %(like)s
    UNION ALL SELECT * FROM colleagues
)
INSERT INTO merging_personlookalike (one_id, other_id, reason, likeness)
SELECT DISTINCT ON (1, 2) least(person_id, other_id), greatest(person_id, other_id), reason, likeness FROM found
ORDER BY 1, 2, likeness DESC
ON CONFLICT (one_id, other_id) DO UPDATE SET reason = EXCLUDED.reason, likeness = EXCLUDED.likeness
WHERE EXCLUDED.likeness > merging_personlookalike.likeness
"""  # noqa: S608 - constants
_ROOM = "SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = '300s'; SET LOCAL enable_nestloop = off"


@transaction.atomic
def find_people_alike(*, anyway: bool = False) -> int:
    """Look at whoever changed since the last time, or `anyway` at everybody; how many pairs there are. Safe to repeat."""
    last = None if anyway else runs.last_finish(RUN)
    since = last - OVERLAP if last else None
    given = {"since": since, "switchboard": SWITCHBOARD, "crowd": CROWD, "nearly": NEARLY, "like": LIKE}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS merging_touched")
        cursor.execute(_TOUCHED, given)
        if cursor.rowcount > MANY:
            cursor.execute(_ROOM)
        cursor.execute("ANALYZE merging_touched")
        cursor.execute(_FORGET)
        cursor.execute(_FIND, given)
    count = PersonLookAlike.objects.count()
    runs.finish(RUN, count)
    return count


@transaction.atomic
def mark_two_people(*, person: Person, other: Person, by: User) -> TwoPeople:
    """Remember that these are two people. Twice is the same as once."""
    one, two = sorted((person, other), key=lambda each: each.pk)
    said, new = TwoPeople.objects.get_or_create(one=one, other=two, defaults={"said_by": by})
    if new or said.archived_at is None:
        return said
    return said.save_changes(expected_version=said.version, changes={"archived_at": None, "said_by": by})


@transaction.atomic
def forget_two_people(*, said: TwoPeople) -> TwoPeople:
    """Ask again."""
    if said.archived_at is not None:
        return said
    return said.save_changes(expected_version=said.version, changes={"archived_at": timezone.now()})
