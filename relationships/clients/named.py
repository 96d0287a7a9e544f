"""Clients by what they are called, among those a user may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.name_search import holds_words
from relationships.clients.models import Alias, Client


def named_like(rows: QuerySet[Client], text: str) -> list[QuerySet[Client]]:
    """`rows` whose name, and `rows` one of whose other names, holds every word of `text`.

    Two querysets for a UNION: one OR over both tables could use neither trigram index.
    """
    aliases = Alias.objects.filter(holds_words(text), archived_at__isnull=True)
    return [rows.filter(holds_words(text)), rows.filter(pk__in=aliases.values("client_id"))]


def same_name(user: User, name: str) -> QuerySet[Client]:
    """Visible clients called exactly `name`, or known by it."""
    known = Alias.objects.filter(name=name, archived_at__isnull=True).values("client_id")
    return Client.objects.visible_to(user).filter(Q(name=name) | Q(pk__in=known)).order_by("id")


def label_of(user: User, client: Client) -> str:
    """How a form names `client`: its name, with the public id where another visible client has the same."""
    return labels(user, [client])[0][1]


def labels(user: User, clients: Iterable[Client]) -> list[tuple[Client, str]]:
    """The clients with names that tell them apart."""
    chosen = list(clients)
    names = [client.name for client in chosen]
    known = Client.objects.visible_to(user).filter(name__in=names).exclude(pk__in=[client.pk for client in chosen])
    taken = set(known.values_list("name", flat=True)) | {name for name in names if names.count(name) > 1}
    return [
        (client, f"{client.name} [{client.public_id}]" if client.name in taken else client.name) for client in chosen
    ]
