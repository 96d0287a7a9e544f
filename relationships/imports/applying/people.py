"""Finding the people that touchpoints name, and adding stubs for those nobody knows.

A person is found by e-mail address; else by exact name among the people of the touchpoint's client who have no address
yet to tell them apart (without a client: among those who work nowhere). Whoever is new becomes a stub with a position
at the touchpoint's client, so that a wall around the client hides its people too.
"""

from __future__ import annotations

from relationships.imports.applying import Step
from relationships.imports.applying.erased import leave_erased_out

# One row for each way in which a client's touchpoints name somebody. `client_id` 0: no client.
_MENTIONED = """
CREATE TEMP TABLE import_mention ON COMMIT DROP AS
SELECT t.client_id, p.name, p.address, NULL::bigint AS person_id
FROM import_touch t, LATERAL (SELECT said ->> 0, said ->> 1 FROM jsonb_array_elements(t.people) said) p (name, address)
GROUP BY t.client_id, p.name, p.address
"""
_BY_ADDRESS = """
UPDATE import_mention m SET person_id = (
    SELECT p.id FROM contacts_contactpoint cp JOIN contacts_person p ON p.id = cp.person_id
    WHERE cp.kind = 'email' AND cp.value = m.address
    ORDER BY p.archived_at IS NOT NULL, cp.archived_at IS NOT NULL, NOT EXISTS (
        SELECT FROM contacts_position w WHERE w.person_id = p.id AND w.client_id = m.client_id), p.id
    LIMIT 1)
WHERE m.address <> ''
"""
# A mention with an address asks for a namesake at the client who has none. One address is one person, and one person
# goes to one address: to the first by alphabet, so that the order of rows doesn't matter.
_BY_NAME_AND_ADDRESS = """
WITH found AS (
    SELECT m.address, p.id AS person_id FROM import_mention m JOIN contacts_person n ON n.name = m.name
    JOIN contacts_person p ON p.id = COALESCE(n.merged_into_id, n.id)
    WHERE m.person_id IS NULL AND m.name <> '' AND m.address <> ''
      AND {works_there} AND NOT EXISTS (
          SELECT FROM contacts_contactpoint cp WHERE cp.person_id = p.id AND cp.kind = 'email')
), of_address AS (
    SELECT address, min(person_id) AS person_id FROM found GROUP BY address
), of_person AS (
    SELECT min(address) AS address, person_id FROM of_address GROUP BY person_id
)
UPDATE import_mention m SET person_id = o.person_id FROM of_person o WHERE m.person_id IS NULL AND m.address = o.address
"""
_BY_NAME = """
UPDATE import_mention m SET person_id = (
    SELECT p.id FROM contacts_person n JOIN contacts_person p ON p.id = COALESCE(n.merged_into_id, n.id)
    WHERE n.name = m.name AND {works_there}
    ORDER BY p.archived_at IS NOT NULL, p.id LIMIT 1)
WHERE m.address = ''
"""
_WORKS_THERE = """
CASE WHEN m.client_id = 0
     THEN NOT EXISTS (SELECT FROM contacts_position w WHERE w.person_id = p.id AND w.archived_at IS NULL)
     ELSE EXISTS (SELECT FROM contacts_position w WHERE w.person_id = p.id AND w.client_id = m.client_id
                  AND w.archived_at IS NULL) END
"""
# A bare name is whoever the same client's touchpoints call by that name with an address.
_NAMESAKES = """
UPDATE import_mention m SET person_id = other.person_id FROM (
    SELECT DISTINCT ON (client_id, name) client_id, name, person_id FROM import_mention
    WHERE address <> '' AND name <> '' ORDER BY client_id, name, address
) other
WHERE m.person_id IS NULL AND m.client_id = other.client_id AND m.name = other.name
"""
_NEW_WITH_ADDRESS = """
CREATE TEMP TABLE import_stub ON COMMIT DROP AS
SELECT unknown.*, nextval(pg_get_serial_sequence('contacts_person', 'id')) AS id FROM (
    SELECT 0::bigint AS client_id, COALESCE(min(name) FILTER (WHERE name <> ''), address) AS name, address
    FROM import_mention WHERE person_id IS NULL AND address <> '' GROUP BY address ORDER BY address
) unknown
"""
_NEW_BY_NAME = """
TRUNCATE import_stub;
INSERT INTO import_stub (client_id, name, address, id)
SELECT unknown.*, nextval(pg_get_serial_sequence('contacts_person', 'id')) AS id FROM (
    SELECT client_id, name, '' FROM import_mention WHERE person_id IS NULL ORDER BY client_id, name
) unknown
"""
_ADD_STUBS = """
INSERT INTO contacts_person (id, name, is_stub, source) SELECT id, name, true, %(source)s FROM import_stub ORDER BY id
"""
_PLACE_BY_ADDRESS = """
UPDATE import_mention m SET person_id = s.id FROM import_stub s
WHERE m.person_id IS NULL AND m.address <> '' AND m.address = s.address
"""
_PLACE_BY_NAME = """
UPDATE import_mention m SET person_id = s.id FROM import_stub s
WHERE m.person_id IS NULL AND m.address = '' AND s.client_id = m.client_id AND s.name = m.name
"""
_ADD_POSITIONS = """
INSERT INTO contacts_position (person_id, client_id)
SELECT DISTINCT m.person_id, m.client_id FROM import_mention m JOIN contacts_person p ON p.id = m.person_id
WHERE p.is_stub AND m.client_id <> 0 AND NOT EXISTS (
    SELECT FROM contacts_position w WHERE w.person_id = m.person_id AND w.client_id = m.client_id)
ORDER BY 1, 2
"""
_ADD_ADDRESSES = """
INSERT INTO contacts_contactpoint (person_id, kind, value, is_primary)
SELECT DISTINCT m.person_id, 'email', m.address, NOT EXISTS (
    SELECT FROM contacts_contactpoint cp WHERE cp.person_id = m.person_id AND cp.kind = 'email')
FROM import_mention m WHERE m.address <> '' ORDER BY 1, 3
ON CONFLICT (person_id, kind, value) DO NOTHING
"""


def map_people(step: Step) -> None:
    """`import_mention (client_id, name, address, person_id)` for the people of `import_touch`."""
    step.run(_MENTIONED)
    leave_erased_out(step)
    step.run("ANALYZE import_mention")
    step.run(_BY_ADDRESS)
    step.run(_BY_NAME_AND_ADDRESS.format(works_there=_WORKS_THERE))
    step.run(_NEW_WITH_ADDRESS)
    step.run(_ADD_STUBS)
    step.run(_PLACE_BY_ADDRESS)
    step.run(_ADD_POSITIONS)
    step.run(_ADD_ADDRESSES)
    # Bare names come last: they may be meant for somebody whom an address has just brought in.
    step.run(_BY_NAME.format(works_there=_WORKS_THERE))
    step.run(_NAMESAKES)
    step.run(_NEW_BY_NAME)
    step.run(_ADD_STUBS)
    step.run(_PLACE_BY_NAME)
    step.run(_ADD_POSITIONS)
