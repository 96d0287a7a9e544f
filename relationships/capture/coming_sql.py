"""The statements that keep what a calendar says is to come, over the staged messages of `settling_sql`.

Who is invited was looked up there as the holder may see them; whoever reads the rows asks the gate again.
"""

from __future__ import annotations

from relationships.capture import reasons

_SOON = f"""f.reason = '{reasons.FUTURE}' AND o.kind = 'event' AND o.occurred_at < now() + interval '31 days'
    AND EXISTS (SELECT FROM capture_person p WHERE p.n = f.n)
    AND cardinality(f.parties) <= %(many)s + 1"""
# What has been by now, was called off, declined, or has nobody known in it any more.
GONE = f"""
WITH gone AS (
    SELECT m.id FROM interactions_comingmeeting m JOIN capture_fate f ON f.key = m.key JOIN capture_one o ON o.n = f.n
    WHERE m.colleague_id = %(holder)s AND NOT ({_SOON})
), without AS (
    DELETE FROM interactions_comingperson l USING gone WHERE l.meeting_id = gone.id
)
DELETE FROM interactions_comingmeeting m USING gone WHERE m.id = gone.id
"""  # noqa: S608 - constants only
KEEP = f"""
INSERT INTO interactions_comingmeeting (colleague_id, key, starts_at, minutes, title, others, origin, read_at)
SELECT %(holder)s, f.key, o.occurred_at, o.minutes, o.subject, cardinality(f.unknown), %(origin)s, clock_timestamp()
FROM capture_fate f JOIN capture_one o ON o.n = f.n WHERE {_SOON} ORDER BY f.key
ON CONFLICT (colleague_id, key) DO UPDATE SET starts_at = EXCLUDED.starts_at, minutes = EXCLUDED.minutes,
    title = EXCLUDED.title, others = EXCLUDED.others, origin = EXCLUDED.origin, read_at = EXCLUDED.read_at
"""  # noqa: S608 - constants only
_MEETING = """FROM capture_fate f JOIN capture_one o ON o.n = f.n AND o.kind = 'event'
JOIN interactions_comingmeeting m ON m.colleague_id = %(holder)s AND m.key = f.key"""
UNINVITE = f"""
DELETE FROM interactions_comingperson l USING (SELECT m.id, f.n {_MEETING}) m
WHERE l.meeting_id = m.id
  AND NOT EXISTS (SELECT FROM capture_person p WHERE p.n = m.n AND p.person_id = l.person_id)
"""  # noqa: S608 - constants only
INVITE = f"""
INSERT INTO interactions_comingperson (meeting_id, person_id, client_id)
SELECT m.id, p.person_id, (
    SELECT min(w.client_id) FROM capture_place w JOIN capture_client c ON c.n = w.n AND c.client_id = w.client_id
    WHERE w.n = p.n AND w.person_id = p.person_id)
{_MEETING} JOIN capture_person p ON p.n = f.n ORDER BY m.id, p.person_id
ON CONFLICT (meeting_id, person_id) DO UPDATE SET client_id = EXCLUDED.client_id
    WHERE interactions_comingperson.client_id IS DISTINCT FROM EXCLUDED.client_id
"""  # noqa: S608 - constants only
COMING = (GONE, KEEP, UNINVITE, INVITE)
