"""Where the alumni of a list work now, and what they agreed to."""

from __future__ import annotations

from relationships.imports.applying import Step

# A job that is known stays as it is, also when it has ended or was put away: a list may be old. Only its title follows.
_TITLES_AT_CLIENTS = """
WITH held AS (
    SELECT DISTINCT ON (s.line) s.line, s.client_id, s.employer_title, w.id, w.title, w.ended_on, w.archived_at
    FROM import_said s JOIN contacts_position w ON w.person_id = s.target AND w.client_id = s.client_id
    WHERE s.main AND s.client_id <> 0
    ORDER BY s.line, w.archived_at IS NOT NULL, w.ended_on IS NOT NULL, w.started_on DESC NULLS LAST, w.id
), changed AS (
    SELECT * FROM held WHERE ended_on IS NULL AND archived_at IS NULL AND employer_title <> title
), written AS (
    UPDATE contacts_position w SET title = c.employer_title, version = w.version + 1, updated_at = now()
    FROM changed c WHERE w.id = c.id
), told AS (
    UPDATE import_said s SET wrote = true FROM changed c WHERE s.line = c.line
)
SELECT array_agg(DISTINCT client_id) FROM changed
"""
_NEW_AT_CLIENTS = """
WITH new AS (
    SELECT s.line, s.target, s.client_id, COALESCE(s.employer_title, '') AS title FROM import_said s
    WHERE s.main AND s.client_id <> 0 AND NOT EXISTS (
        SELECT FROM contacts_position w WHERE w.person_id = s.target AND w.client_id = s.client_id)
), made AS (
    INSERT INTO contacts_position (person_id, client_id, title) SELECT target, client_id, title FROM new ORDER BY line
), told AS (
    UPDATE import_said s SET wrote = true FROM new WHERE s.line = new.line
)
SELECT array_agg(DISTINCT client_id) FROM new
"""
_TITLES_ELSEWHERE = """
WITH held AS (
    SELECT DISTINCT ON (s.line) s.line, s.employer_title, w.id, w.title, w.ended_on, w.archived_at
    FROM import_said s JOIN contacts_outsidepost w ON w.person_id = s.target AND w.employer_search = search_key(s.employer)
    WHERE s.main AND s.client_id = 0 AND s.employer IS NOT NULL
    ORDER BY s.line, w.archived_at IS NOT NULL, w.ended_on IS NOT NULL, w.started_on DESC NULLS LAST, w.id
), changed AS (
    SELECT * FROM held WHERE ended_on IS NULL AND archived_at IS NULL AND employer_title <> title
), written AS (
    UPDATE contacts_outsidepost w SET title = c.employer_title, version = w.version + 1, updated_at = now()
    FROM changed c WHERE w.id = c.id
)
UPDATE import_said s SET wrote = true FROM changed c WHERE s.line = c.line
"""
_NEW_ELSEWHERE = """
WITH new AS (
    SELECT s.line, s.target, s.employer, COALESCE(s.employer_title, '') AS title FROM import_said s
    WHERE s.main AND s.client_id = 0 AND s.employer IS NOT NULL AND NOT EXISTS (
        SELECT FROM contacts_outsidepost w
        WHERE w.person_id = s.target AND w.employer_search = search_key(s.employer))
), made AS (
    INSERT INTO contacts_outsidepost (person_id, employer, title) SELECT target, employer, title FROM new ORDER BY line
)
UPDATE import_said s SET wrote = true FROM new WHERE s.line = new.line
"""
_TWO_JOBS = """
SELECT s.line, p.name, count(*) FROM import_said s JOIN contacts_person p ON p.id = s.target, LATERAL (
    SELECT w.id FROM contacts_position w WHERE w.person_id = p.id AND w.ended_on IS NULL AND w.archived_at IS NULL
    UNION ALL
    SELECT w.id FROM contacts_outsidepost w WHERE w.person_id = p.id AND w.ended_on IS NULL AND w.archived_at IS NULL
) held WHERE s.main AND s.wrote AND s.employer IS NOT NULL GROUP BY s.line, p.name HAVING count(*) > 1 ORDER BY s.line LIMIT 100
"""
# The newest by day holds, so a list that is older than what was said since changes nothing.
ADD_CONSENTS = """
WITH said AS (
    SELECT s.line, a.id AS alumnus_id, c ->> 0 AS purpose, c ->> 1 AS state, s.consent_on
    FROM import_said s JOIN alumni_alumnus a ON a.person_id = s.target, LATERAL jsonb_array_elements(s.consents) c
    WHERE s.main AND s.consents IS NOT NULL
), new AS (
    SELECT * FROM said WHERE NOT EXISTS (
        SELECT FROM alumni_consent k WHERE k.alumnus_id = said.alumnus_id AND k.channel = 'any'
          AND k.purpose = said.purpose AND k.state = said.state AND k.said_on IS NOT DISTINCT FROM said.consent_on)
), made AS (
    INSERT INTO alumni_consent (alumnus_id, channel, purpose, state, said_on, review_on, heard_through)
    SELECT alumnus_id, 'any', purpose, state, consent_on,
           CASE WHEN state = 'given' THEN (consent_on + interval '24 months')::date END, 'Import: ' || %(source)s
    FROM new ORDER BY line, purpose
)
UPDATE import_said s SET wrote = true FROM new WHERE s.line = new.line
"""


def write_employers(step: Step) -> set[int]:
    """Write where they work now; answers the clients concerned. Somebody with two jobs now is named in a warning."""
    (changed,) = step.row(_TITLES_AT_CLIENTS)
    (made,) = step.row(_NEW_AT_CLIENTS)
    step.run(_TITLES_ELSEWHERE)
    step.run(_NEW_ELSEWHERE)
    for line, name, count in step.rows(_TWO_JOBS):
        step.warnings.append(f"Line {line}: {name} holds {count} positions now. End those they have left.")
    return {*(changed or ()), *(made or ())}
