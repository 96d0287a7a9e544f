"""Events: making them, changing them, calling them off."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from relationships.alumni.guest_actions import fill_places
from relationships.alumni.models import Event, Invitation, Letter

TOLD = ("starts_at", "ends_at", "place")
"""What guests are told of when it changes."""


@transaction.atomic
def add_event(**fields: Any) -> Event:
    """Something to invite people to. `fields`: those of `Event`."""
    return Event.objects.create(**fields)


@transaction.atomic
def edit_event(*, event: Event, expected_version: int, changes: dict[str, Any], by: User) -> Event:
    """Save `changes`; more places go to whoever waits longest, guests are told of another day or place.

    Raises `Conflict`.
    """
    before = Event.objects.unscoped(reason="what its guests were told").get(pk=event.pk)
    saved = event.save_changes(expected_version=expected_version, changes=changes)
    fill_places(event=saved, by=by)
    if any(getattr(before, name) != getattr(saved, name) for name in TOLD):
        _tell_of_change(saved, by)
    return saved


def _tell_of_change(event: Event, by: User) -> None:
    """Whoever said they would come, and whoever has an invitation that says otherwise: of an event that is to come."""
    if event.called_off_at or event.archived_at or event.ends_at <= timezone.now():
        return
    has_it = Letter.objects.filter(invitation__event=event, kind__in=["invitation", "place", "changed"], state="sent")
    rows = Invitation.objects.unscoped(reason="whoever counts on it is told, whoever invited them")
    rows = rows.filter(event=event, archived_at__isnull=True).exclude(state="declined")
    rows = rows.filter(Q(state__in=["going", "waiting"]) | Q(pk__in=has_it.values("invitation_id")))
    letters = [
        Letter(
            person_id=each.person_id,
            alumnus_id=each.alumnus_id,
            invitation=each,
            kind="changed",
            purpose="" if each.state in ("going", "waiting") else "events",
            asked_by=by,
        )
        for each in rows.annotate_alumnus()
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=2000)


@transaction.atomic
def archive_event(*, event: Event, expected_version: int) -> Event:
    """It was a mistake, or is no longer needed: nothing more goes out about it."""
    return event.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_event(*, event: Event) -> Event:
    """Bring it back."""
    return event.save_changes(expected_version=event.version, changes={"archived_at": None})


@transaction.atomic
def call_off(*, event: Event, expected_version: int, by: User) -> int:
    """It does not take place; whoever said that they would come gets a mail. Answers how many, of whom `by` may know."""
    event.save_changes(expected_version=expected_version, changes={"called_off_at": timezone.now()})
    coming = Invitation.objects.unscoped(reason="whoever counts on it is told, whoever invited them")
    rows = coming.filter(event=event, state__in=["going", "waiting"], archived_at__isnull=True)
    letters = [
        Letter(person_id=each.person_id, alumnus_id=each.alumnus_id, invitation=each, kind="called_off", asked_by=by)
        for each in rows.annotate_alumnus()
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=2000)
    return Invitation.objects.visible_to(by).filter(pk__in=[each.invitation_id for each in letters]).count()


@transaction.atomic
def take_place_after_all(*, event: Event) -> Event:
    """Calling off was a mistake; whoever was told already is invited anew by hand."""
    return event.save_changes(expected_version=event.version, changes={"called_off_at": None})
