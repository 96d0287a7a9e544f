"""Writing touchpoints and who took part in them."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.duplicates import settle_duplicates
from relationships.imports.applying.known_interactions import change_known
from relationships.imports.applying.names import map_clients, map_colleagues
from relationships.imports.applying.people import map_people
from relationships.imports.parties import Party

# Client 0: none. A touchpoint that is new gets its id now, so that its links can be written beside it.
_TOUCHES = """
CREATE TEMP TABLE import_touch ON COMMIT DROP AS
SELECT r.line, r.key, r.has_id, COALESCE(c.id, 0) AS client_id, r.occurred_at, r.kind, r.direction,
       COALESCE(r.colleagues, '[]') AS colleagues, COALESCE(r.people, '[]') AS people,
       r.duration_minutes, COALESCE(r.summary, '') AS summary, r.sentiment, COALESCE(r.process, '') AS process,
       old.id AS old_id,
       COALESCE(old.id, nextval(pg_get_serial_sequence('interactions_interaction', 'id'))) AS id
FROM imports_row r LEFT JOIN import_client c ON c.name = r.client
LEFT JOIN interactions_interaction old ON old.source = %(source)s AND old.external_id = r.key
WHERE r.run_id = %(run)s AND NOT r.rejected
"""
_COLLEAGUES = """
SELECT DISTINCT said ->> 0, said ->> 1 FROM import_touch, LATERAL jsonb_array_elements(colleagues) said
"""
# What the file says of who took part: 'c' a client, 'p' a person, 'u' a colleague.
_LINKS = """
CREATE TEMP TABLE import_link ON COMMIT DROP AS
SELECT t.id, t.old_id, t.has_id, t.occurred_at, 'c' AS side, t.client_id AS other_id
FROM import_touch t WHERE t.client_id <> 0
UNION
SELECT t.id, t.old_id, t.has_id, t.occurred_at, 'p', m.person_id
FROM import_touch t, LATERAL jsonb_array_elements(t.people) said
JOIN import_mention m ON m.name = said ->> 0 AND m.address = said ->> 1 WHERE m.client_id = t.client_id
UNION
SELECT t.id, t.old_id, t.has_id, t.occurred_at, 'u', u.id
FROM import_touch t, LATERAL jsonb_array_elements(t.colleagues) said
JOIN import_colleague u ON u.said_name = said ->> 0 AND u.said_email = said ->> 1
"""
_INSERT = """
WITH made AS (
    INSERT INTO interactions_interaction (
        id, kind, occurred_at, direction, duration_minutes, summary, sentiment, process, source, external_id)
    SELECT id, kind, occurred_at, direction, duration_minutes, summary, sentiment, process, %(source)s, key
    FROM import_touch WHERE old_id IS NULL ORDER BY id
    RETURNING id
)
SELECT count(*) FROM made
"""
_LINK_NEW = (
    """
    INSERT INTO interactions_touchclient (interaction_id, client_id, occurred_at)
    SELECT id, other_id, occurred_at FROM import_link WHERE old_id IS NULL AND side = 'c' ORDER BY id, other_id
    """,
    """
    INSERT INTO interactions_touchperson (interaction_id, person_id, occurred_at)
    SELECT id, other_id, occurred_at FROM import_link WHERE old_id IS NULL AND side = 'p' ORDER BY id, other_id
    """,
    """
    INSERT INTO interactions_touchcolleague (interaction_id, colleague_id, occurred_at)
    SELECT id, other_id, occurred_at FROM import_link WHERE old_id IS NULL AND side = 'u' ORDER BY id, other_id
    """,
)
_CONCERNED = """
SELECT other_id FROM import_link WHERE side = 'c' AND (old_id IS NULL OR id = ANY(%(changed)s))
UNION
SELECT w.client_id FROM import_link l JOIN contacts_position w ON w.person_id = l.other_id AND w.archived_at IS NULL
WHERE l.side = 'p' AND (l.old_id IS NULL OR l.id = ANY(%(changed)s))
"""


def apply_interactions(step: Step) -> Outcome:
    """Write the staged touchpoints."""
    settle_duplicates(step, kept_by_content=True)
    outcome = Outcome(client_ids=map_clients(step))
    step.run(_TOUCHES)
    step.run("ANALYZE import_touch")
    map_people(step)
    map_colleagues(step, said=[Party(*row) for row in step.rows(_COLLEAGUES)])
    step.run(_LINKS)
    step.run("ANALYZE import_link")
    changed, left_behind = change_known(step)
    (created,) = step.row(_INSERT)
    with step.untraced():
        for statement in _LINK_NEW:
            step.run(statement)
    outcome.add(created=created, updated=len(changed), client_ids=left_behind)
    outcome.add(client_ids=[row[0] for row in step.rows(_CONCERNED, changed=changed)])
    return outcome
