"""Answering the doorbell: a mark in the transaction that changed the fact, a hint once it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from relationships.clients.models import LookAlike
from relationships.clients.signals import facts_changed
from relationships.scoring.marks import mark
from relationships.scoring.nudge import nudge_on_commit
from relationships.scoring.repeat_documents import pairs_have_come


@receiver(facts_changed)
def mark_stale(sender: Any, client_ids: Iterable[int], **kwargs: Any) -> None:
    """Mark `client_ids`; nothing when there are none. Of look-alikes only the warning beside the headline tells."""
    ids = sorted(set(client_ids))
    if ids and sender is LookAlike:
        pairs_have_come()
    elif ids:
        mark(ids)
        nudge_on_commit(ids)
