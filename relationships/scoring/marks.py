"""Stale marks: which clients' scores are older than their facts (ADR 0006). PostgreSQL alone decides; messages are hints.

A mark gets a new version from the sequence whenever a fact changes, and again when somebody claims it. So a claim's
version is higher than that of every score written before, and is the mark's own only while nothing newer happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from accounts.prepared import Prepared

MOST_ATTEMPTS = 5
# Long enough for a batch; after the death of a worker this much time passes before another takes over.
LEASE_SECONDS = 20

# `nextval` in the update is drawn after the row's lock is held: a later writer always gets the higher version.
_MARK = """
INSERT INTO scoring_stalemark AS m (client_id, version, marked_at, attempts)
SELECT c.id, nextval('scoring_stale_version'), now(), 0
FROM ({clients} ORDER BY id) c
ON CONFLICT (client_id) DO UPDATE
SET version = nextval('scoring_stale_version'), claimed_until = NULL, attempts = 0
"""
_MARK_ALL = _MARK.format(clients="SELECT id FROM clients_client")
# Nobody can tell beforehand how many are above or below: OFFSET 0 lets each be looked up by the index, where a join
# would read every touch there is.
# In an array, in which one may stand twice: a union of them would be prepared for a million.
# With them those whose work would shine through, or no longer be seen, when something about a wall changes, and those
# for whom a joint account's fees count.
_MARK_SOME = Prepared(
    "scoring_mark",
    _MARK.format(
        clients="""
    WITH RECURSIVE above AS (
        SELECT unnest(%(ids)s::bigint[]) AS client_id
        UNION
        SELECT up.parent_id FROM above CROSS JOIN LATERAL (
            SELECT e.parent_id FROM clients_groupedge e
            WHERE e.client_id = above.client_id AND e.archived_at IS NULL OFFSET 0) up
    ), below AS (
        SELECT wall.client_id FROM above CROSS JOIN LATERAL (
            SELECT w.client_id FROM clients_wall w WHERE w.client_id = above.client_id AND w.covers_group OFFSET 0) wall
        UNION
        SELECT down.client_id FROM below CROSS JOIN LATERAL (
            SELECT e.client_id FROM clients_groupedge e
            WHERE e.parent_id = below.client_id AND e.archived_at IS NULL OFFSET 0) down
    ), secret AS (
        SELECT client_id FROM below
        UNION ALL
        SELECT DISTINCT w.client_id FROM clients_wall w WHERE w.client_id = ANY(%(ids)s) AND NOT w.covers_group
    )
    SELECT id FROM clients_client WHERE id = ANY (ARRAY(
        SELECT unnest(%(ids)s::bigint[])
        UNION ALL
        SELECT tc.client_id
        FROM secret
        CROSS JOIN LATERAL (
            SELECT interaction_id FROM interactions_touchclient WHERE client_id = secret.client_id OFFSET 0) other
        CROSS JOIN LATERAL (
            SELECT client_id FROM interactions_touchclient WHERE interaction_id = other.interaction_id OFFSET 0) tc
        UNION ALL
        SELECT unnest(ARRAY[t.account_id, s.member_id])
        FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
        WHERE t.account_id = ANY(%(ids)s::bigint[]) OR t.account_id IN (SELECT client_id FROM secret)
           OR t.id IN (SELECT o.term_id FROM clients_jointshare o JOIN secret ON secret.client_id = o.member_id)))"""
    ),
)
_CLAIM = """
WITH due AS (
    SELECT client_id FROM scoring_stalemark
    WHERE (claimed_until IS NULL OR claimed_until < clock_timestamp()) AND attempts BETWEEN %(from)s AND %(to)s
      AND (%(only)s::bigint[] IS NULL OR client_id = ANY(%(only)s))
    ORDER BY client_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE scoring_stalemark m
SET claimed_until = clock_timestamp() + make_interval(secs => %(lease)s), attempts = attempts + 1,
    version = nextval('scoring_stale_version')
FROM due WHERE due.client_id = m.client_id RETURNING m.client_id, m.version
"""
# Only where nothing has happened since the mark was seen: whoever copied the facts before has not seen anything newer.
_CLAIM_SEEN = """
WITH due AS (
    SELECT m.client_id FROM scoring_stalemark m
    JOIN unnest(%s::bigint[], %s::bigint[]) AS seen (client_id, version) USING (client_id, version)
    WHERE m.claimed_until IS NULL ORDER BY m.client_id FOR UPDATE OF m SKIP LOCKED
)
UPDATE scoring_stalemark m
SET claimed_until = clock_timestamp() + make_interval(secs => %s), attempts = attempts + 1,
    version = nextval('scoring_stale_version')
FROM due WHERE due.client_id = m.client_id RETURNING m.client_id, m.version
"""
SETTLE = """
DELETE FROM scoring_stalemark m
USING unnest(%(claimed)s::bigint[], %(claims)s::bigint[]) AS done (client_id, version)
WHERE m.client_id = done.client_id AND m.version = done.version
"""
_RELEASE = """
UPDATE scoring_stalemark SET claimed_until = NULL WHERE client_id = %s AND version = %s RETURNING attempts
"""
_WALLS_TURNED = """
SELECT client_id FROM clients_wall
WHERE starts_at > %(since)s AND starts_at <= now() OR ends_at > %(since)s AND ends_at <= now()
"""

Claims = Mapping[int, int]


def mark(client_ids: Iterable[int]) -> None:
    """Mark clients as stale, in one statement whatever their number. Call in the transaction that changes the fact."""
    ids = sorted(set(client_ids))
    with connection.cursor() as cursor:
        _MARK_SOME.execute(cursor, {"ids": ids})


def mark_all() -> None:
    """Mark every client."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ALL)


def mark_turned_walls(since: datetime) -> int:
    """Mark the clients whose wall began or ended by the clock after `since`; answer how many."""
    with connection.cursor() as cursor:
        cursor.execute(_WALLS_TURNED, {"since": since})
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        mark(ids)
    return len(ids)


def claim(limit: int, *, only: Iterable[int] | None = None) -> dict[int, int]:
    """Take up to `limit` due marks for some seconds; client id -> version of the claim, in order of the ids.

    Whatever was tried before comes alone and last: if it is what kills workers, it takes no other with it. After five
    attempts a mark is parked until its facts change or the night comes.
    """
    wanted = sorted(set(only)) if only is not None else None
    return _claim(limit, 0, 0, wanted) or _claim(1, 1, MOST_ATTEMPTS - 1, wanted)


def _claim(limit: int, least: int, most: int, only: list[int] | None) -> dict[int, int]:
    values = {"limit": limit, "from": least, "to": most, "only": only, "lease": LEASE_SECONDS}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return dict(sorted(cursor.fetchall()))


def seen() -> dict[int, int]:
    """The marks that nobody has tried or claimed, client id -> version, in order of the ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT client_id, version FROM scoring_stalemark WHERE claimed_until IS NULL AND attempts = 0 ORDER BY 1"
        )
        return dict(cursor.fetchall())


def claim_seen(marks: Claims) -> dict[int, int]:
    """Claim those of `marks` that still have the version in which they were seen."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SEEN, [list(marks), list(marks.values()), LEASE_SECONDS])
        return dict(sorted(cursor.fetchall()))


def settle(claims: Claims) -> int:
    """Remove the claimed marks that nothing has happened to since; answer how many."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, settling(claims))
        return int(cursor.rowcount)


def settling(claims: Claims) -> dict[str, list[int]]:
    """The parameters of `SETTLE`, for whoever sends it along with another statement."""
    return {"claimed": list(claims), "claims": list(claims.values())}


def release(client_id: int, version: int) -> int:
    """Give a claim back after a failure; answer how many attempts there were (0: somebody else has the mark)."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [client_id, version])
        found = cursor.fetchone()
        return found[0] if found else 0


def unpark() -> None:
    """Let parked marks be tried anew."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_stalemark SET attempts = 1 WHERE attempts >= %s", [MOST_ATTEMPTS])


def seconds_until_due() -> float | None:
    """Seconds until the first claimed mark may be taken over; None when none is claimed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM min(claimed_until) - clock_timestamp())::float8 FROM scoring_stalemark"
            " WHERE claimed_until IS NOT NULL AND attempts < %s",
            [MOST_ATTEMPTS],
        )
        left: float | None = cursor.fetchone()[0]
        return None if left is None else max(left, 0.0)
