"""Clients whose names look like another: to be told, never to be stopped."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, Value

from accounts.models import User
from accounts.search_key import SearchKey
from relationships.clients.models import Client, NameKey
from relationships.clients.name_core import core, only_spelt_differently, skeleton

ALIKE = 0.45
"""Similarity (0-1) from which two names are worth a look; a legal form added costs about 0.3."""
MOST = 5
SHORTEST = 3


def look_alikes(user: User, name: str, *, but: Client | None = None) -> list[Client]:
    """Up to five visible clients with names like `name`: first those of the same name written differently (another legal
    form, an abbreviation, another name of theirs), then the most alike."""
    if len(name) < SHORTEST:
        return []
    known = _same_core(user, name, but)
    likest = _likest(user, name, but)
    return list({client.pk: client for client in (*known, *likest)}.values())[:MOST]


def _same_core(user: User, name: str, but: Client | None) -> list[Client]:
    kept = core(name)[:600]
    bones = skeleton(kept)
    same = Q(core=kept) | Q(skeleton=bones) if bones else Q(core=kept)
    keys = NameKey.objects.filter(same).exclude(client=but).order_by("pk").values_list("client_id", "core")[: 20 * MOST]
    ids = [pk for pk, theirs in keys if theirs == kept or only_spelt_differently(kept, theirs)]
    found = Client.objects.visible_to(user).current().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _likest(user: User, name: str, but: Client | None) -> list[Client]:
    key = SearchKey(Value(name))
    rows = Client.objects.visible_to(user).current().filter(name_search__trigram_similar=key)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    likeness = TrigramSimilarity("name_search", key)  # type: ignore[arg-type]  # takes expressions too
    alike = rows.annotate(alike=likeness).filter(alike__gte=ALIKE)
    return list(alike.order_by("-alike", "name_search", "id")[:MOST])
