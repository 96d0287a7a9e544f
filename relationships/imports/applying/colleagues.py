"""Writing colleagues."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.names import add_practices_and_offices
from relationships.imports.applying.refusals import refuse_said

# Who is who (docs/import-format.md). A row with an address is the colleague who has it; else somebody of this name
# (or called by the address itself) whose address nobody knows yet; of several addresses that ask, the first by alphabet.
# A row without an address is the row with one that has its name, else whoever has it. Rows of one `who` are about one
# colleague.
_MATCH = """
CREATE TEMP TABLE import_said ON COMMIT DROP AS
WITH named AS (
    SELECT r.*, (SELECT u.id FROM accounts_user u WHERE u.email = r.email) AS known,
        CASE WHEN %(key)s = 'email' THEN NULL WHEN r.email IS NULL
        THEN (SELECT u.id FROM accounts_user u WHERE u.name = r.name AND NOT COALESCE(u.email IN (
                  SELECT o.email FROM imports_row o WHERE o.run_id = %(run)s AND NOT o.rejected), false)
              ORDER BY u.archived_at IS NOT NULL, NOT u.is_active, u.id LIMIT 1)
        ELSE (SELECT u.id FROM accounts_user u WHERE u.name IN (r.name, r.email) AND u.email IS NULL
              ORDER BY u.name <> r.name, u.archived_at IS NOT NULL, NOT u.is_active, u.id LIMIT 1)
        END AS candidate
    FROM imports_row r WHERE r.run_id = %(run)s AND NOT r.rejected
), agreed AS (
    SELECT named.*, CASE WHEN email IS NULL THEN candidate ELSE min(candidate) OVER (PARTITION BY email) END AS wanted
    FROM named
), claimed AS (
    SELECT agreed.*, CASE
        WHEN known IS NOT NULL THEN known
        WHEN wanted IS NULL THEN NULL
        WHEN email IS NULL THEN wanted
        WHEN email = min(email) FILTER (WHERE email IS NOT NULL AND known IS NULL) OVER (PARTITION BY wanted) THEN wanted
    END AS target
    FROM agreed
), identified AS (
    SELECT claimed.*, CASE WHEN target IS NOT NULL THEN 'colleague ' || target
                           ELSE COALESCE('address ' || email, 'name ' || name) END AS own
    FROM claimed
)
SELECT identified.*, CASE WHEN email IS NOT NULL THEN own
    ELSE first_value(own) OVER (PARTITION BY name ORDER BY email NULLS LAST, line) END AS who
FROM identified
"""
_MAIN = """
ALTER TABLE import_said ADD COLUMN main boolean;
UPDATE import_said SET main = true FROM (
    SELECT DISTINCT ON (who) line FROM import_said ORDER BY who, email IS NULL, line
) first WHERE first.line = import_said.line
"""
_CONTRADICTIONS = """
    SELECT s.line, CASE WHEN s.email IS NULL THEN 'name' ELSE 'email' END AS "column", COALESCE(s.email, s.name) AS value,
           'Line ' || m.line || ' is about this colleague too, and says otherwise. Keep one of both.' AS reason
    FROM import_said s JOIN import_said m ON m.who = s.who AND m.main
    WHERE s.main IS NULL AND
          (COALESCE(s.email, m.email), s.name, s.role, s.office, s.practice, s.joined_on, s.left_on) IS DISTINCT FROM
          (m.email, m.name, m.role, m.office, m.practice, m.joined_on, m.left_on)
"""
_DISORDER = """
    SELECT s.line, 'left_on' AS "column", COALESCE(s.left_on, u.left_on)::text AS value,
           'The day of leaving lies before the day of joining. Check both.' AS reason
    FROM import_said s JOIN import_said m ON m.main AND m.who = s.who JOIN accounts_user u ON u.id = m.target
    WHERE COALESCE(s.left_on, u.left_on) < COALESCE(s.joined_on, u.joined_on)
"""
# No usable password: a colleague brought in by a file signs in after asking for one by mail.
_INSERT = """
WITH made AS (
    INSERT INTO accounts_user (email, name, role, office_id, practice_id, joined_on, left_on, is_active, source, password)
    SELECT s.email, s.name, COALESCE(s.role, 'account_manager'), o.id, p.id, s.joined_on, s.left_on,
           COALESCE(s.left_on > %(today)s, true), %(source)s, '!' || gen_random_uuid()
    FROM import_said s LEFT JOIN accounts_office o ON o.name = s.office
    LEFT JOIN accounts_practice p ON p.name = s.practice
    WHERE s.main AND s.target IS NULL ORDER BY s.email, s.name
    RETURNING id
)
SELECT count(*) FROM made
"""
# A blank cell leaves what is there. Who has left no longer signs in; a day of leaving that vanishes lets nobody in again.
_UPDATE = """
WITH wanted AS (
    SELECT u.id, COALESCE(s.email, u.email) AS email, s.name, COALESCE(s.role, u.role) AS role,
           COALESCE(o.id, u.office_id) AS office_id, COALESCE(p.id, u.practice_id) AS practice_id,
           COALESCE(s.joined_on, u.joined_on) AS joined_on, COALESCE(s.left_on, u.left_on) AS left_on,
           u.is_active AND COALESCE(s.left_on > %(today)s, true) AS is_active
    FROM import_said s JOIN accounts_user u ON u.id = s.target
    LEFT JOIN accounts_office o ON o.name = s.office LEFT JOIN accounts_practice p ON p.name = s.practice
    WHERE s.main
), changed AS (
    SELECT w.* FROM wanted w JOIN accounts_user u USING (id)
    WHERE (w.email, w.name, w.role, w.office_id, w.practice_id, w.joined_on, w.left_on, w.is_active)
       IS DISTINCT FROM
          (u.email, u.name, u.role, u.office_id, u.practice_id, u.joined_on, u.left_on, u.is_active)
    ORDER BY u.id FOR UPDATE OF u
), written AS (
    UPDATE accounts_user u SET
        email = w.email, name = w.name, role = w.role, office_id = w.office_id, practice_id = w.practice_id,
        joined_on = w.joined_on, left_on = w.left_on, is_active = w.is_active,
        version = u.version + 1, updated_at = now()
    FROM changed w WHERE u.id = w.id
)
SELECT count(*) FROM changed
"""


def apply_colleagues(step: Step) -> Outcome:
    """Write the staged colleagues."""
    step.run(_MATCH)
    step.run(_MAIN)
    refuse_said(step, _CONTRADICTIONS)
    refuse_said(step, _DISORDER)
    add_practices_and_offices(step)
    # Before the insert: whom it makes is nobody to update.
    (updated,) = step.row(_UPDATE, today=step.today)
    (created,) = step.row(_INSERT, today=step.today)
    return Outcome(created, updated)
