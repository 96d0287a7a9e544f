"""Writing the guest book: adding, correcting, saying that it is still true, putting away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.contacts.models import Person
from relationships.hospitality.guest_models import GuestFact


class HeardInFuture(ValueError):
    """Nothing was heard after today."""


@transaction.atomic
def add_guest_fact(*, by: User | None, person: Person, today: date, **fields: Any) -> GuestFact:
    """Write a line; it is believed from the day it was heard. `fields`: those of `GuestFact`. Raises `HeardInFuture`."""
    if fields["heard_on"] > today:
        raise HeardInFuture
    return GuestFact.objects.create(person=person, written_by=by, confirmed_on=fields["heard_on"], **fields)


@transaction.atomic
def edit_guest_fact(*, fact: GuestFact, expected_version: int, today: date, changes: dict[str, Any]) -> GuestFact:
    """Save `changes`; whoever says it in other words believes it today. Raises `Conflict` or `HeardInFuture`."""
    heard_on = changes.get("heard_on", fact.heard_on)
    if heard_on > today:
        raise HeardInFuture
    says_anew = changes.get("text", fact.text) != fact.text
    confirmed_on = today if says_anew else max(fact.confirmed_on, heard_on)
    return fact.save_changes(expected_version=expected_version, changes={**changes, "confirmed_on": confirmed_on})


@transaction.atomic
def confirm_guest_fact(*, fact: GuestFact, today: date) -> GuestFact:
    """Say that it is still true: it is believed for two more years. Twice a day is the same as once."""
    if fact.confirmed_on >= today:
        return fact
    return fact.save_changes(expected_version=fact.version, changes={"confirmed_on": today})


@transaction.atomic
def unconfirm_guest_fact(*, fact: GuestFact, confirmed_on: date) -> GuestFact:
    """Take back that it is still true: it was last confirmed on `confirmed_on` again."""
    day = min(max(confirmed_on, fact.heard_on), fact.confirmed_on)
    return fact.save_changes(expected_version=fact.version, changes={"confirmed_on": day})


@transaction.atomic
def archive_guest_fact(*, fact: GuestFact, expected_version: int) -> GuestFact:
    """Put the line away."""
    return fact.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_guest_fact(*, fact: GuestFact) -> GuestFact:
    """Bring the line back."""
    return fact.save_changes(expected_version=fact.version, changes={"archived_at": None})
