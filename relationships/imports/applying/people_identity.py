"""Whom each row of a list of people means (docs/import-format.md).

A row with an external id is the person who has it; else whoever has its e-mail address; else the namesake at its client
who has no address yet (without a client: who works nowhere). A row without an id is the row with one that has its
address, a row without an address the row of its name and client that has one; else the person found the same way.
Rows of one `who` are about one person, and `target` is that person where they are known already.
"""

from __future__ import annotations

from relationships.imports.applying import Step

_SAID = """
CREATE TEMP TABLE import_said ON COMMIT DROP AS
SELECT r.line, r.key, r.has_id, r.name, r.email, r.phone, r.other_emails, r.other_phones, r.phone_number, r.other_numbers, r.title, r.seniority,
       r.started_on, r.ended_on,
       COALESCE(c.id, 0) AS client_id, p.id AS known, COALESCE(p.id, h.target) AS target,
       i.merged_into_id IS NOT NULL AS was_merged,
       'person ' || COALESCE(p.id, h.target) AS who, false AS main, false AS wrote
FROM imports_row r LEFT JOIN import_client c ON c.name = r.client LEFT JOIN import_choice h ON h.line = r.line
LEFT JOIN contacts_person i ON r.has_id AND i.source = %(source)s AND i.external_id = r.key
LEFT JOIN contacts_person p ON p.id = COALESCE(i.merged_into_id, i.id)
WHERE r.run_id = %(run)s AND NOT r.rejected
"""
# Everybody who has an address that the file names; `ours`: this source knows them under an id of their own.
_ADDRESSES = """
CREATE TEMP TABLE import_address ON COMMIT DROP AS
SELECT cp.value AS email, p.id AS person_id, p.source = %(source)s AND p.external_id IS NOT NULL AS ours,
       row_number() OVER (PARTITION BY cp.value
           ORDER BY p.archived_at IS NOT NULL, cp.archived_at IS NOT NULL, p.id) AS place
FROM contacts_contactpoint cp JOIN contacts_person p ON p.id = cp.person_id
WHERE cp.kind = 'email' AND cp.value IN (SELECT email FROM import_said WHERE email IS NOT NULL)
"""
# Everybody of a name at a client that the file names together; client 0: nowhere.
_NAMESAKES = """
CREATE TEMP TABLE import_namesake ON COMMIT DROP AS
WITH called AS (
    SELECT p.id AS person_id, p.name, false AS former FROM contacts_person p
    WHERE p.merged_into_id IS NULL AND p.name IN (SELECT name FROM import_said)
    UNION
    SELECT a.person_id, a.name, true FROM contacts_personalias a
    WHERE a.archived_at IS NULL AND a.name IN (SELECT name FROM import_said)
), placed AS (
    SELECT c.*, COALESCE(w.client_id, 0) AS client_id FROM called c
    LEFT JOIN contacts_position w ON w.person_id = c.person_id AND w.archived_at IS NULL
)
SELECT DISTINCT n.name, n.client_id, n.person_id, n.former, p.archived_at IS NOT NULL AS archived,
       p.source = %(source)s AND p.external_id IS NOT NULL AS ours,
       n.person_id IN (SELECT person_id FROM contacts_contactpoint WHERE kind = 'email') AS has_address
FROM placed n JOIN contacts_person p ON p.id = n.person_id
WHERE (n.name, n.client_id) IN (SELECT name, client_id FROM import_said)
"""
# Of several ids that ask for one person the first by alphabet is given them.
_IDS_CLAIM = """
WITH free AS (
    SELECT email, (array_agg(person_id ORDER BY place))[1] AS person_id FROM import_address WHERE NOT ours GROUP BY email
), namesake AS (
    SELECT name, client_id, has_mail, (array_agg(person_id ORDER BY former, archived, person_id))[1] AS person_id
    FROM import_namesake CROSS JOIN (VALUES (true), (false)) AS asked (has_mail)
    WHERE NOT ours AND NOT (has_mail AND has_address) GROUP BY name, client_id, has_mail
), wanted AS (
    SELECT s.key, min(COALESCE(f.person_id, n.person_id)) AS person_id
    FROM import_said s LEFT JOIN free f ON f.email = s.email
    LEFT JOIN namesake n ON n.name = s.name AND n.client_id = s.client_id AND n.has_mail = (s.email IS NOT NULL)
    WHERE s.has_id AND s.target IS NULL GROUP BY s.key
), given AS (
    SELECT person_id, min(key) AS key FROM wanted WHERE person_id IS NOT NULL GROUP BY person_id
)
UPDATE import_said s SET target = given.person_id, who = 'person ' || given.person_id
FROM given WHERE s.has_id AND s.target IS NULL AND s.key = given.key
"""
_NEW_IDS = "UPDATE import_said SET who = 'id ' || key WHERE has_id AND who IS NULL"
_ADDRESSES_OF_IDS = """
WITH first AS (
    SELECT DISTINCT ON (email) email, who, target FROM import_said WHERE has_id AND email IS NOT NULL ORDER BY email, key
)
UPDATE import_said s SET who = first.who, target = first.target FROM first WHERE s.who IS NULL AND s.email = first.email
"""
_KNOWN_ADDRESSES = """
UPDATE import_said s SET who = 'person ' || a.person_id, target = a.person_id
FROM import_address a WHERE s.who IS NULL AND a.email = s.email AND a.place = 1
"""
_ADDRESSES_CLAIM = """
WITH wanted AS (
    SELECT s.email, min(n.person_id) AS person_id FROM import_said s
    JOIN import_namesake n ON n.name = s.name AND n.client_id = s.client_id AND NOT n.has_address
    WHERE s.who IS NULL AND s.email IS NOT NULL
      AND n.person_id NOT IN (SELECT target FROM import_said WHERE target IS NOT NULL)
    GROUP BY s.email
), given AS (
    SELECT person_id, min(email) AS email FROM wanted GROUP BY person_id
)
UPDATE import_said s SET target = given.person_id, who = 'person ' || given.person_id
FROM given WHERE s.who IS NULL AND s.email = given.email
"""
_NEW_ADDRESSES = "UPDATE import_said SET who = 'address ' || email WHERE who IS NULL AND email IS NOT NULL"
_NAMES_IN_THE_FILE = """
WITH first AS (
    SELECT DISTINCT ON (name, client_id) name, client_id, who, target FROM import_said WHERE who IS NOT NULL
    ORDER BY name, client_id, has_id DESC, CASE WHEN has_id THEN key ELSE email END
)
UPDATE import_said s SET who = first.who, target = first.target
FROM first WHERE s.who IS NULL AND s.name = first.name AND s.client_id = first.client_id
"""
# Whom the file names by an id of their own comes last: that row may have given them this name only now.
_KNOWN_NAMES = """
WITH first AS (
    SELECT DISTINCT ON (name, client_id) name, client_id, person_id FROM import_namesake
    ORDER BY name, client_id, former, archived,
             person_id IN (SELECT target FROM import_said WHERE has_id AND target IS NOT NULL), person_id
)
UPDATE import_said s SET target = first.person_id, who = 'person ' || first.person_id
FROM first WHERE s.who IS NULL AND s.name = first.name AND s.client_id = first.client_id
"""
_NEW_NAMES = "UPDATE import_said SET who = 'name ' || client_id || ' ' || name WHERE who IS NULL"


_EVERYTHING = (
    _IDS_CLAIM,
    _NEW_IDS,
    _ADDRESSES_OF_IDS,
    _KNOWN_ADDRESSES,
    _ADDRESSES_CLAIM,
    _NEW_ADDRESSES,
    _NAMES_IN_THE_FILE,
    _KNOWN_NAMES,
    _NEW_NAMES,
)
_ASKED = {
    "": _EVERYTHING,
    "external_id": (_NEW_IDS,),
    "email": (_KNOWN_ADDRESSES, _NEW_ADDRESSES),
    "name": (_KNOWN_NAMES, _NEW_NAMES),
}
"""What is tried, by what alone people are known."""


def identify_people(step: Step) -> None:
    """Leave `import_said` with `who` and `target`; `import_client` must be there."""
    step.run(_SAID)
    step.run("ANALYZE import_said")
    step.run(_ADDRESSES)
    step.run(_NAMESAKES)
    step.run("ANALYZE import_address")
    step.run("ANALYZE import_namesake")
    for statement in _ASKED[step.key]:
        step.run(statement)
    step.run("ANALYZE import_said")
