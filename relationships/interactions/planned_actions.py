"""Putting a touch on a colleague's day, and taking it off again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import PlannedTouch


class CannotSeeClient(Exception):
    """The colleague stands outside a wall around the client."""


class AlreadyPlanned(Exception):
    """The colleague has another open touch with the client on their days."""


@transaction.atomic
def plan_touch(*, user: User, client: Client, colleague: User, due_on: date, reason: str) -> PlannedTouch:
    """Put a touch with `client` on `colleague`'s day. What is already planned for both stays as it is.

    Raises `CannotSeeClient`.
    """
    if not Client.objects.visible_to(colleague).filter(pk=client.pk).exists():
        raise CannotSeeClient
    # Two who press the button at once plan one touch.
    Client.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=client.pk)
    return _planned(client.pk, colleague.pk) or PlannedTouch.objects.create(
        client=client, colleague=colleague, due_on=due_on, reason=reason, planned_by=user
    )


@transaction.atomic
def finish_planned_touch(*, planned: PlannedTouch) -> PlannedTouch:
    """It is done. Twice is the same as once."""
    if planned.done_at is not None:
        return planned
    return planned.save_changes(expected_version=planned.version, changes={"done_at": timezone.now()})


@transaction.atomic
def withdraw_planned_touch(*, planned: PlannedTouch) -> PlannedTouch:
    """It is no longer wanted. Twice is the same as once."""
    if planned.archived_at is not None:
        return planned
    return planned.save_changes(expected_version=planned.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def reopen_planned_touch(*, planned: PlannedTouch) -> PlannedTouch:
    """It is to be done after all. Raises `AlreadyPlanned` when another one has taken its place."""
    if planned.done_at is None and planned.archived_at is None:
        return planned
    Client.objects.unscoped(reason="locks the client of a row the caller was given").select_for_update().get(
        pk=planned.client_id
    )
    if _planned(planned.client_id, planned.colleague_id):
        raise AlreadyPlanned
    return planned.save_changes(expected_version=planned.version, changes={"done_at": None, "archived_at": None})


def _planned(client_id: int, colleague_id: int) -> PlannedTouch | None:
    everything = PlannedTouch.objects.unscoped(reason="whether the pair the caller was given has an open one")
    return everything.open().filter(client_id=client_id, colleague_id=colleague_id).first()
