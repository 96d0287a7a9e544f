"""Reading clients over more than one table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import Office, User
from accounts.name_search import closeness, holds_words, resembling
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.clients.models import Alias, Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.columns import Columns, cut
from relationships.foundation.named_parameters import named

CHUNKS = (60, 600, 6_000, 60_000)
"""Candidates looked at in one go: the gate is asked for the best ones only, and for more only if it turns them away."""

NOBODY = 0
"""No row has this id."""

_HIDDEN, _VALUES = named(HIDDEN_CLIENTS, [None, None], prefix="hidden")
_NEXT = f"""SELECT c.industry FROM clients_client c
    WHERE c.industry > {{after}} AND c.archived_at IS NULL AND c.id <> ALL (ARRAY({_HIDDEN}))
    ORDER BY c.industry LIMIT 1"""  # noqa: S608 - constants only
_CLIENT, _OWNER, _OFFICE = Columns(Client, "c"), Columns(User, "u"), Columns(Office, "o")
_ONE = Prepared(
    "clients_seen",
    f"""SELECT {_CLIENT}, {_OWNER}, {_OFFICE} FROM clients_client c
    LEFT JOIN accounts_user u ON u.id = c.owner_id LEFT JOIN accounts_office o ON o.id = u.office_id
    WHERE c.public_id = %(client)s AND c.id <> ALL (ARRAY({_HIDDEN}))""",  # noqa: S608 - constants only
)
# From one industry to the next by the index: as many steps as there are industries, however many clients.
_INDUSTRIES = Prepared(
    "clients_industries",
    f"""
WITH RECURSIVE walk (industry) AS (
    ({_NEXT.format(after="''")})
    UNION ALL
    SELECT ({_NEXT.format(after="walk.industry")}) FROM walk WHERE walk.industry IS NOT NULL
)
SELECT industry FROM walk WHERE industry IS NOT NULL LIMIT %(most)s
""",  # noqa: S608 - constants only
)


def client_seen(user: User, public_id: str) -> Client | None:
    """The client with this public id, whoever looks after it and their office; None when `user` may not know of it."""
    if not can(user, Capability.SEE_CLIENTS):
        return None
    rows = _ONE.rows({"client": public_id, **dict.fromkeys(_VALUES, user.pk)})
    if not rows:
        return None
    of_client, of_owner, of_office, _ = cut(rows[0], _CLIENT, _OWNER, _OFFICE)
    client, owner = _CLIENT.record(of_client), _OWNER.maybe(of_owner)
    client.owner = owner
    if owner is not None:
        owner.office = _OFFICE.maybe(of_office)
    return client


def find_clients(user: User, text: str, *, most: int) -> list[Client]:
    """Up to `most` visible, current clients whose name or other name holds every word of `text`, best first."""
    found: dict[int, Client] = {}
    start, ids = 0, _candidates(text)
    for size in CHUNKS:
        chunk = [row[2] for row in ids[start : start + size]]
        # A client stands there once by each of its names that fits.
        found |= {client.pk: client for client in in_order(Client.objects.visible_to(user), list(dict.fromkeys(chunk)))}
        if len(found) >= most or len(chunk) < size:
            break
        start += size
    return list(found.values())[:most]


def _candidates(text: str) -> QuerySet[Any, Any]:
    """(rank, key, id) of clients by name or other name, whoever asks; each arm walks its own trigram index."""
    rows: Any = Client.objects.unscoped(reason="candidates; the caller asks the gate").current()
    aliases: Any = Alias.objects.filter(holds_words(text), archived_at__isnull=True, client__archived_at__isnull=True)
    named = rows.filter(holds_words(text)).annotate(rank=closeness(text)).values_list("rank", "name_search", "id")
    known_as = aliases.annotate(rank=closeness(text)).values_list("rank", "client__name_search", "client_id")
    found: QuerySet[Any, Any] = named.union(known_as).order_by("rank", "name_search", "id")
    return found


def resembling_clients(user: User, text: str, *, most: int) -> list[Client]:
    """Up to `most` visible, current clients with a name like `text`, the likest first."""
    return list(resembling(Client.objects.visible_to(user).current().select_related("owner"), text)[:most])


def in_order(rows: QuerySet[Client], ids: list[int]) -> list[Client]:
    """The `rows` with these ids, in the order of `ids`.

    Asked for without any too: else the time it takes would tell what is hidden from what is not there.
    """
    found = rows.in_bulk(ids or [NOBODY])
    return [found[pk] for pk in ids if pk in found]


def industries(user: User, *, most: int = 200) -> list[str]:
    """The industries of visible clients, by name."""
    if not can(user, Capability.SEE_CLIENTS):
        return []
    return [name for (name,) in _INDUSTRIES.rows({"most": most, **dict.fromkeys(_VALUES, user.pk)})]
