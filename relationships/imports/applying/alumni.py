"""Writing a list of former colleagues: what they were here. Where they are now and what they agreed to: `alumni_now`."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.alumni_identity import identify_alumni
from relationships.imports.applying.alumni_now import ADD_CONSENTS, write_employers
from relationships.imports.applying.erased import refuse_erased
from relationships.imports.applying.moves import note_moves_of_alumni
from relationships.imports.applying.names import add_practices_and_offices
from relationships.imports.applying.refusals import refuse_said

_MAIN = """
WITH first AS (
    SELECT DISTINCT ON (who) line FROM import_said ORDER BY who, email IS NULL, line
)
UPDATE import_said SET main = line IN (SELECT line FROM first) WHERE main <> (line IN (SELECT line FROM first))
"""
_CONTRADICTIONS = """
    SELECT s.line, CASE WHEN s.email IS NULL THEN 'name' ELSE 'email' END AS "column", COALESCE(s.email, s.name) AS value,
           'Line ' || m.line || ' is about this person too, and says otherwise. Keep one of both.' AS reason
    FROM import_said s JOIN import_said m ON m.who = s.who AND m.main
    WHERE NOT s.main AND
          (s.name, s.joined_on, s.left_on, s.office, s.practice, s.title, s.employer, s.employer_title, s.consents,
           s.consent_on) IS DISTINCT FROM
          (m.name, m.joined_on, m.left_on, m.office, m.practice, m.title, m.employer, m.employer_title, m.consents,
           m.consent_on)
"""
_DISORDER = """
    SELECT s.line, 'left_on' AS "column", COALESCE(s.left_on, a.left_on)::text AS value,
           'The day of leaving lies before the day of joining. Check both.' AS reason
    FROM import_said s JOIN alumni_alumnus a ON a.person_id = s.target
    WHERE COALESCE(s.left_on, a.left_on) < COALESCE(s.joined_on, a.joined_on)
"""
# Whoever asked to be left out stays out, whatever lists say; what was put away stays put away.
_LEFT_OUT = """
DELETE FROM import_said s USING alumni_alumnus a
WHERE a.person_id = s.target AND (a.opted_out_on IS NOT NULL OR a.archived_at IS NOT NULL)
RETURNING s.line, a.opted_out_on
"""
_NEW_PEOPLE = """
CREATE TEMP TABLE import_stub ON COMMIT DROP AS
SELECT unknown.*, nextval(pg_get_serial_sequence('contacts_person', 'id')) AS id FROM (
    SELECT who, name FROM import_said WHERE main AND target IS NULL ORDER BY line
) unknown
"""
_INSERT_PEOPLE = (
    "INSERT INTO contacts_person (id, name, source) SELECT id, name, %(source)s FROM import_stub ORDER BY id"
)
_PLACE = "UPDATE import_said s SET target = n.id FROM import_stub n WHERE n.who = s.who"
# The account: by address, else the only one of this name whose owner has left. One account is one alumnus.
_ACCOUNTS = """
CREATE TEMP TABLE import_colleague ON COMMIT DROP AS
WITH gone AS (
    SELECT name, min(id) AS id FROM accounts_user WHERE (left_on IS NOT NULL OR NOT is_active)
    GROUP BY name HAVING count(*) = 1
), found AS (
    SELECT s.target, COALESCE(u.id, g.id) AS id, u.id IS NULL AS by_name FROM import_said s
    LEFT JOIN accounts_user u ON u.email = s.email LEFT JOIN gone g ON g.name = s.name WHERE s.main
)
SELECT DISTINCT ON (id) target AS person_id, id FROM found
WHERE id IS NOT NULL AND id NOT IN (SELECT colleague_id FROM alumni_alumnus WHERE colleague_id IS NOT NULL)
  AND target NOT IN (SELECT person_id FROM alumni_alumnus WHERE colleague_id IS NOT NULL)
ORDER BY id, by_name, target
"""
_WANTED = """
CREATE TEMP TABLE import_change ON COMMIT DROP AS
SELECT s.line, s.target AS person_id, a.id, COALESCE(a.colleague_id, u.id) AS colleague_id,
       COALESCE(s.joined_on, a.joined_on, u.joined_on) AS joined_on, COALESCE(s.left_on, a.left_on, u.left_on) AS left_on,
       COALESCE(o.id, a.office_id, u.office_id) AS office_id, COALESCE(p.id, a.practice_id, u.practice_id) AS practice_id,
       COALESCE(s.title, a.title, '') AS title
FROM import_said s LEFT JOIN alumni_alumnus a ON a.person_id = s.target
LEFT JOIN import_colleague c ON c.person_id = s.target LEFT JOIN accounts_user u ON u.id = c.id
LEFT JOIN accounts_office o ON o.name = s.office LEFT JOIN accounts_practice p ON p.name = s.practice
WHERE s.main
"""
# What an account says of its days fills gaps; where it would put leaving before joining, it stays out.
_SANE = "UPDATE import_change SET joined_on = NULL WHERE left_on < joined_on"
_UPDATE = """
WITH changed AS (
    SELECT w.* FROM import_change w JOIN alumni_alumnus a USING (id)
    WHERE (w.colleague_id, w.joined_on, w.left_on, w.office_id, w.practice_id, w.title) IS DISTINCT FROM
          (a.colleague_id, a.joined_on, a.left_on, a.office_id, a.practice_id, a.title)
    ORDER BY a.id FOR UPDATE OF a
), written AS (
    UPDATE alumni_alumnus a SET colleague_id = w.colleague_id, joined_on = w.joined_on, left_on = w.left_on,
        office_id = w.office_id, practice_id = w.practice_id, title = w.title, version = a.version + 1, updated_at = now()
    FROM changed w WHERE a.id = w.id
)
UPDATE import_said s SET wrote = true FROM changed WHERE s.line = changed.line
"""
_INSERT = """
INSERT INTO alumni_alumnus (person_id, colleague_id, joined_on, left_on, office_id, practice_id, title, source)
SELECT person_id, colleague_id, joined_on, left_on, office_id, practice_id, title, %(source)s
FROM import_change WHERE id IS NULL ORDER BY line
"""
# A list calls people what they call themselves, unless a source with ids does; the other name stays findable.
_NAMES = """
WITH other AS (
    SELECT s.line, p.id, p.name AS old_name, s.name, p.external_id IS NULL AS renamed
    FROM import_said s JOIN contacts_person p ON p.id = s.target WHERE s.main AND p.name <> s.name
), renamed AS (
    UPDATE contacts_person p SET name = o.name, version = p.version + 1, updated_at = now()
    FROM other o WHERE p.id = o.id AND o.renamed
), kept AS (
    INSERT INTO contacts_personalias (person_id, name)
    SELECT id, CASE WHEN renamed THEN old_name ELSE name END FROM other ORDER BY id
    ON CONFLICT (person_id, name) DO NOTHING RETURNING person_id
)
UPDATE import_said s SET wrote = true FROM other
WHERE s.line = other.line AND (other.renamed OR other.id IN (SELECT person_id FROM kept))
"""
_FULL = """
WITH full_now AS (
    UPDATE contacts_person p SET is_stub = false, version = p.version + 1, updated_at = now()
    FROM import_said s WHERE s.target = p.id AND p.is_stub RETURNING p.id
)
UPDATE import_said s SET wrote = true FROM full_now WHERE s.target = full_now.id AND s.main
"""
# The address of their closed account reaches nobody.
_EMAILS = """
WITH made AS (
    INSERT INTO contacts_contactpoint (person_id, kind, value, is_primary)
    SELECT s.target, 'email', s.email, NOT EXISTS (
        SELECT FROM contacts_contactpoint cp
        WHERE cp.person_id = s.target AND cp.kind = 'email' AND cp.archived_at IS NULL)
    FROM import_said s WHERE s.main AND s.email IS NOT NULL AND NOT EXISTS (
        SELECT FROM accounts_user u JOIN alumni_alumnus a ON a.colleague_id = u.id
        WHERE u.email = s.email AND a.person_id = s.target)
    ORDER BY s.target ON CONFLICT (person_id, kind, value) DO NOTHING RETURNING person_id
)
UPDATE import_said s SET wrote = true FROM made WHERE s.main AND s.target = made.person_id
"""
_COUNTED = """
SELECT count(*) FILTER (WHERE c.id IS NULL), count(*) FILTER (WHERE c.id IS NOT NULL AND s.wrote)
FROM import_said s JOIN import_change c ON c.line = s.line
"""


def apply_alumni(step: Step) -> Outcome:
    """Write the staged alumni."""
    refuse_erased(step)
    identify_alumni(step)
    step.run(_MAIN)
    refuse_said(step, _CONTRADICTIONS)
    refuse_said(step, _DISORDER)
    step.run(_MAIN)
    _leave_out(step)
    add_practices_and_offices(step)
    step.run(_NEW_PEOPLE)
    step.run(_INSERT_PEOPLE)
    step.run(_PLACE)
    for statement in (_ACCOUNTS, _WANTED, _SANE, _UPDATE, _INSERT, _NAMES, _FULL, _EMAILS, ADD_CONSENTS):
        step.run(statement)
    note_moves_of_alumni(step)
    client_ids = write_employers(step)
    created, updated = step.row(_COUNTED)
    return Outcome(created, updated, client_ids)


def _leave_out(step: Step) -> None:
    for line, opted_out_on in sorted(step.rows(_LEFT_OUT))[:100]:
        why = f"asked on {opted_out_on} to be left out" if opted_out_on else "is archived"
        step.warnings.append(f"Line {line}: this alumnus {why}. Nothing was changed.")
