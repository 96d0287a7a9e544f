"""Reading clients over more than one table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.name_search import closeness, holds_words, resembling
from relationships.clients.models import Alias, Client

CHUNKS = (60, 600, 6_000, 60_000)
"""Candidates looked at in one go: the gate is asked for the best ones only, and for more only if it turns them away."""


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
    """The `rows` with these ids, in the order of `ids`."""
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def industries(user: User, *, most: int = 200) -> list[str]:
    """The industries of visible clients, by name."""
    rows = Client.objects.visible_to(user).current().exclude(industry="")
    return list(rows.values_list("industry", flat=True).distinct().order_by("industry")[:most])
