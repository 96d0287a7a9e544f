"""Bringing touchpoints that are known by their external id up to what the file says of them now."""

from __future__ import annotations

from relationships.imports.applying import Step

# A column that the file has not leaves what is there, and so does its side of those who took part.
_CHANGED = """
WITH wanted AS (
    SELECT i.id, t.occurred_at, t.kind,
           CASE WHEN %(direction)s THEN t.direction ELSE i.direction END AS direction,
           CASE WHEN %(duration_minutes)s THEN t.duration_minutes ELSE i.duration_minutes END AS duration_minutes,
           CASE WHEN %(summary)s THEN t.summary ELSE i.summary END AS summary,
           CASE WHEN %(sentiment)s THEN t.sentiment ELSE i.sentiment END AS sentiment,
           CASE WHEN %(process)s THEN t.process ELSE i.process END AS process
    FROM import_touch t JOIN interactions_interaction i ON i.id = t.old_id WHERE t.has_id
), linked AS (
    SELECT interaction_id AS id, 'c' AS side, client_id AS other_id FROM interactions_touchclient
    WHERE %(client)s AND interaction_id IN (SELECT id FROM wanted)
    UNION ALL
    SELECT interaction_id, 'p', person_id FROM interactions_touchperson
    WHERE %(people)s AND interaction_id IN (SELECT id FROM wanted)
    UNION ALL
    SELECT interaction_id, 'u', colleague_id FROM interactions_touchcolleague
    WHERE %(colleagues)s AND interaction_id IN (SELECT id FROM wanted)
), said AS (
    SELECT l.id, l.side, l.other_id FROM import_link l WHERE l.old_id IS NOT NULL AND l.has_id AND CASE l.side
        WHEN 'c' THEN %(client)s WHEN 'p' THEN %(people)s ELSE %(colleagues)s END
), relinked AS (
    (TABLE linked EXCEPT TABLE said) UNION (TABLE said EXCEPT TABLE linked)
)
SELECT w.*, EXISTS (SELECT FROM relinked r WHERE r.id = w.id) AS relinked
FROM wanted w JOIN interactions_interaction i USING (id)
WHERE (w.occurred_at, w.kind, w.direction, w.duration_minutes, w.summary, w.sentiment, w.process) IS DISTINCT FROM
      (i.occurred_at, i.kind, i.direction, i.duration_minutes, i.summary, i.sentiment, i.process)
   OR w.id IN (SELECT id FROM relinked)
ORDER BY i.id FOR UPDATE OF i
"""
_KEEP_CHANGED = f"CREATE TEMP TABLE import_change ON COMMIT DROP AS {_CHANGED}"
_UPDATE = """
UPDATE interactions_interaction i SET
    occurred_at = w.occurred_at, kind = w.kind, direction = w.direction, duration_minutes = w.duration_minutes,
    summary = w.summary, sentiment = w.sentiment, process = w.process, version = i.version + 1, updated_at = now()
FROM import_change w WHERE i.id = w.id
"""
# Whose scores read the touchpoint as it was.
_CONCERNED_BEFORE = """
SELECT l.client_id FROM interactions_touchclient l JOIN import_change w ON w.id = l.interaction_id
UNION
SELECT p.client_id FROM interactions_touchperson l JOIN import_change w ON w.id = l.interaction_id
JOIN contacts_position p ON p.person_id = l.person_id AND p.archived_at IS NULL
"""
_RELINK = {
    "client": """
        DELETE FROM interactions_touchclient l USING import_change w
        WHERE l.interaction_id = w.id AND w.relinked AND NOT EXISTS (
            SELECT FROM import_link s WHERE s.id = w.id AND s.side = 'c' AND s.other_id = l.client_id);
        INSERT INTO interactions_touchclient (interaction_id, client_id, occurred_at, added_at)
        SELECT s.id, s.other_id, s.occurred_at, now() FROM import_link s JOIN import_change w ON w.id = s.id AND w.relinked
        WHERE s.side = 'c' ORDER BY s.id, s.other_id ON CONFLICT (interaction_id, client_id) DO NOTHING
    """,
    "people": """
        DELETE FROM interactions_touchperson l USING import_change w
        WHERE l.interaction_id = w.id AND w.relinked AND NOT EXISTS (
            SELECT FROM import_link s WHERE s.id = w.id AND s.side = 'p' AND s.other_id = l.person_id);
        INSERT INTO interactions_touchperson (interaction_id, person_id, occurred_at, added_at)
        SELECT s.id, s.other_id, s.occurred_at, now() FROM import_link s JOIN import_change w ON w.id = s.id AND w.relinked
        WHERE s.side = 'p' ORDER BY s.id, s.other_id ON CONFLICT (interaction_id, person_id) DO NOTHING
    """,
    "colleagues": """
        DELETE FROM interactions_touchcolleague l USING import_change w
        WHERE l.interaction_id = w.id AND w.relinked AND NOT EXISTS (
            SELECT FROM import_link s WHERE s.id = w.id AND s.side = 'u' AND s.other_id = l.colleague_id);
        INSERT INTO interactions_touchcolleague (interaction_id, colleague_id, occurred_at, added_at)
        SELECT s.id, s.other_id, s.occurred_at, now() FROM import_link s JOIN import_change w ON w.id = s.id AND w.relinked
        WHERE s.side = 'u' ORDER BY s.id, s.other_id ON CONFLICT (interaction_id, colleague_id) DO NOTHING
    """,
}
_MOVE_IN_TIME = """
UPDATE interactions_touchclient l SET occurred_at = w.occurred_at FROM import_change w
WHERE l.interaction_id = w.id AND l.occurred_at <> w.occurred_at;
UPDATE interactions_touchperson l SET occurred_at = w.occurred_at FROM import_change w
WHERE l.interaction_id = w.id AND l.occurred_at <> w.occurred_at;
UPDATE interactions_touchcolleague l SET occurred_at = w.occurred_at FROM import_change w
WHERE l.interaction_id = w.id AND l.occurred_at <> w.occurred_at
"""
_COLUMNS = (
    "direction",
    "duration_minutes",
    "summary",
    "sentiment",
    "process",
    "client",
    "people",
    "colleagues",
)


def change_known(step: Step) -> tuple[list[int], list[int]]:
    """Write what differs. Answers the touchpoints changed, and the clients they concerned before."""
    step.run(_KEEP_CHANGED, **{column: step.has(column) for column in _COLUMNS})
    changed = [row[0] for row in step.rows("SELECT id FROM import_change")]
    before = [row[0] for row in step.rows(_CONCERNED_BEFORE)]
    if changed:
        step.run(_UPDATE)
        for column, statement in _RELINK.items():
            if step.has(column):
                step.run(statement)
        step.run(_MOVE_IN_TIME)
    return changed, before
