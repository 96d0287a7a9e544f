"""Writing work for clients. What was invoiced for it: `entry_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.engagements.models import Engagement


class NameTaken(Exception):
    """The client has work of this name already, perhaps archived."""


class ClosesBeforeItOpens(Exception):
    """The work would be closed on a day before it was opened."""


@transaction.atomic
def add_engagement(*, client: Client, name: str, **fields: Any) -> Engagement:
    """Begin work for `client`. `fields`: those of `Engagement`. Raises `NameTaken` or `ClosesBeforeItOpens`."""
    _refuse_order(fields.get("opened_on"), fields.get("closed_on"))
    try:
        with transaction.atomic():
            engagement = Engagement.objects.create(client=client, name=name, **fields)
    except IntegrityError as error:
        raise _named(error) from error
    _ring(engagement)
    return engagement


@transaction.atomic
def edit_engagement(*, engagement: Engagement, expected_version: int, changes: dict[str, Any]) -> Engagement:
    """Save `changes`; entries keep the practice, office and partner they were booked with.

    Raises `NameTaken`, `ClosesBeforeItOpens` or `Conflict`.
    """
    _refuse_order(changes.get("opened_on", engagement.opened_on), changes.get("closed_on", engagement.closed_on))
    try:
        with transaction.atomic():
            saved = engagement.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as error:
        raise _named(error) from error
    _ring(engagement)
    return saved


def close_engagement(*, engagement: Engagement, on: date) -> Engagement:
    """The work is done since `on`. Raises `ClosesBeforeItOpens`."""
    return edit_engagement(engagement=engagement, expected_version=engagement.version, changes={"closed_on": on})


def reopen_engagement(*, engagement: Engagement) -> Engagement:
    """The work goes on."""
    return edit_engagement(engagement=engagement, expected_version=engagement.version, changes={"closed_on": None})


def archive_engagement(*, engagement: Engagement) -> Engagement:
    """Take the work out of lists; what was invoiced for it keeps counting."""
    changes = {"archived_at": timezone.now()}
    return edit_engagement(engagement=engagement, expected_version=engagement.version, changes=changes)


def restore_engagement(*, engagement: Engagement) -> Engagement:
    """Bring archived work back."""
    return edit_engagement(engagement=engagement, expected_version=engagement.version, changes={"archived_at": None})


def _refuse_order(opened_on: date | None, closed_on: date | None) -> None:
    if opened_on and closed_on and closed_on < opened_on:
        raise ClosesBeforeItOpens


def _named(error: IntegrityError) -> Exception:
    return NameTaken() if "engagements_engagement_name" in str(error) else error


def _ring(engagement: Engagement) -> None:
    facts_changed.send(sender=Engagement, client_ids=[engagement.client_id])
