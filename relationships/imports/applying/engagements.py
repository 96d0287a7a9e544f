"""Writing engagements."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.duplicates import settle_duplicates
from relationships.imports.applying.names import add_practices_and_offices, map_clients, map_colleagues
from relationships.imports.applying.refusals import refuse_said

# A row with an external id is the engagement that has it; else the one of its client and name, unless the file knows
# that one by its id, or this source by another. A client has one engagement of a name, so rows of one client and name
# are about one engagement; work that ever stood behind a wall of its own takes the name from no other.
_MATCH = """
CREATE TEMP TABLE import_said ON COMMIT DROP AS
WITH matched AS (
    SELECT r.*, k.id AS client_id, by_id.id AS known,
           by_name.id AS holder, by_name.external_id AS holder_key, by_name.source AS holder_source,
           by_name.apart AS holder_apart
    FROM imports_row r JOIN import_client k ON k.name = r.client
    LEFT JOIN engagements_engagement by_id ON r.has_id AND by_id.source = %(source)s AND by_id.external_id = r.key
    LEFT JOIN LATERAL (
        SELECT * FROM engagements_engagement n WHERE n.client_id = k.id AND n.name = r.name
          AND (n.apart = 0 OR NOT (r.has_id AND n.source = %(source)s AND n.external_id IS NOT NULL))
        ORDER BY n.apart, n.id LIMIT 1
    ) by_name ON TRUE
    WHERE r.run_id = %(run)s AND NOT r.rejected
)
SELECT matched.*, COALESCE(known, CASE
    WHEN holder IN (SELECT known FROM matched) THEN NULL
    WHEN has_id AND holder_source = %(source)s AND holder_key IS NOT NULL THEN NULL
    WHEN %(key)s = 'external_id' THEN NULL
    ELSE holder END) AS target
FROM matched
"""
_MAIN = """
ALTER TABLE import_said ADD COLUMN main boolean;
UPDATE import_said SET main = true FROM (
    SELECT DISTINCT ON (client_id, name) line FROM import_said ORDER BY client_id, name, has_id DESC, line
) first WHERE first.line = import_said.line
"""
_CONTRADICTIONS = """
    SELECT s.line, 'name' AS "column", s.name AS value,
           'Line ' || m.line || ' is about this engagement too, and says otherwise. Keep one of both.' AS reason
    FROM import_said s JOIN import_said m ON m.client_id = s.client_id AND m.name = s.name AND m.main
    WHERE s.main IS NULL AND ((s.has_id AND s.key <> m.key) OR
          (s.practice, s.colleague, s.opened_on, s.closed_on, s.origin, s.one_off) IS DISTINCT FROM
          (m.practice, m.colleague, m.opened_on, m.closed_on, m.origin, m.one_off))
"""
# A name is taken by whoever holds it, unless a row of the file moves them away. Asked again until nothing is refused:
# the holder's own row may have been.
_NAME_TAKEN = """
    SELECT s.line, 'name' AS "column", s.name AS value, 'This client has an engagement of this name already'
           || CASE WHEN s.holder_key IS NULL THEN '' ELSE ' (external_id ' || s.holder_key || ')' END
           || '. Give one of both another name.' AS reason
    FROM import_said s
    WHERE s.holder <> COALESCE(s.target, 0) AND s.holder_apart = 0 AND NOT EXISTS (
        SELECT FROM import_said k WHERE k.main AND k.target = s.holder AND (k.client_id, k.name) <> (s.client_id, s.name)
    ) AND NOT EXISTS (
        SELECT FROM import_said m WHERE m.main AND m.target = s.holder AND m.client_id = s.client_id AND m.name = s.name)
"""
_DISORDER = """
    SELECT s.line, 'closed_on' AS "column", COALESCE(s.closed_on, e.closed_on)::text AS value,
           'This day lies before opened_on. Check both.' AS reason
    FROM import_said s JOIN import_said m ON m.main AND m.client_id = s.client_id AND m.name = s.name
    JOIN engagements_engagement e ON e.id = m.target
    WHERE COALESCE(s.closed_on, e.closed_on) < COALESCE(s.opened_on, e.opened_on)
"""
# The same before clients are looked up: no client is added for a row that is refused.
_KNOWN_DISORDER = """
WITH refused AS (
    UPDATE imports_row r SET rejected = true FROM engagements_engagement e
    WHERE r.run_id = %(run)s AND NOT r.rejected AND r.has_id AND e.source = %(source)s AND e.external_id = r.key
      AND COALESCE(r.closed_on, e.closed_on) < COALESCE(r.opened_on, e.opened_on)
    RETURNING r.line, COALESCE(r.closed_on, e.closed_on)::text AS closed_on
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, 'closed_on', closed_on, 'This day lies before opened_on. Check both.' FROM refused
"""
_INSERT = """
WITH made AS (
    INSERT INTO engagements_engagement (
        client_id, name, practice_id, partner_id, opened_on, closed_on, origin, one_off, source, external_id)
    SELECT s.client_id, s.name, p.id, u.id, s.opened_on, s.closed_on, COALESCE(s.origin, ''),
           COALESCE(s.one_off, false), %(source)s, CASE WHEN s.has_id THEN s.key END
    FROM import_said s LEFT JOIN accounts_practice p ON p.name = s.practice
    LEFT JOIN import_colleague u ON u.label = s.colleague
    WHERE s.main AND s.target IS NULL ORDER BY s.client_id, s.name
    RETURNING client_id
)
SELECT count(*), array_agg(DISTINCT client_id) FROM made
"""
# Names that pass from one engagement to another are laid down first: no two may bear one at any moment.
_LAY_DOWN_NAMES = """
UPDATE engagements_engagement e SET name = 'import ' || gen_random_uuid() FROM (
    SELECT e.id FROM engagements_engagement e
    JOIN import_said k ON k.main AND k.target = e.id AND (k.client_id, k.name) <> (e.client_id, e.name)
    JOIN import_said s ON s.main AND s.holder = e.id AND s.target <> e.id
    ORDER BY e.id FOR UPDATE OF e
) passed WHERE e.id = passed.id
"""
# A blank cell leaves what is there.
_UPDATE = """
WITH wanted AS (
    SELECT e.id, s.client_id, e.client_id AS old_client_id, s.name, COALESCE(p.id, e.practice_id) AS practice_id,
           COALESCE(u.id, e.partner_id) AS partner_id, COALESCE(s.opened_on, e.opened_on) AS opened_on,
           COALESCE(s.closed_on, e.closed_on) AS closed_on, COALESCE(s.origin, e.origin) AS origin,
           COALESCE(s.one_off, e.one_off) AS one_off,
           CASE WHEN s.has_id AND e.external_id IS NULL THEN %(source)s ELSE e.source END AS source,
           CASE WHEN s.has_id AND e.external_id IS NULL THEN s.key ELSE e.external_id END AS external_id
    FROM import_said s JOIN engagements_engagement e ON e.id = s.target
    LEFT JOIN accounts_practice p ON p.name = s.practice LEFT JOIN import_colleague u ON u.label = s.colleague
    WHERE s.main
), changed AS (
    SELECT w.* FROM wanted w JOIN engagements_engagement e USING (id)
    WHERE (w.client_id, w.name, w.practice_id, w.partner_id, w.opened_on, w.closed_on, w.origin, w.one_off, w.source,
           w.external_id)
       IS DISTINCT FROM
          (e.client_id, e.name, e.practice_id, e.partner_id, e.opened_on, e.closed_on, e.origin, e.one_off, e.source,
           e.external_id)
    ORDER BY e.id FOR UPDATE OF e
), written AS (
    UPDATE engagements_engagement e SET
        client_id = w.client_id, name = w.name, practice_id = w.practice_id, partner_id = w.partner_id,
        opened_on = w.opened_on, closed_on = w.closed_on, origin = w.origin, one_off = w.one_off, source = w.source,
        external_id = w.external_id, version = e.version + 1, updated_at = now()
    FROM changed w WHERE e.id = w.id
)
SELECT count(*), array_agg(DISTINCT client_id) || array_agg(DISTINCT old_client_id) FROM changed
"""


def apply_engagements(step: Step) -> Outcome:
    """Write the staged engagements."""
    settle_duplicates(step, kept_by_content=False)
    step.run(_KNOWN_DISORDER)
    outcome = Outcome(client_ids=map_clients(step))
    step.run(_MATCH)
    step.run(_MAIN)
    refuse_said(step, _CONTRADICTIONS)
    refuse_said(step, _DISORDER)
    while refuse_said(step, _NAME_TAKEN):
        pass
    add_practices_and_offices(step)
    map_colleagues(step)
    step.run(_LAY_DOWN_NAMES)
    # Before the insert: what it makes is nothing to update, and may bear a name that was just given up.
    updated, of_updated = step.row(_UPDATE)
    created, of_created = step.row(_INSERT)
    outcome.add(created=created, updated=updated, client_ids={*(of_updated or ()), *(of_created or ())})
    return outcome
