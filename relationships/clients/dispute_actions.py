"""Writing disputes: opening, correcting, settling, putting away. Each rings the doorbell, for an open one caps health."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Dispute
from relationships.clients.signals import facts_changed


@transaction.atomic
def open_dispute(*, client: Client, by: User, opened_on: date, closed_on: date | None, reason: str) -> Dispute:
    """Flag a dispute with `client`, open from `opened_on` until `closed_on` (None: still open)."""
    made: Dispute = Dispute.objects.create(
        client=client, opened_on=opened_on, closed_on=closed_on, reason=reason, opened_by=by
    )
    _ring(made)
    return made


@transaction.atomic
def edit_dispute(*, dispute: Dispute, expected_version: int, **changes: Any) -> Dispute:
    """Correct it, or say when it was settled. Raises `Conflict`."""
    saved = dispute.save_changes(expected_version=expected_version, changes=changes)
    _ring(saved)
    return saved


@transaction.atomic
def archive_dispute(*, dispute: Dispute, expected_version: int) -> Dispute:
    """It never was one: no score counts it any more."""
    saved = dispute.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _ring(saved)
    return saved


@transaction.atomic
def restore_dispute(*, dispute: Dispute) -> Dispute:
    """Bring it back."""
    saved = dispute.save_changes(expected_version=dispute.version, changes={"archived_at": None})
    _ring(saved)
    return saved


def _ring(dispute: Dispute) -> None:
    facts_changed.send(sender=Dispute, client_ids=[dispute.client_id])
