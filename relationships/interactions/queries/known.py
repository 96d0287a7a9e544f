"""Whom a form names by id: read, or counted, in one statement that asks the gate for all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS, work_seen
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.foundation.named_parameters import named

_CLIENTS, _CLIENT_VALUES = named(HIDDEN_CLIENTS, [None, None], prefix="hidden")
_PEOPLE, _PEOPLE_VALUES = named(HIDDEN_PEOPLE, [None], prefix="hidden_people")
_CLIENT_FIELDS, _PERSON_FIELDS = ["id", "public_id", "name", "industry"], ["id", "public_id", "name"]
_READ = Prepared(
    "interactions_named",
    f"""
SELECT 'client', id, public_id, name, industry FROM clients_client
WHERE public_id = ANY (%(clients)s) AND id <> ALL (ARRAY({_CLIENTS}))
UNION ALL
SELECT 'person', id, public_id, name, '' FROM contacts_person
WHERE public_id = ANY (%(people)s) AND id <> ALL (ARRAY({_PEOPLE}))
""",  # noqa: S608 - constants only
)
_KNOWN = f"""
WITH hidden AS MATERIALIZED ({_CLIENTS})
SELECT (SELECT count(*) FROM clients_client
        WHERE id = ANY (%(clients)s::bigint[]) AND id NOT IN (SELECT client_id FROM hidden)) = cardinality(%(clients)s)
    AND (SELECT count(*) FROM contacts_person
         WHERE id = ANY (%(people)s::bigint[]) AND id <> ALL (ARRAY({_PEOPLE}))) = cardinality(%(people)s)
    AND (SELECT count(*) FROM accounts_user
         WHERE id = ANY (%(colleagues)s::bigint[])) = cardinality(%(colleagues)s)
    AND (%(work)s::bigint IS NULL OR EXISTS (SELECT FROM engagements_engagement
         WHERE id = %(work)s AND client_id = ANY (%(clients)s) AND client_id NOT IN (SELECT client_id FROM hidden)
           AND {work_seen("id", "%(hidden_0)s")}))
    AS yes
"""  # noqa: S608 - constants only
KNOWN = f"known AS MATERIALIZED ({_KNOWN})"
"""Whether all whom a touch names are known to the user, as a CTE of what is written if they are: `known.yes`."""
_ALL_KNOWN = Prepared("interactions_known", _KNOWN)


def named_by_id(
    user: User, *, clients: Collection[str], people: Collection[str]
) -> tuple[dict[str, Client], dict[str, Person]]:
    """Those of these public ids that `user` may know of; only with what a choice shows of them."""
    found: tuple[dict[str, Client], dict[str, Person]] = ({}, {})
    if not (clients or people) or not can(user, Capability.SEE_CLIENTS):
        return found
    seen_people = list(people) if can(user, Capability.SEE_PEOPLE) else []
    for sort, *values in _ask(_READ, user, clients=list(clients), people=seen_people):
        if sort == "client":
            found[0][values[1]] = Client.from_db(connection.alias, _CLIENT_FIELDS, values)
        else:
            found[1][values[1]] = Person.from_db(connection.alias, _PERSON_FIELDS, values[:3])
    return found


def all_known(
    user: User, *, clients: Collection[int], people: Collection[int], colleagues: Collection[int], work: int | None
) -> bool:
    """Whether each of these ids is there, and `user` may know of it; `work` must be for one of `clients`."""
    if not may_name(user, people):
        return False
    named = {"clients": sorted(clients), "people": sorted(people), "colleagues": sorted(colleagues), "work": work}
    return bool(_ask(_ALL_KNOWN, user, **named)[0][0])


def may_name(user: User, people: Collection[int]) -> bool:
    """Whether the role of `user` may name clients, and `people`, at all."""
    return can(user, Capability.SEE_CLIENTS) and (not people or can(user, Capability.SEE_PEOPLE))


def gate_of_known(user: User) -> dict[str, int]:
    """The parameters by which `KNOWN` asks the gate."""
    return dict.fromkeys([*_CLIENT_VALUES, *_PEOPLE_VALUES], user.pk)


def _ask(statement: Prepared, user: User, **values: Any) -> list[tuple[Any, ...]]:
    return statement.rows({**values, **gate_of_known(user)})
