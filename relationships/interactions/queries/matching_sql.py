"""One statement that finds whom a few letters mean, from the nearest circle outwards: a full name -1, this page 0,
recent 1, mine 2, firm 3. A farther circle is not looked into once a nearer one has answered.

The gate stands in every arm, so that a limit never counts what is hidden. OFFSET 0 keeps the planner from looking a name
up in the whole firm where only a few hundred rows are asked about; the letters are folded once, not once a row.
"""
# ruff: noqa: S608 - composed of constants only

from __future__ import annotations

from accounts.prepared import Prepared
from accounts.search_key import words_begun
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.foundation.columns import Columns

PERSON = Columns(Person, "p", "public_id", "name", "name_search", "id")
CLIENT = Columns(Client, "c", "public_id", "name", "name_search", "industry", "id")

_SEEN_PERSON = f"p.archived_at IS NULL AND p.id <> ALL (ARRAY({HIDDEN_PEOPLE.replace('%s', '%(reader)s')}))"
_SEEN_CLIENT = f"c.archived_at IS NULL AND c.id <> ALL (ARRAY({HIDDEN_CLIENTS.replace('%s', '%(reader)s')}))"
_HELD_NOW = "q.archived_at IS NULL AND q.ended_on IS NULL"

# What is folded may hold signs again: they part words.
_ASKED = f"""letters AS MATERIALIZED (
    SELECT btrim(regexp_replace(search_key(%(words)s::text), '[^[:alnum:]]+', ' ', 'g')) AS given
), asked AS MATERIALIZED (
    SELECT search_key(%(name)s::text) AS whole, '%%' || search_key(%(longest)s::text) || '%%' AS held,
           '(^|[^[:alnum:]])' || replace(given, ' ', '.*[^[:alnum:]]') AS begun,
           given LIKE '%% %%' AS several, {words_begun("given")} AS words
    FROM letters
)"""
_OWN = f"""own AS MATERIALIZED (
    SELECT client_id FROM (
        SELECT id AS client_id FROM clients_client WHERE owner_id = %(colleague)s AND archived_at IS NULL
        UNION
        SELECT client_id FROM clients_teammember WHERE colleague_id = %(colleague)s AND archived_at IS NULL
    ) book WHERE client_id <> ALL (ARRAY({HIDDEN_CLIENTS.replace("%s", "%(reader)s")}))
)"""


def _begins(column: str) -> str:
    """The letters begin words of `column`, in their order. LIKE comes first: it is much faster than ~."""
    return f"{column} LIKE (SELECT held FROM asked) AND {column} ~ (SELECT begun FROM asked)"


def _indexed(column: str) -> str:
    """The same by the index of words. It knows no order, which is asked of those that it finds."""
    ordered = f"NOT (SELECT several FROM asked) OR {column} ~ (SELECT begun FROM asked)"
    return f"name_words({column}) @@ (SELECT words FROM asked) AND ({ordered})"


_CLOSE_PEOPLE = f"""
    SELECT p.*, near.circle FROM (
        SELECT person_id, min(circle) AS circle FROM (
            SELECT unnest(%(people)s::bigint[]) AS person_id, 0 AS circle
            UNION ALL
            SELECT q.person_id, 0 FROM contacts_position q WHERE q.client_id = ANY (%(clients)s::bigint[]) AND {_HELD_NOW}
            UNION ALL
            SELECT unnest(%(recent)s::bigint[]), 1
        ) each GROUP BY person_id
    ) near CROSS JOIN LATERAL (
        SELECT {PERSON} FROM contacts_person p
        WHERE p.id = near.person_id AND {_SEEN_PERSON} AND {_begins("p.name_search")} OFFSET 0
    ) p
    UNION ALL
    (SELECT {PERSON}, -1 FROM contacts_person p
     WHERE p.name_search = (SELECT whole FROM asked) AND (SELECT several FROM asked) AND {_SEEN_PERSON} LIMIT %(most)s)"""
_CLIENT_CALLED = f"""{_SEEN_CLIENT} AND (({_begins("c.name_search")}) OR EXISTS (
            SELECT FROM clients_alias a
            WHERE a.client_id = c.id AND a.archived_at IS NULL AND {_begins("a.name_search")} OFFSET 0))"""
_CLOSE_CLIENTS = f"""
    SELECT c.*, near.circle FROM (
        SELECT client_id, min(circle) AS circle FROM (
            SELECT unnest(%(clients)s::bigint[]) AS client_id, 0 AS circle
            UNION ALL
            SELECT unnest(%(recent)s::bigint[]), 1
        ) each GROUP BY client_id
    ) near CROSS JOIN LATERAL (
        SELECT {CLIENT} FROM clients_client c WHERE c.id = near.client_id AND {_CLIENT_CALLED} OFFSET 0
    ) c
    UNION ALL
    (SELECT {CLIENT}, -1 FROM clients_client c
     WHERE c.name_search = (SELECT whole FROM asked) AND {_SEEN_CLIENT} LIMIT %(most)s)
    UNION ALL
    (SELECT {CLIENT}, -1 FROM clients_alias a JOIN clients_client c ON c.id = a.client_id
     WHERE a.name = %(name)s AND a.archived_at IS NULL AND {_SEEN_CLIENT} LIMIT %(most)s)"""

_PEOPLE_CALLED = f"""SELECT {PERSON} FROM contacts_person p
    WHERE {_indexed("p.name_search")} AND {_SEEN_PERSON} LIMIT %(reach)s"""
_CLIENTS_CALLED = f"""
    (SELECT {CLIENT} FROM clients_client c WHERE {_indexed("c.name_search")} AND {_SEEN_CLIENT} LIMIT %(reach)s)
    UNION
    (SELECT {CLIENT} FROM clients_alias a JOIN clients_client c ON c.id = a.client_id
     WHERE a.archived_at IS NULL AND {_indexed("a.name_search")} AND {_SEEN_CLIENT} LIMIT %(reach)s)"""

# IS TRUE keeps the planner from joining: one's own clients are hashed once, and it does not weigh thousands of ids.
_PERSON_IS_MINE = f"""EXISTS (SELECT FROM contacts_position q
        WHERE q.person_id = called.id AND {_HELD_NOW} AND (q.client_id IN (SELECT client_id FROM own)) IS TRUE OFFSET 0)"""
_CLIENT_IS_MINE = """(EXISTS (SELECT FROM clients_client o
            WHERE o.id = called.id AND o.owner_id = %(colleague)s OFFSET 0)
        OR EXISTS (SELECT FROM clients_teammember t
            WHERE t.client_id = called.id AND t.colleague_id = %(colleague)s AND t.archived_at IS NULL OFFSET 0))"""
# Through one's own clients: for letters that thousands are called by, of whom not all are asked whose they are.
_OWN_PEOPLE = f"""(SELECT there.person_id FROM own CROSS JOIN LATERAL (
        SELECT q.person_id FROM contacts_position q WHERE q.client_id = own.client_id AND {_HELD_NOW} OFFSET 0
     ) there LIMIT %(walk)s) near
     CROSS JOIN LATERAL (
        SELECT {PERSON} FROM contacts_person p
        WHERE p.id = near.person_id AND {_SEEN_PERSON} AND {_begins("p.name_search")} OFFSET 0
     ) named"""
_OWN_CLIENTS = f"""(SELECT client_id FROM own LIMIT %(walk)s) near
     CROSS JOIN LATERAL (
        SELECT {CLIENT} FROM clients_client c WHERE c.id = near.client_id AND {_CLIENT_CALLED} OFFSET 0
     ) named"""


def _circles(*, close: str, called: str, mine: str, walk: str) -> str:
    """`called`: at most `%(reach)s` of the firm; where there are more, one's own are walked through."""
    return f"""
WITH {_ASKED}, {_OWN}, close AS MATERIALIZED ({close}
), called AS MATERIALIZED (
    {called}
)
SELECT * FROM close
UNION ALL
(SELECT called.*, CASE WHEN {mine} THEN 2 ELSE 3 END AS circle
 FROM called WHERE NOT EXISTS (SELECT FROM close) ORDER BY circle, id LIMIT %(most)s)
UNION ALL
(SELECT named.*, 2 FROM {walk}
 WHERE NOT EXISTS (SELECT FROM close) AND (SELECT count(*) FROM called) >= %(reach)s LIMIT %(most)s)
"""


PEOPLE = Prepared(
    "interactions_people",
    _circles(close=_CLOSE_PEOPLE, called=_PEOPLE_CALLED, mine=_PERSON_IS_MINE, walk=_OWN_PEOPLE),
)
CLIENTS = Prepared(
    "interactions_clients",
    _circles(close=_CLOSE_CLIENTS, called=_CLIENTS_CALLED, mine=_CLIENT_IS_MINE, walk=_OWN_CLIENTS),
)
# Where letters fit several clients, their person is looked for at all that are called so before anybody is in the firm.
PEOPLE_AT_CALLED = Prepared(
    "interactions_people_at_called",
    f"""
WITH {_ASKED}, letters_there AS MATERIALIZED (
    SELECT btrim(regexp_replace(search_key(%(called)s::text), '[^[:alnum:]]+', ' ', 'g')) AS given
), there AS MATERIALIZED (
    SELECT c.id FROM clients_client c
    WHERE name_words(c.name_search) @@ (SELECT {words_begun("given")} FROM letters_there) AND {_SEEN_CLIENT} LIMIT %(walk)s
)
SELECT p.*, 0 FROM (
    SELECT DISTINCT q.person_id FROM there CROSS JOIN LATERAL (
        SELECT q.person_id FROM contacts_position q WHERE q.client_id = there.id AND {_HELD_NOW} OFFSET 0) q
) near CROSS JOIN LATERAL (
    SELECT {PERSON} FROM contacts_person p
    WHERE p.id = near.person_id AND {_SEEN_PERSON} AND {_begins("p.name_search")} OFFSET 0
) p LIMIT %(most)s
""",
)
PEOPLE_AT = Prepared(
    "interactions_people_at",
    f"""
WITH {_ASKED}
SELECT p.*, 0 FROM (
    SELECT DISTINCT q.person_id FROM contacts_position q
    WHERE q.client_id = ANY (%(clients)s::bigint[]) AND {_HELD_NOW}
) near CROSS JOIN LATERAL (
    SELECT {PERSON} FROM contacts_person p
    WHERE p.id = near.person_id AND {_SEEN_PERSON} AND {_begins("p.name_search")} OFFSET 0
) p LIMIT %(most)s
""",
)
