"""Reading clients over more than one table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.name_search import closeness, resembling
from relationships.clients.models import Client
from relationships.clients.named import named_like


def find_clients(user: User, text: str, *, most: int) -> list[Client]:
    """Up to `most` visible, current clients whose name or other name holds every word of `text`, best first."""
    rows: Any = Client.objects.visible_to(user).current().annotate(rank=closeness(text))
    arms: list[Any] = list(named_like(rows, text))
    named, known_as = (arm.values_list("rank", "name_search", "id") for arm in arms)
    ids = [row[2] for row in named.union(known_as).order_by("rank", "name_search", "id")[:most]]
    return in_order(Client.objects.visible_to(user).select_related("owner"), ids)


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
