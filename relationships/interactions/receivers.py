"""What interactions answer to the floors below."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from relationships.clients.signals import facts_changed, walls_changed
from relationships.interactions.models import TouchClient


@receiver(walls_changed)
def ring_for_shared_touches(sender: Any, client_ids: list[int], **_: Any) -> None:
    """A touch that a walled client takes part in counts no longer for its other clients, or counts again."""
    walled = TouchClient.objects.filter(client_id__in=client_ids)
    shared = TouchClient.objects.filter(interaction__in=walled.values("interaction_id"))
    others = shared.exclude(client_id__in=client_ids).values_list("client_id", flat=True).distinct()
    if found := sorted(others):
        facts_changed.send(sender=TouchClient, client_ids=found)
