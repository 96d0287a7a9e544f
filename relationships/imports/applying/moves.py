"""A list that says people work elsewhere than we know: a sign for somebody to look at, never a change by itself.

Somebody for whom no post is known now gets the one that a list names. Days are a statement of their own: a position with
a first or a last day is written, as is one beside a post that the same file names, too.
"""

from __future__ import annotations

from relationships.imports.applying import Step

MOST_NAMED = 100
# What was settled stays settled: the same sign comes once.
_NOTED = """
noted AS (
    INSERT INTO contacts_movesignal (person_id, kind, said, title, seen_on)
    SELECT DISTINCT ON (person_id, left(employer, 320)) person_id, 'list', left(employer, 320), title, %(today)s
    FROM moved ORDER BY person_id, left(employer, 320), line ON CONFLICT DO NOTHING
)
"""
_HOLDS = """
(EXISTS (SELECT FROM contacts_position w WHERE w.person_id = {person} AND w.ended_on IS NULL AND w.archived_at IS NULL)
 OR EXISTS (SELECT FROM contacts_outsidepost w
            WHERE w.person_id = {person} AND w.ended_on IS NULL AND w.archived_at IS NULL))
"""
_OF_ALUMNI = f"""
WITH moved AS (
    SELECT s.line, s.target AS person_id, COALESCE(c.name, s.employer) AS employer, COALESCE(s.employer_title, '') AS title
    FROM import_said s LEFT JOIN clients_client c ON c.id = s.client_id
    WHERE s.main AND s.employer IS NOT NULL AND s.target NOT IN (SELECT id FROM import_stub)
      AND {_HOLDS.format(person="s.target")}
      AND CASE WHEN s.client_id <> 0
               THEN NOT EXISTS (SELECT FROM contacts_position w WHERE w.person_id = s.target AND w.client_id = s.client_id)
               ELSE NOT EXISTS (SELECT FROM contacts_outsidepost w WHERE w.person_id = s.target
                                AND w.employer_search = search_key(s.employer)) END
), {_NOTED}, left_out AS (
    UPDATE import_said s SET employer = NULL, client_id = 0 FROM moved WHERE s.line = moved.line
)
SELECT line FROM moved ORDER BY 1
"""  # noqa: S608 - constants only
_OF_PEOPLE = f"""
WITH moved AS (
    SELECT p.first AS line, p.target AS person_id, c.name AS employer, COALESCE(p.title, '') AS title
    FROM import_spell p JOIN clients_client c ON c.id = p.client_id JOIN contacts_person n ON n.id = p.target AND NOT n.is_stub
    WHERE p.position_id IS NULL AND p.started_on IS NULL AND p.ended_on IS NULL AND {_HOLDS.format(person="p.target")}
      AND NOT EXISTS (SELECT FROM import_spell o JOIN contacts_position w ON w.id = o.position_id
                      WHERE o.target = p.target AND w.ended_on IS NULL AND w.archived_at IS NULL)
), {_NOTED}, left_out AS (
    DELETE FROM import_spell p USING moved WHERE p.first = moved.line
)
SELECT line FROM moved ORDER BY 1
"""  # noqa: S608 - constants only


def note_moves_of_alumni(step: Step) -> None:
    """Take other employers than those known out of `import_said` and note them as signs; before jobs are written."""
    _warn(step, step.rows(_OF_ALUMNI, today=step.today))


def note_moves_of_people(step: Step) -> None:
    """The same of undated positions in `import_spell`, once it is known which are there already."""
    _warn(step, step.rows(_OF_PEOPLE, today=step.today))


def _warn(step: Step, moved: list[tuple[int]]) -> None:
    """Names are not told: the file has its own, and ours may be of somebody whom its sender may not know of."""
    for (line,) in moved[:MOST_NAMED]:
        step.warnings.append(f"Line {line} may tell of a move. Look at it under Signs of moves.")
    if len(moved) > MOST_NAMED:
        step.warnings.append(f"{len(moved) - MOST_NAMED:,} more may have moved: see Signs of moves.")
