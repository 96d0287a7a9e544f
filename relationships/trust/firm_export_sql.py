"""The files of a whole-firm export that `import_data` reads: SQL, over what the caller put in for the gate.

`{clients}`, `{people}`, `{touches}`, `{entries}`, `{engagements}`, `{alumni}` are queries for ids of what may be told
(`firm_export_scope` writes them through the gate). The columns are those of docs/import-format.md.
"""

from __future__ import annotations

# Import files name clients, colleagues and people by words. Of several of one name all but one get their id behind it.
LABELS = """
CREATE TEMP TABLE export_client ON COMMIT DROP AS
WITH named AS (
    SELECT c.id, CASE WHEN row_number() OVER (PARTITION BY c.name ORDER BY c.archived_at IS NOT NULL, c.id) = 1
        THEN c.name ELSE left(c.name, 280) || ' (' || c.public_id || ')' END AS label
    FROM clients_client c WHERE c.merged_into_id IS NULL AND c.id IN ({clients})
)
SELECT c.id, n.label FROM clients_client c JOIN named n ON n.id = COALESCE(c.merged_into_id, c.id)
WHERE c.id IN ({clients});
CREATE UNIQUE INDEX ON export_client (id);

CREATE TEMP TABLE export_colleague ON COMMIT DROP AS
WITH plain AS (
    SELECT u.id, u.email, u.public_id, u.archived_at, translate(u.name, ';<>', ',()') AS name FROM accounts_user u
)
SELECT id, CASE WHEN row_number() OVER (PARTITION BY email IS NULL, name ORDER BY id) = 1 OR email IS NOT NULL
    THEN name ELSE left(name, 180) || ' (' || public_id || ')' END AS name, email
FROM plain;
ALTER TABLE export_colleague ADD COLUMN label text;
UPDATE export_colleague SET label = COALESCE(email, name);
CREATE UNIQUE INDEX ON export_colleague (id);

CREATE TEMP TABLE export_reach ON COMMIT DROP AS
SELECT p.person_id AS id, (array_agg(p.value ORDER BY NOT p.is_primary, p.id) FILTER (WHERE p.kind = 'email')) AS emails,
    (array_agg(p.value ORDER BY NOT p.is_primary, p.id) FILTER (WHERE p.kind = 'phone')) AS phones
FROM contacts_contactpoint p
WHERE p.archived_at IS NULL AND p.kind IN ('email', 'phone') AND p.person_id IN ({people})
GROUP BY p.person_id;
CREATE UNIQUE INDEX ON export_reach (id);

CREATE TEMP TABLE export_person ON COMMIT DROP AS
WITH first AS (SELECT id, emails[1] AS email, count(*) OVER (PARTITION BY emails[1]) = 1 AS own FROM export_reach)
SELECT p.id, translate(p.name, ';<>', ',()') AS name,
    CASE WHEN f.own AND f.email IS NOT NULL THEN f.email ELSE translate(p.name, ';<>', ',()') END AS label
FROM contacts_person p LEFT JOIN first f ON f.id = p.id
WHERE p.archived_at IS NULL AND p.merged_into_id IS NULL AND p.id IN ({people});
CREATE UNIQUE INDEX ON export_person (id);
ANALYZE export_client; ANALYZE export_colleague; ANALYZE export_reach; ANALYZE export_person
"""
_YES = "CASE WHEN {0}.one_off THEN 'yes' ELSE 'no' END"

COLLEAGUES = """
SELECT u.email, x.name, u.role, o.name AS office, p.name AS practice, u.joined_on, CASE WHEN u.is_active THEN u.left_on
    ELSE GREATEST(u.joined_on, LEAST(u.left_on, CURRENT_DATE)) END AS left_on
FROM accounts_user u JOIN export_colleague x ON x.id = u.id
LEFT JOIN accounts_office o ON o.id = u.office_id LEFT JOIN accounts_practice p ON p.id = u.practice_id ORDER BY u.id
"""
CLIENTS = """
SELECT c.public_id AS external_id, x.label AS name, g.label AS "group", c.industry, c.tier, c.expected_interval_days,
    o.label AS owner, c.website
FROM clients_client c JOIN export_client x ON x.id = c.id
LEFT JOIN clients_groupedge e ON e.client_id = c.id AND e.archived_at IS NULL AND NOT e.beside
    AND e.starts_on IS NULL AND e.ends_on IS NULL
LEFT JOIN export_client g ON g.id = e.parent_id LEFT JOIN export_colleague o ON o.id = c.owner_id
WHERE c.archived_at IS NULL ORDER BY c.id
"""
LEDGER = f"""
SELECT l.public_id AS external_id, l.document, l.booked_on, c.label AS client, e.name AS engagement, p.name AS practice,
    o.name AS office, u.label AS partner, l.kind, l.amount, l.currency, {_YES.format("l")} AS one_off
FROM engagements_ledgerentry l JOIN export_client c ON c.id = l.client_id
LEFT JOIN engagements_engagement e ON e.id = l.engagement_id LEFT JOIN accounts_practice p ON p.id = l.practice_id
LEFT JOIN accounts_office o ON o.id = l.office_id LEFT JOIN export_colleague u ON u.id = l.partner_id
WHERE l.archived_at IS NULL AND l.id IN ({{entries}})
"""  # noqa: S608 - composed of constants
ENGAGEMENTS = f"""
SELECT e.public_id AS external_id, c.label AS client, e.name, p.name AS practice, u.label AS partner, e.opened_on,
    e.closed_on, e.origin AS source, {_YES.format("e")} AS one_off
FROM engagements_engagement e JOIN export_client c ON c.id = e.client_id
LEFT JOIN accounts_practice p ON p.id = e.practice_id LEFT JOIN export_colleague u ON u.id = e.partner_id
WHERE e.archived_at IS NULL AND e.id IN ({{engagements}})
"""  # noqa: S608 - composed of constants
# Alumni of whom neither an address nor a client is known come back from their own list, or they would come twice.
PEOPLE = """
SELECT p.public_id AS external_id, x.name, r.emails[1] AS email, r.phones[1] AS phone,
    array_to_string(r.emails[2:51], '; ') AS other_emails, array_to_string(r.phones[2:51], '; ') AS other_phones,
    w.client, w.title, w.seniority, w.started_on, w.ended_on
FROM contacts_person p JOIN export_person x ON x.id = p.id LEFT JOIN export_reach r ON r.id = p.id
LEFT JOIN LATERAL (
    SELECT DISTINCT ON (s.client_id, s.started_on) c.label AS client, s.title, s.seniority, s.started_on, s.ended_on
    FROM contacts_position s JOIN export_client c ON c.id = s.client_id
    WHERE s.person_id = p.id AND s.archived_at IS NULL ORDER BY s.client_id, s.started_on, s.id
) w ON true
WHERE w.client IS NOT NULL OR r.emails IS NOT NULL OR p.id NOT IN (
    SELECT a.person_id FROM alumni_alumnus a WHERE a.archived_at IS NULL AND a.opted_out_on IS NULL
    AND NOT a.do_not_contact AND a.id IN ({alumni}))
"""
ALUMNI = """
SELECT COALESCE(r.emails[1], u.email) AS email, x.name, a.joined_on, a.left_on, o.name AS office, p.name AS practice,
    a.title, j.employer, j.title AS employer_title
FROM alumni_alumnus a JOIN export_person x ON x.id = a.person_id LEFT JOIN export_reach r ON r.id = a.person_id
LEFT JOIN export_colleague u ON u.id = a.colleague_id LEFT JOIN accounts_office o ON o.id = a.office_id
LEFT JOIN accounts_practice p ON p.id = a.practice_id
LEFT JOIN LATERAL (
    SELECT s.employer, s.title FROM contacts_outsidepost s
    WHERE s.person_id = a.person_id AND s.archived_at IS NULL AND s.ended_on IS NULL ORDER BY s.id DESC LIMIT 1
) j ON true
WHERE a.archived_at IS NULL AND a.opted_out_on IS NULL AND NOT a.do_not_contact AND a.id IN ({alumni})
"""
# A file's touchpoint has one client: one with several is told once for each, with those of its people who are there.
INTERACTIONS = """
WITH told AS (
    SELECT i.id, CASE WHEN t.number > 1 THEN i.public_id || '-' || t.number ELSE i.public_id END AS external_id,
        to_char(i.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS occurred_at, i.kind, i.direction,
        t.label AS client, (
            SELECT string_agg(u.label, '; ' ORDER BY u.id) FROM interactions_touchcolleague l
            JOIN export_colleague u ON u.id = l.colleague_id WHERE l.interaction_id = i.id) AS colleagues, (
            SELECT string_agg(p.label, '; ' ORDER BY p.id) FROM interactions_touchperson l
            JOIN export_person p ON p.id = l.person_id
            WHERE l.interaction_id = i.id AND (COALESCE(t.several, 1) = 1 OR EXISTS (
                SELECT FROM contacts_position w
                WHERE w.person_id = l.person_id AND w.client_id = t.client_id AND w.archived_at IS NULL
            ) OR t.number = 1 AND NOT EXISTS (
                SELECT FROM contacts_position w JOIN interactions_touchclient k USING (client_id)
                WHERE w.person_id = l.person_id AND w.archived_at IS NULL AND k.interaction_id = i.id))) AS people,
        i.duration_minutes, CASE WHEN i.confidential THEN '' ELSE i.summary END AS summary, i.sentiment, i.process
    FROM interactions_interaction i
    LEFT JOIN LATERAL (
        SELECT l.client_id, c.label, row_number() OVER (ORDER BY l.client_id) AS number, count(*) OVER () AS several
        FROM interactions_touchclient l JOIN export_client c ON c.id = l.client_id WHERE l.interaction_id = i.id
    ) t ON true
    WHERE i.archived_at IS NULL AND i.id IN ({touches})
)
SELECT external_id, occurred_at, kind, direction, client, colleagues, people, duration_minutes, summary, sentiment, process
FROM told WHERE client IS NOT NULL OR people IS NOT NULL
"""
RATES = """
SELECT currency, "on", trim_scale(rate) FROM engagements_exchangerate
WHERE archived_at IS NULL AND base_currency = COALESCE((SELECT base_currency FROM accounts_firm), 'EUR') ORDER BY currency, "on"
"""
KINDS = {
    "colleagues": COLLEAGUES,
    "clients": CLIENTS,
    "ledger": LEDGER,
    "engagements": ENGAGEMENTS,
    "people": PEOPLE,
    "alumni": ALUMNI,
    "interactions": INTERACTIONS,
}
"""In the order in which they are to come in: entries before engagements, so that no entry takes over what its engagement
says today."""
