"""Whose scores a merge may change."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

_OF_CLIENTS = """
SELECT unnest(%(clients)s::bigint[])
UNION SELECT parent_id FROM clients_groupedge WHERE client_id = ANY(%(clients)s)
UNION SELECT client_id FROM clients_groupedge WHERE parent_id = ANY(%(clients)s)
UNION SELECT s.member_id FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
      WHERE t.account_id = ANY(%(clients)s)
UNION SELECT t.account_id FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
      WHERE s.member_id = ANY(%(clients)s)
UNION SELECT p.client_id FROM contacts_position w JOIN contacts_position p ON p.person_id = w.person_id
      WHERE w.client_id = ANY(%(clients)s)
"""
_OF_PEOPLE = """
SELECT client_id FROM contacts_position WHERE person_id = ANY(%(people)s)
UNION SELECT c.client_id FROM interactions_touchperson p JOIN interactions_touchclient c USING (interaction_id)
      WHERE p.person_id = ANY(%(people)s)
UNION SELECT client_id FROM interactions_promise WHERE person_id = ANY(%(people)s) AND client_id IS NOT NULL
"""


def clients_concerned(clients: Iterable[int] = (), *, people: Iterable[int] = ()) -> set[int]:
    """The clients that read facts of these clients or people: themselves, their groups, and where their people work."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_OF_CLIENTS} UNION {_OF_PEOPLE}", {"clients": list(clients), "people": list(people)})
        return {row[0] for row in cursor.fetchall()}
