"""Writing a list of people: persons, their other names and the ways to reach them."""

from __future__ import annotations

from relationships.contacts.reach_key import phone_key
from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.erased import refuse_erased
from relationships.imports.applying.names import map_clients
from relationships.imports.applying.people_identity import identify_people
from relationships.imports.applying.positions import positions_of_people
from relationships.imports.applying.refusals import refuse_said

_MAIN = """
WITH first AS (
    SELECT DISTINCT ON (who) line FROM import_said ORDER BY who, was_merged, has_id DESC, line
)
UPDATE import_said SET main = line IN (SELECT line FROM first) WHERE main <> (line IN (SELECT line FROM first))
"""
_OTHER_NAMES = """
    SELECT s.line, 'name' AS "column", s.name AS value,
           'Line ' || m.line || ' is about this person too, and calls them ' || m.name || '. Keep one of both.' AS reason
    FROM import_said s JOIN import_said m ON m.who = s.who AND m.main
    WHERE NOT s.main AND NOT s.was_merged AND s.name <> m.name
"""
_NEW = """
CREATE TEMP TABLE import_stub ON COMMIT DROP AS
SELECT unknown.*, nextval(pg_get_serial_sequence('contacts_person', 'id')) AS id FROM (
    SELECT who, name, CASE WHEN has_id THEN key END AS external_id, line
    FROM import_said WHERE main AND target IS NULL ORDER BY line
) unknown
"""
_INSERT = """
INSERT INTO contacts_person (id, name, source, external_id) SELECT id, name, %(source)s, external_id FROM import_stub ORDER BY id
"""
_PLACE = """
UPDATE import_said s SET target = n.id, wrote = s.wrote OR s.main FROM import_stub n WHERE n.who = s.who
"""
# Whoever is listed is a person in full. The source that gave the id renames, and so may a list while nobody gave one;
# a name that is not taken over stays as another name, and so does the old one.
_CHANGES = """
CREATE TEMP TABLE import_change ON COMMIT DROP AS
SELECT s.line, p.id, p.name AS old_name, s.name AS said_name,
       CASE WHEN (s.known IS NOT NULL OR p.external_id IS NULL) AND NOT s.was_merged THEN s.name ELSE p.name END AS name,
       CASE WHEN s.has_id AND p.external_id IS NULL AND NOT s.was_merged THEN %(source)s ELSE p.source END AS source,
       CASE WHEN s.has_id AND p.external_id IS NULL AND NOT s.was_merged THEN s.key ELSE p.external_id END AS external_id, p.is_stub
FROM import_said s JOIN contacts_person p ON p.id = s.target
WHERE s.main AND s.target NOT IN (SELECT id FROM import_stub)
"""
_UPDATE = """
WITH changed AS (
    SELECT w.* FROM import_change w JOIN contacts_person p USING (id)
    WHERE (w.name, w.source, w.external_id, false) IS DISTINCT FROM (p.name, p.source, p.external_id, p.is_stub)
    ORDER BY p.id FOR UPDATE OF p
), written AS (
    UPDATE contacts_person p SET name = w.name, source = w.source, external_id = w.external_id, is_stub = false,
        version = p.version + 1, updated_at = now()
    FROM changed w WHERE p.id = w.id
)
UPDATE import_said s SET wrote = true FROM changed WHERE s.line = changed.line
"""
_ALIASES = """
WITH made AS (
    INSERT INTO contacts_personalias (person_id, name)
    SELECT id, CASE WHEN name <> old_name THEN old_name ELSE said_name END FROM import_change
    WHERE name <> old_name OR said_name <> name ORDER BY id
    ON CONFLICT (person_id, name) DO NOTHING RETURNING person_id
)
UPDATE import_said s SET wrote = true FROM made WHERE s.main AND s.target = made.person_id
"""
# Ways to reach somebody are added, never taken away; two spellings of one number are one number.
_REACH = f"""
WITH said AS (
    SELECT target AS person_id, 'email' AS kind, email AS value, email AS normal, NULL AS number, line, 0 AS place
    FROM import_said WHERE email IS NOT NULL
    UNION ALL
    SELECT target, 'phone', phone, {phone_key("phone")}, phone_number, line, 0 FROM import_said WHERE phone IS NOT NULL
    UNION ALL
    SELECT s.target, 'email', more.value, more.value, NULL, s.line, 1
    FROM import_said s, LATERAL jsonb_array_elements_text(s.other_emails) AS more (value)
    UNION ALL
    SELECT s.target, 'phone', more.value, {phone_key("more.value")}, s.other_numbers ->> more.value, s.line, 1
    FROM import_said s, LATERAL jsonb_array_elements_text(s.other_phones) AS more (value)
), new AS (
    SELECT DISTINCT ON (person_id, kind, COALESCE(number, normal)) * FROM said
    WHERE NOT EXISTS (SELECT FROM contacts_contactpoint cp
                      WHERE cp.person_id = said.person_id AND cp.kind = said.kind
                        AND (cp.normal IN (said.normal, said.number) OR cp.number = said.number))
    ORDER BY person_id, kind, COALESCE(number, normal), place, value
), held AS (
    SELECT DISTINCT cp.person_id, cp.kind FROM contacts_contactpoint cp
    WHERE cp.archived_at IS NULL AND cp.person_id IN (SELECT target FROM import_said)
), made AS (
    INSERT INTO contacts_contactpoint (person_id, kind, value, number, is_primary)
    SELECT new.person_id, new.kind, new.value, new.number, held.person_id IS NULL
           AND row_number() OVER (PARTITION BY new.person_id, new.kind ORDER BY new.place, new.value) = 1
    FROM new LEFT JOIN held ON held.person_id = new.person_id AND held.kind = new.kind
    ORDER BY new.person_id, new.kind, new.value
    ON CONFLICT (person_id, kind, value) DO NOTHING
)
UPDATE import_said s SET wrote = true FROM new WHERE s.line = new.line
"""  # noqa: S608 - constants only
_COUNTED = """
SELECT count(*) FILTER (WHERE wrote AND made), count(*) FILTER (WHERE wrote AND NOT made)
FROM (SELECT wrote, target IN (SELECT id FROM import_stub) AS made FROM import_said) said
"""


def apply_people(step: Step) -> Outcome:
    """Write the staged people."""
    refuse_erased(step)
    outcome = Outcome(client_ids=map_clients(step))
    identify_people(step)
    step.run(_MAIN)
    refuse_said(step, _OTHER_NAMES)
    positions = positions_of_people(step)
    # The row that stood for a person may just have been refused.
    step.run(_MAIN)
    step.run(_NEW)
    step.run(_INSERT)
    step.run(_PLACE)
    step.run(_CHANGES)
    step.run(_UPDATE)
    step.run(_ALIASES)
    step.run(_REACH)
    outcome.add(client_ids=positions.write())
    created, updated = step.row(_COUNTED)
    outcome.add(created=created, updated=updated)
    return outcome
