"""Positions that a list of people names: one is known by person, client and first day.

A row without a first day is the position without one, else the current one (or the last) that no other row names; a first
day that is new is filled into the position without one, unless a row stands for that. Archived positions stay put away.
An undated position elsewhere than where they are known to work is a sign of a move, not a position (`moves`).
"""

from __future__ import annotations

from dataclasses import dataclass

from relationships.imports.applying import Step
from relationships.imports.applying.moves import note_moves_of_people
from relationships.imports.applying.refusals import refuse_said

# `first` is the row that stands for the position; the others must say the same.
_SPELLS = """
CREATE TEMP TABLE import_spell ON COMMIT DROP AS
SELECT DISTINCT ON (who, client_id, started_on) who, target, client_id, started_on, ended_on, title, seniority, line AS first,
       NULL::bigint AS position_id
FROM import_said WHERE client_id <> 0 ORDER BY who, client_id, started_on, has_id DESC, line
"""
_CONTRADICTIONS = """
    SELECT s.line, 'client' AS "column", (SELECT c.name FROM clients_client c WHERE c.id = s.client_id) AS value,
           'Line ' || p.first || ' is about this position too, and says otherwise. Give both their started_on, or keep one.'
           AS reason
    FROM import_said s JOIN import_spell p
      ON p.who = s.who AND p.client_id = s.client_id AND p.started_on IS NOT DISTINCT FROM s.started_on
    WHERE s.line <> p.first AND (s.title, s.seniority, s.ended_on) IS DISTINCT FROM (p.title, p.seniority, p.ended_on)
"""
_HELD = """
CREATE TEMP TABLE import_held ON COMMIT DROP AS
SELECT w.id, w.person_id, w.client_id, w.started_on, w.ended_on, w.archived_at FROM contacts_position w
WHERE (w.person_id, w.client_id) IN (SELECT target, client_id FROM import_spell WHERE target IS NOT NULL)
"""
_SAME_DAY = """
WITH found AS (
    SELECT DISTINCT ON (p.first) p.first, w.id FROM import_spell p
    JOIN import_held w ON w.person_id = p.target AND w.client_id = p.client_id
    WHERE w.started_on IS NOT DISTINCT FROM p.started_on ORDER BY p.first, w.archived_at IS NOT NULL, w.id
)
UPDATE import_spell p SET position_id = found.id FROM found WHERE p.first = found.first
"""
_WITHOUT_A_DAY = """
WITH found AS (
    SELECT DISTINCT ON (p.first) p.first, w.id FROM import_spell p
    JOIN import_held w ON w.person_id = p.target AND w.client_id = p.client_id AND w.archived_at IS NULL
    WHERE p.position_id IS NULL AND p.started_on IS NULL
      AND w.id NOT IN (SELECT position_id FROM import_spell WHERE position_id IS NOT NULL)
    ORDER BY p.first, w.ended_on IS NOT NULL, w.started_on DESC, w.id
)
UPDATE import_spell p SET position_id = found.id FROM found WHERE p.first = found.first
"""
_DAY_FILLED_IN = """
WITH earliest AS (
    SELECT DISTINCT ON (p.target, p.client_id) p.first, w.id FROM import_spell p
    JOIN import_held w ON w.person_id = p.target AND w.client_id = p.client_id
    WHERE p.position_id IS NULL AND w.started_on IS NULL AND w.archived_at IS NULL
      AND w.id NOT IN (SELECT position_id FROM import_spell WHERE position_id IS NOT NULL)
    ORDER BY p.target, p.client_id, p.started_on, w.id
)
UPDATE import_spell p SET position_id = earliest.id FROM earliest WHERE p.first = earliest.first
"""
_DISORDER = """
    SELECT s.line, 'ended_on' AS "column", COALESCE(p.ended_on, w.ended_on)::text AS value,
           'The last day of this position lies before the first. Check both.' AS reason
    FROM import_said s JOIN import_spell p
      ON p.who = s.who AND p.client_id = s.client_id AND p.started_on IS NOT DISTINCT FROM s.started_on
    JOIN import_held w ON w.id = p.position_id
    WHERE COALESCE(p.ended_on, w.ended_on) < COALESCE(p.started_on, w.started_on)
"""
_FORGET_REFUSED = "DELETE FROM import_spell WHERE first NOT IN (SELECT line FROM import_said)"
# A blank cell leaves what is there.
_UPDATE = """
WITH wanted AS (
    SELECT p.first, w.id, w.client_id, COALESCE(p.title, w.title) AS title, COALESCE(p.seniority, w.seniority) AS seniority,
           COALESCE(p.started_on, w.started_on) AS started_on, COALESCE(p.ended_on, w.ended_on) AS ended_on
    FROM import_spell p JOIN contacts_position w ON w.id = p.position_id WHERE w.archived_at IS NULL
), changed AS (
    SELECT n.* FROM wanted n JOIN contacts_position w USING (id)
    WHERE (n.title, n.seniority, n.started_on, n.ended_on) IS DISTINCT FROM (w.title, w.seniority, w.started_on, w.ended_on)
    ORDER BY w.id FOR UPDATE OF w
), written AS (
    UPDATE contacts_position w SET title = n.title, seniority = n.seniority, started_on = n.started_on,
        ended_on = n.ended_on, version = w.version + 1, updated_at = now()
    FROM changed n WHERE w.id = n.id
), told AS (
    UPDATE import_said s SET wrote = true FROM changed WHERE s.line = changed.first
)
SELECT array_agg(DISTINCT client_id) FROM changed
"""
_INSERT = """
WITH new AS (
    SELECT s.target, p.client_id, COALESCE(p.title, '') AS title, COALESCE(p.seniority, '') AS seniority, p.started_on,
           p.ended_on, p.first
    FROM import_spell p JOIN import_said s ON s.line = p.first WHERE p.position_id IS NULL ORDER BY p.first
), made AS (
    INSERT INTO contacts_position (person_id, client_id, title, seniority, started_on, ended_on)
    SELECT target, client_id, title, seniority, started_on, ended_on FROM new
), told AS (
    UPDATE import_said s SET wrote = true FROM new WHERE s.line = new.first
)
SELECT array_agg(DISTINCT client_id) FROM new
"""
_CUT_OFF = """
SELECT count(*), min(line) FROM import_said
WHERE client_id = 0 AND (title IS NOT NULL OR seniority IS NOT NULL OR started_on IS NOT NULL OR ended_on IS NOT NULL)
"""


@dataclass(frozen=True)
class Positions:
    """The positions that are to be written, once `import_said.target` names every person."""

    step: Step

    def write(self) -> set[int]:
        """Write them; answers the clients concerned."""
        (changed,) = self.step.row(_UPDATE)
        (made,) = self.step.row(_INSERT)
        return {*(changed or ()), *(made or ())}


def positions_of_people(step: Step) -> Positions:
    """Find the positions that the rows of `import_said` mean, and refuse rows that contradict each other or what is stored."""
    count, line = step.row(_CUT_OFF)
    if count:
        step.warnings.append(
            f"{count:,} rows say a title or days, but no client (the first: line {line}): these were left out."
        )
    step.run(_SPELLS)
    refuse_said(step, _CONTRADICTIONS)
    step.run("ANALYZE import_spell")
    step.run(_HELD)
    step.run("ANALYZE import_held")
    for statement in (_SAME_DAY, _WITHOUT_A_DAY, _DAY_FILLED_IN):
        step.run(statement)
    refuse_said(step, _DISORDER)
    step.run(_FORGET_REFUSED)
    note_moves_of_people(step)
    return Positions(step)
