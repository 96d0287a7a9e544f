"""Whom each row of a list of former colleagues means (docs/import-format.md).

A row with an e-mail address is the former colleague who signed in with it, else the person who has it; else an alumnus of
its name, or a namesake at the client where they work now, who has no address yet. A row without an address is the row of
its name that has one; else an alumnus of its name; else the namesake at the client where they work now.
Rows of one `who` are about one person, and `target` is that person where they are known already.
"""

from __future__ import annotations

from relationships.imports.applying import Step

# The employer is a client where one is called so: living ones first, the oldest first. None is added.
_EMPLOYERS = """
CREATE TEMP TABLE import_client ON COMMIT DROP AS
SELECT named.name, COALESCE(
    (SELECT min(c.id) FROM clients_client c WHERE c.name = named.name AND c.archived_at IS NULL),
    (SELECT min(c.id) FROM clients_alias a JOIN clients_client c ON c.id = a.client_id
     WHERE a.name = named.name AND a.archived_at IS NULL AND c.archived_at IS NULL)
) AS id
FROM (SELECT DISTINCT employer AS name FROM imports_row WHERE run_id = %(run)s AND NOT rejected AND employer IS NOT NULL) named
"""
_SAID = """
CREATE TEMP TABLE import_said ON COMMIT DROP AS
SELECT r.line, r.name, r.email, r.joined_on, r.left_on, r.office, r.practice, r.title, r.employer, r.employer_title,
       r.consents, r.consent_on, COALESCE(c.id, 0) AS client_id, h.target, 'person ' || h.target AS who,
       false AS main, false AS wrote
FROM imports_row r LEFT JOIN import_client c ON c.name = r.employer LEFT JOIN import_choice h ON h.line = r.line
WHERE r.run_id = %(run)s AND NOT r.rejected
"""
_ADDRESSES = """
WITH signed_in AS (
    SELECT u.email, a.person_id, 0 AS place FROM alumni_alumnus a JOIN accounts_user u ON u.id = a.colleague_id
    WHERE u.email IN (SELECT email FROM import_said)
    UNION ALL
    SELECT cp.value, p.id, row_number() OVER (PARTITION BY cp.value
        ORDER BY a.id IS NULL, p.archived_at IS NOT NULL, cp.archived_at IS NOT NULL, p.id)
    FROM contacts_contactpoint cp JOIN contacts_person p ON p.id = cp.person_id
    LEFT JOIN alumni_alumnus a ON a.person_id = p.id
    WHERE cp.kind = 'email' AND cp.value IN (SELECT email FROM import_said WHERE email IS NOT NULL)
), first AS (
    SELECT DISTINCT ON (email) email, person_id FROM signed_in ORDER BY email, place
)
UPDATE import_said s SET target = first.person_id, who = 'person ' || first.person_id
FROM first WHERE s.who IS NULL AND s.email = first.email
"""
# Alumni of a name, and people of a name at a client; `place`: alumni first, present names before former ones.
_NAMESAKES = """
CREATE TEMP TABLE import_namesake ON COMMIT DROP AS
WITH called AS (
    SELECT p.id AS person_id, p.name, false AS former FROM contacts_person p
    WHERE p.merged_into_id IS NULL AND p.name IN (SELECT name FROM import_said)
    UNION
    SELECT n.person_id, n.name, true FROM contacts_personalias n
    WHERE n.archived_at IS NULL AND n.name IN (SELECT name FROM import_said)
), known AS (
    SELECT c.*, 0::bigint AS client_id FROM called c JOIN alumni_alumnus a ON a.person_id = c.person_id
    UNION
    SELECT c.*, w.client_id FROM called c JOIN contacts_position w ON w.person_id = c.person_id
    WHERE w.archived_at IS NULL AND w.client_id IN (SELECT client_id FROM import_said)
)
SELECT k.*, p.archived_at IS NOT NULL AS archived,
       k.person_id IN (SELECT person_id FROM contacts_contactpoint WHERE kind = 'email') OR EXISTS (
           SELECT FROM alumni_alumnus a JOIN accounts_user u ON u.id = a.colleague_id
           WHERE a.person_id = k.person_id AND u.email IS NOT NULL) AS has_address
FROM known k JOIN contacts_person p ON p.id = k.person_id
"""
_ADDRESSES_CLAIM = """
WITH asked AS (
    SELECT s.email, n.person_id, n.client_id = 0 AS is_alumnus, n.former FROM import_said s
    JOIN import_namesake n ON n.name = s.name AND n.client_id IN (0, s.client_id) AND NOT n.has_address
    WHERE s.who IS NULL AND s.email IS NOT NULL
      AND n.person_id NOT IN (SELECT target FROM import_said WHERE target IS NOT NULL)
), wanted AS (
    SELECT DISTINCT ON (email) email, person_id FROM asked ORDER BY email, is_alumnus DESC, former, person_id
), given AS (
    SELECT person_id, min(email) AS email FROM wanted GROUP BY person_id
)
UPDATE import_said s SET target = given.person_id, who = 'person ' || given.person_id
FROM given WHERE s.who IS NULL AND s.email = given.email
"""
_NEW_ADDRESSES = "UPDATE import_said SET who = 'address ' || email WHERE who IS NULL AND email IS NOT NULL"
_NAMES_IN_THE_FILE = """
WITH first AS (
    SELECT DISTINCT ON (name) name, who, target FROM import_said WHERE who IS NOT NULL ORDER BY name, email
)
UPDATE import_said s SET who = first.who, target = first.target FROM first WHERE s.who IS NULL AND s.name = first.name
"""
_KNOWN_NAMES = """
WITH first AS (
    SELECT DISTINCT ON (s.name) s.name, n.person_id FROM import_said s
    JOIN import_namesake n ON n.name = s.name AND n.client_id IN (0, s.client_id) WHERE s.who IS NULL
    ORDER BY s.name, n.client_id <> 0, n.former, n.archived, n.person_id
)
UPDATE import_said s SET target = first.person_id, who = 'person ' || first.person_id
FROM first WHERE s.who IS NULL AND s.name = first.name
"""
_NEW_NAMES = "UPDATE import_said SET who = 'name ' || name WHERE who IS NULL"

_ASKED = {
    "": (_ADDRESSES, _ADDRESSES_CLAIM, _NEW_ADDRESSES, _NAMES_IN_THE_FILE, _KNOWN_NAMES, _NEW_NAMES),
    "email": (_ADDRESSES, _NEW_ADDRESSES),
    "name": (_KNOWN_NAMES, _NEW_NAMES),
}
"""What is tried, by what alone alumni are known."""


def identify_alumni(step: Step) -> None:
    """Leave `import_said` with `who` and `target`, and the employers that are clients in `import_client`."""
    step.run(_EMPLOYERS)
    step.run(_SAID)
    step.run("ANALYZE import_said")
    step.run(_NAMESAKES)
    step.run("ANALYZE import_namesake")
    for statement in _ASKED[step.key]:
        step.run(statement)
    step.run("ANALYZE import_said")
