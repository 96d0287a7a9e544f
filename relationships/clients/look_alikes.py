"""Clients whose names look like another: to be told, never to be stopped."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet, Value

from accounts.models import User
from accounts.search_key import SearchKey
from relationships.clients.models import Client

ALIKE = 0.45
"""Similarity (0-1) from which two names are worth a look; a legal form added costs about 0.3."""
MOST = 5
SHORTEST = 3


def look_alikes(user: User, name: str, *, but: Client | None = None) -> QuerySet[Client]:
    """Up to five visible clients with names like `name`, the most alike first."""
    if len(name) < SHORTEST:
        return Client.objects.none()
    key = SearchKey(Value(name))
    rows = Client.objects.visible_to(user).current().filter(name_search__trigram_similar=key)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    likeness = TrigramSimilarity("name_search", key)  # type: ignore[arg-type]  # takes expressions too
    alike = rows.annotate(alike=likeness).filter(alike__gte=ALIKE)
    return alike.order_by("-alike", "name_search", "id")[:MOST]
