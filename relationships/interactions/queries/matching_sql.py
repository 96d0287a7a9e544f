"""Candidates for a name, with the circle in which each was found: a full name -1, this page 0, recent 1, mine 2, firm 3.

These statements do not ask the gate: `matching` reads no row of theirs but through `visible_to`, and hands in only
touchpoints (`touches`) that the user may see. OFFSET 0 keeps the planner from looking a name up in the whole firm when only a few hundred rows are asked about.
"""
# ruff: noqa: S608 - composed of constants only


def begins(column: str) -> str:
    """`%(words)s` begin words of `column`, in their order. LIKE comes first: it is much faster than ~."""
    return (
        f"{column} LIKE '%%' || search_key(%(longest)s) || '%%'"
        f" AND {column} ~ ('(^|[^[:alnum:]])' || replace(search_key(%(words)s), ' ', '.*[^[:alnum:]]'))"
    )


_TOUCHED = """touched AS (
    SELECT id AS interaction_id, occurred_at FROM interactions_interaction WHERE id = ANY (%(touches)s::bigint[])
)"""
_MINE = """mine AS MATERIALIZED (
    SELECT id AS client_id FROM clients_client WHERE owner_id = %(colleague)s
    UNION
    SELECT client_id FROM clients_teammember WHERE colleague_id = %(colleague)s AND archived_at IS NULL
)"""
OWN_CLIENTS = f"WITH {_MINE} SELECT client_id FROM mine"
_PERSON = f"""CROSS JOIN LATERAL (
    SELECT FROM contacts_person p
    WHERE p.id = near.person_id AND p.archived_at IS NULL AND {begins("p.name_search")} OFFSET 0) AS called"""
_CLIENT = f"""CROSS JOIN LATERAL (
    SELECT FROM clients_client c
    WHERE c.id = near.client_id AND c.archived_at IS NULL AND ({begins("c.name_search")} OR EXISTS (
        SELECT FROM clients_alias a
        WHERE a.client_id = c.id AND a.archived_at IS NULL AND {begins("search_key(a.name)")})) OFFSET 0) AS called"""

PEOPLE_AT = f"""
WITH near AS (
    SELECT DISTINCT person_id FROM contacts_position
    WHERE client_id = ANY (%(clients)s::bigint[]) AND archived_at IS NULL AND ended_on IS NULL
)
SELECT near.person_id, 0 FROM near {_PERSON} LIMIT %(most)s
"""

PEOPLE_NEAR = f"""
WITH {_TOUCHED}, recent AS (
    SELECT l.person_id FROM touched JOIN interactions_touchperson l USING (interaction_id)
    GROUP BY l.person_id ORDER BY max(touched.occurred_at) DESC LIMIT 20
), near AS (
    SELECT person_id, 0 AS circle FROM unnest(%(people)s::bigint[]) AS shown (person_id)
    UNION ALL
    SELECT person_id, 0 FROM contacts_position
    WHERE client_id = ANY (%(clients)s::bigint[]) AND archived_at IS NULL AND ended_on IS NULL
    UNION ALL
    SELECT person_id, 1 FROM recent
)
SELECT near.person_id, min(near.circle) FROM near {_PERSON} GROUP BY near.person_id
UNION ALL
(SELECT id, -1 FROM contacts_person
 WHERE name_search = search_key(%(name)s) AND %(words)s LIKE '%% %%' AND archived_at IS NULL LIMIT %(most)s)
"""

# Through one's own clients, however many: only for letters that thousands are called by.
PEOPLE_MINE = f"""
WITH {_MINE}, near AS (
    SELECT p.person_id FROM contacts_position p JOIN mine USING (client_id)
    WHERE p.archived_at IS NULL AND p.ended_on IS NULL
)
SELECT near.person_id, 2 FROM near {_PERSON} LIMIT %(most)s
"""

CLIENTS_NEAR = f"""
WITH {_TOUCHED}, recent AS (
    SELECT l.client_id FROM touched JOIN interactions_touchclient l USING (interaction_id)
    GROUP BY l.client_id ORDER BY max(touched.occurred_at) DESC LIMIT 20
), near AS (
    SELECT client_id, 0 AS circle FROM unnest(%(clients)s::bigint[]) AS shown (client_id)
    UNION ALL SELECT client_id, 1 FROM recent
)
SELECT near.client_id, min(near.circle) FROM near {_CLIENT} GROUP BY near.client_id
UNION ALL
(SELECT id, -1 FROM clients_client
 WHERE name_search = search_key(%(name)s) AND archived_at IS NULL LIMIT %(most)s)
UNION ALL
(SELECT client_id, -1 FROM clients_alias WHERE name = %(name)s AND archived_at IS NULL LIMIT %(most)s)
"""

CLIENTS_MINE = f"WITH {_MINE} SELECT near.client_id, 2 FROM mine near {_CLIENT} LIMIT %(most)s"

_LETTER = "search_key(%(words)s)"
# One letter or two have no trigram, so with them only the beginning of the whole name counts.
_FIRST_LETTER = f"name_search >= {_LETTER} AND name_search < {_LETTER} || '\N{REPLACEMENT CHARACTER}'"


# IS TRUE keeps the planner from joining: one's own clients are hashed once, and it does not weigh thousands of ids.
_IS_MINE = {
    "contacts_person": """EXISTS (
        SELECT FROM contacts_position q WHERE q.person_id = called.id AND q.archived_at IS NULL AND q.ended_on IS NULL
          AND (q.client_id IN (SELECT unnest(%(mine)s::bigint[]))) IS TRUE OFFSET 0)""",
    "clients_client": "called.id IN (SELECT unnest(%(mine)s::bigint[]))",
}
_ALSO_MINE = {
    "contacts_person": "",
    "clients_client": f"""
UNION ALL
SELECT theirs.client_id, 2, 0 FROM theirs WHERE {begins("search_key(theirs.name)")}""",
}


def firm(table: str, *, short: bool) -> str:
    """Everybody of `table` who is called so, those at one's own clients first, with how many were looked at: at most
    `%(reach)s`. `short`: by a letter or two, which only the beginning of the whole name is looked for."""
    found = f"{_FIRST_LETTER} AND {begins('name_search')}" if short else begins("name_search")
    return f"""
WITH called AS MATERIALIZED (
    SELECT id FROM {table} WHERE archived_at IS NULL AND {found} LIMIT %(reach)s
), theirs AS MATERIALIZED (
    SELECT a.client_id, a.name FROM clients_alias a
    WHERE (a.client_id IN (SELECT unnest(%(mine)s::bigint[]))) IS TRUE AND a.archived_at IS NULL
)
(SELECT called.id, CASE WHEN {_IS_MINE[table]} THEN 2 ELSE 3 END AS circle, (SELECT count(*) FROM called)
 FROM called ORDER BY 2, 1 LIMIT %(most)s){_ALSO_MINE[table]}"""
