"""Writing clients."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.duplicates import settle_duplicates
from relationships.imports.applying.groups import CLIENTS_NAMED_IN_GROUPS, add_groups
from relationships.imports.applying.names import map_clients, map_colleagues
from relationships.imports.applying.refusals import refuse_said

# Who is who (docs/import-format.md). A row with an external id is the client that has it; else the one of its exact
# name or alias that this source doesn't know under another id (`candidate`; of several such rows the first by id takes
# it). A row without an id is the row with one that has its name, else the client of its name. Rows of one `who` are
# about one client. An id whose client was merged means the record that stayed, and changes nothing about it: that has an id
# and a name of its own. What somebody chose for a row that looked like a client comes before its name.
_MATCH = """
CREATE TEMP TABLE import_said ON COMMIT DROP AS
WITH said AS (
    SELECT r.*, COALESCE(c.merged_into_id, c.id) AS known, c.merged_into_id IS NOT NULL AS was_merged,
           h.target AS chosen
    FROM imports_row r LEFT JOIN import_choice h ON h.line = r.line
    LEFT JOIN clients_client c ON r.has_id AND c.source = %(source)s AND c.external_id = r.key
    WHERE r.run_id = %(run)s AND NOT r.rejected
), named AS (
    SELECT said.*, COALESCE(
        chosen,
        CASE WHEN %(key)s <> 'external_id' THEN COALESCE(
        (SELECT min(c.id) FROM clients_client c WHERE c.name = said.name AND c.archived_at IS NULL
         AND NOT (said.has_id AND c.source = %(source)s AND c.external_id IS NOT NULL)),
        (SELECT min(c.id) FROM clients_alias a JOIN clients_client c ON c.id = a.client_id
         WHERE a.name = said.name AND a.archived_at IS NULL AND c.archived_at IS NULL
         AND NOT (said.has_id AND c.source = %(source)s AND c.external_id IS NOT NULL)),
        (SELECT min(c.id) FROM clients_client c WHERE c.name = said.name AND c.merged_into_id IS NULL
         AND NOT (said.has_id AND c.source = %(source)s AND c.external_id IS NOT NULL))) END
    ) AS candidate
    FROM said
), claimed AS (
    SELECT named.*, CASE
        WHEN known IS NOT NULL THEN known
        WHEN candidate IS NULL THEN NULL
        WHEN chosen IS NOT NULL THEN chosen
        WHEN NOT has_id THEN candidate
        WHEN key = min(key) FILTER (WHERE has_id AND known IS NULL) OVER (PARTITION BY candidate) THEN candidate
    END AS target
    FROM named
), identified AS (
    SELECT claimed.*, CASE WHEN target IS NOT NULL THEN 'client ' || target
                           WHEN has_id THEN 'id ' || key ELSE 'name ' || name END AS own
    FROM claimed
)
SELECT identified.*, CASE WHEN has_id THEN own
    ELSE first_value(own) OVER (PARTITION BY name ORDER BY has_id DESC, key, line) END AS who
FROM identified
"""
_MAIN = """
ALTER TABLE import_said ADD COLUMN main boolean, ADD COLUMN added boolean;
UPDATE import_said SET main = true FROM (
    SELECT DISTINCT ON (who) line FROM import_said ORDER BY who, was_merged, has_id DESC, line
) first WHERE first.line = import_said.line
"""
_CONTRADICTIONS = """
    SELECT s.line, 'name' AS "column", s.name AS value,
           'Line ' || m.line || ' is about this client too, and says otherwise. Keep one of both.' AS reason
    FROM import_said s JOIN import_said m ON m.who = s.who AND m.main
    WHERE s.main IS NULL AND NOT s.was_merged AND ((s.chosen IS NOT NULL AND s.has_id AND s.key <> m.key) OR
          (s.industry, s.tier, s.expected_interval_days, s.website, s.colleague, s.client_group) IS DISTINCT FROM
          (m.industry, m.tier, m.expected_interval_days, m.website, m.colleague, m.client_group))
"""
_INSERT = """
WITH made AS (
    INSERT INTO clients_client (name, source, external_id, industry, tier, expected_interval_days, website, owner_id)
    SELECT s.name, %(source)s, CASE WHEN s.has_id THEN s.key END, COALESCE(s.industry, ''), COALESCE(s.tier, ''),
           s.expected_interval_days, COALESCE(s.website, ''), u.id
    FROM import_said s LEFT JOIN import_colleague u ON u.label = s.colleague
    WHERE s.main AND s.target IS NULL ORDER BY s.line
    RETURNING id, name, external_id
), placed AS (
    UPDATE import_said s SET target = made.id, added = true FROM made
    WHERE s.main AND s.target IS NULL AND s.name = made.name
      AND CASE WHEN s.has_id THEN s.key END IS NOT DISTINCT FROM made.external_id
)
SELECT count(*), array_agg(id) FROM made
"""
# A blank cell leaves what is there. Only the source that gives the id renames, the first time too, so that a second time
# changes nothing; the old name stays as an alias.
_CHANGES = """
CREATE TEMP TABLE import_change ON COMMIT DROP AS
SELECT c.id, c.name AS old_name,
       CASE WHEN s.known IS NOT NULL OR (s.has_id AND c.external_id IS NULL) THEN s.name ELSE c.name END AS name,
       CASE WHEN s.has_id AND c.external_id IS NULL THEN %(source)s ELSE c.source END AS source,
       CASE WHEN s.has_id AND c.external_id IS NULL THEN s.key ELSE c.external_id END AS external_id,
       COALESCE(s.industry, c.industry) AS industry, COALESCE(s.tier, c.tier) AS tier,
       COALESCE(s.expected_interval_days, c.expected_interval_days) AS expected_interval_days,
       COALESCE(s.website, c.website) AS website, COALESCE(u.id, c.owner_id) AS owner_id
FROM import_said s JOIN clients_client c ON c.id = s.target
LEFT JOIN import_colleague u ON u.label = s.colleague
WHERE s.main AND s.added IS NULL AND NOT s.was_merged
"""
_UPDATE = """
WITH changed AS (
    SELECT w.* FROM import_change w JOIN clients_client c USING (id)
    WHERE (w.name, w.source, w.external_id, w.industry, w.tier, w.expected_interval_days, w.website, w.owner_id)
       IS DISTINCT FROM
          (c.name, c.source, c.external_id, c.industry, c.tier, c.expected_interval_days, c.website, c.owner_id)
    ORDER BY c.id FOR UPDATE OF c
), written AS (
    UPDATE clients_client c SET
        name = w.name, source = w.source, external_id = w.external_id, industry = w.industry, tier = w.tier,
        expected_interval_days = w.expected_interval_days, website = w.website, owner_id = w.owner_id,
        version = c.version + 1, updated_at = now()
    FROM changed w WHERE c.id = w.id
)
SELECT count(*), array_agg(id) FROM changed
"""
_KEEP_OLD_NAMES = """
INSERT INTO clients_alias (client_id, name) SELECT id, old_name FROM import_change WHERE name <> old_name ORDER BY id
ON CONFLICT (client_id, name) DO NOTHING
"""

_KEEP_CHOSEN_NAMES = """
INSERT INTO clients_alias (client_id, name) SELECT DISTINCT s.target, s.name
FROM import_said s JOIN clients_client c ON c.id = s.target WHERE s.chosen IS NOT NULL AND s.name <> c.name ORDER BY 1, 2
ON CONFLICT (client_id, name) DO UPDATE SET archived_at = NULL, version = clients_alias.version + 1, updated_at = now()
RETURNING client_id
"""


def apply_clients(step: Step) -> Outcome:
    """Write the staged clients."""
    settle_duplicates(step, kept_by_content=False)
    step.run(_MATCH)
    step.run(_MAIN)
    refuse_said(step, _CONTRADICTIONS)
    map_colleagues(step)
    step.run("ANALYZE import_said")
    created, made = step.row(_INSERT)
    step.run(_CHANGES)
    updated, changed = step.row(_UPDATE)
    step.run(_KEEP_OLD_NAMES)
    named = {row[0] for row in step.rows(_KEEP_CHOSEN_NAMES)} - set(changed or ()) if step.choices.lines else set()
    outcome = Outcome(created, updated + len(named), {*(made or ()), *(changed or ()), *named})
    outcome.add(client_ids=map_clients(step))
    outcome.add(client_ids=add_groups(step, CLIENTS_NAMED_IN_GROUPS))
    return outcome
