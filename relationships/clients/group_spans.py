"""SQL that derives who is the topmost parent of a client when, from dated parent edges.

A client without a parent on a day is its own group and has no span for that day.
"""

# Every path upwards keeps the days on which all its edges hold. A path counts only for the days on which no longer
# path exists: its own days minus those of its one-edge-longer continuations. `path` stops walks in a circle, which
# the actions refuse but two concurrent edits could still leave behind.
REBUILD_GROUP_SPANS = """
WITH RECURSIVE edge AS (
    SELECT client_id, parent_id, daterange(starts_on, ends_on, '[)') AS days
    FROM clients_groupedge WHERE archived_at IS NULL AND NOT beside
), up AS (
    SELECT client_id, parent_id AS root_id, days, ARRAY[client_id, parent_id] AS path, NULL::bigint[] AS shorter
    FROM edge WHERE %(everything)s OR client_id = ANY(%(client_ids)s)
    UNION ALL
    SELECT up.client_id, edge.parent_id, up.days * edge.days, up.path || edge.parent_id, up.path
    FROM up JOIN edge ON edge.client_id = up.root_id AND edge.days && up.days
    WHERE edge.parent_id <> ALL(up.path)
), continued AS (
    SELECT shorter, range_agg(days) AS days FROM up WHERE shorter IS NOT NULL GROUP BY shorter
), span AS (
    SELECT up.client_id, up.root_id,
           unnest(datemultirange(up.days) - COALESCE(continued.days, '{}'::datemultirange)) AS days
    FROM up LEFT JOIN continued ON continued.shorter = up.path
)
INSERT INTO clients_groupspan (client_id, root_id, starts_on, ends_on)
SELECT client_id, root_id, lower(days), upper(days) FROM span ORDER BY client_id, lower(days) NULLS FIRST
"""

DELETE_GROUP_SPANS = "DELETE FROM clients_groupspan WHERE %(everything)s OR client_id = ANY(%(client_ids)s)"

DESCENDANTS = """
WITH RECURSIVE below AS (
    SELECT unnest(%(client_ids)s::bigint[]) AS client_id
    UNION
    SELECT e.client_id FROM clients_groupedge e JOIN below ON below.client_id = e.parent_id WHERE e.archived_at IS NULL
) SELECT client_id FROM below
"""
