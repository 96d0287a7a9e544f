"""Finding whom and what rows name (clients, practices, offices, colleagues), and adding what is missing.

`map_clients` and `map_colleagues` leave a temporary table from what rows say to ids, for later statements to join.
"""

from __future__ import annotations

from collections.abc import Iterable

from relationships.imports.applying import Step
from relationships.imports.parties import Party, label, party

# A client by exact name, else by alias; living ones before archived ones, the oldest first (docs/import-format.md).
# One that was merged leads to the record that holds everything of it now. Where nobody is called so, the cell may be the
# client's id in this source: registers and Salesforce name clients by it.
_MAP_CLIENTS = """
CREATE TEMP TABLE import_client ON COMMIT DROP AS
SELECT named.name, COALESCE(
    (SELECT min(c.id) FROM clients_client c WHERE c.name = named.name AND c.archived_at IS NULL),
    (SELECT min(c.id) FROM clients_alias a JOIN clients_client c ON c.id = a.client_id
     WHERE a.name = named.name AND a.archived_at IS NULL AND c.archived_at IS NULL),
    (SELECT min(COALESCE(c.merged_into_id, c.id)) FROM clients_client c WHERE c.name = named.name),
    (SELECT min(a.client_id) FROM clients_alias a WHERE a.name = named.name AND a.archived_at IS NULL),
    (SELECT COALESCE(c.merged_into_id, c.id) FROM clients_client c
     WHERE c.source = %(source)s AND c.external_id = named.name)
) AS id
FROM (
    SELECT client AS name FROM imports_row WHERE run_id = %(run)s AND NOT rejected AND client IS NOT NULL
    UNION
    SELECT client_group FROM imports_row WHERE run_id = %(run)s AND NOT rejected AND client_group IS NOT NULL
) named
"""
_ADD_CLIENTS = """
WITH made AS (
    INSERT INTO clients_client (name, source)
    SELECT name, %(source)s FROM import_client WHERE id IS NULL ORDER BY name
    RETURNING id, name
)
UPDATE import_client SET id = made.id FROM made WHERE import_client.name = made.name RETURNING made.id
"""
# A name that somebody said means a client already here is another name of that client from now on.
_CHOSEN_CLIENTS = """
WITH chosen AS (
    UPDATE import_client m SET id = c.client_id FROM import_chosen_name c WHERE c.name = m.name AND m.id IS NULL
    RETURNING m.id, m.name
)
INSERT INTO clients_alias (client_id, name) SELECT id, name FROM chosen ORDER BY id, name
ON CONFLICT (client_id, name) DO UPDATE SET archived_at = NULL, version = clients_alias.version + 1, updated_at = now()
"""
_TWINS = """
SELECT m.name, count(*) FROM import_client m JOIN clients_client c ON c.name = m.name AND c.archived_at IS NULL
GROUP BY m.name HAVING count(*) > 1 ORDER BY m.name LIMIT 100
"""

_ADD_PRACTICES = """
INSERT INTO accounts_practice (name)
SELECT DISTINCT practice FROM imports_row r WHERE run_id = %(run)s AND NOT rejected AND practice IS NOT NULL
  AND NOT EXISTS (SELECT FROM accounts_practice p WHERE p.name = r.practice)
ORDER BY practice ON CONFLICT (name) DO NOTHING
"""
_ADD_OFFICES = """
INSERT INTO accounts_office (name)
SELECT DISTINCT office FROM imports_row r WHERE run_id = %(run)s AND NOT rejected AND office IS NOT NULL
  AND NOT EXISTS (SELECT FROM accounts_office o WHERE o.name = r.office)
ORDER BY office ON CONFLICT (name) DO NOTHING
"""

_COLLEAGUES_NAMED = """
SELECT DISTINCT colleague FROM imports_row WHERE run_id = %(run)s AND NOT rejected AND colleague IS NOT NULL
"""
# A colleague by address, else by exact name; those who are still here before those who left, the oldest first.
_MAP_COLLEAGUES = """
CREATE TEMP TABLE import_colleague ON COMMIT DROP AS
SELECT said.label, said.name AS said_name, said.email AS said_email,
       COALESCE(NULLIF(said.name, ''), left(said.email, 200)) AS name, COALESCE(
    (SELECT u.id FROM accounts_user u WHERE u.email = NULLIF(said.email, '')),
    (SELECT u.id FROM accounts_user u WHERE u.name = COALESCE(NULLIF(said.name, ''), left(said.email, 200))
     ORDER BY u.archived_at IS NOT NULL, NOT u.is_active, u.id LIMIT 1)
) AS id
FROM unnest(%(labels)s::text[], %(names)s::text[], %(emails)s::text[]) AS said (label, name, email)
"""
# No address and no usable password: nobody signs in because a register named them.
_ADD_COLLEAGUES = """
WITH made AS (
    INSERT INTO accounts_user (name, role, source, password)
    SELECT name, 'account_manager', %(source)s, '!' || gen_random_uuid()
    FROM import_colleague WHERE id IS NULL GROUP BY name ORDER BY name
    RETURNING id, name
)
UPDATE import_colleague SET id = made.id FROM made WHERE import_colleague.id IS NULL AND import_colleague.name = made.name
"""


def map_clients(step: Step) -> set[int]:
    """`import_client (name, id)`, groups included. Answers the ids of clients that were added."""
    step.run(_MAP_CLIENTS)
    step.run("CREATE UNIQUE INDEX ON import_client (name)")
    for name, count in step.rows(_TWINS):
        step.warnings.append(f"{count} clients are called {name}: the oldest was taken. Merge them, or rename one.")
    if step.choices.clients:
        step.run(_CHOSEN_CLIENTS)
    added = {row[0] for row in step.rows(_ADD_CLIENTS)}
    step.run("ANALYZE import_client")
    return added


def add_practices_and_offices(step: Step) -> None:
    """Both have unique names: statements after this one join the tables themselves."""
    step.run(_ADD_PRACTICES)
    step.run(_ADD_OFFICES)


def map_colleagues(step: Step, said: Iterable[Party] | None = None) -> None:
    """`import_colleague (label, said_name, said_email, id)`: those of the column `colleague`, or those who are `said`."""
    if said is None:
        said = [party(cell, name_length=254) for (cell,) in step.rows(_COLLEAGUES_NAMED)]
    by_label = {label(each): each for each in said}
    step.run(
        _MAP_COLLEAGUES,
        labels=list(by_label),
        names=[each.name for each in by_label.values()],
        emails=[each.address for each in by_label.values()],
    )
    step.run(_ADD_COLLEAGUES)
    step.run("ANALYZE import_colleague")
