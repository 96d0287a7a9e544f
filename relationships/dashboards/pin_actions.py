"""Writing pins. Pinning twice is pinning once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.models import Pin, SavedView
from relationships.dashboards.shelf import MOST_PINS

Pinnable = Client | Person | SavedView


class TooManyPins(Exception):
    """No room: `MOST_PINS` are pinned."""


@transaction.atomic
def add_pin(*, user: User, thing: Pinnable) -> None:
    """Keep `thing` at hand. Raises `TooManyPins`."""
    add_pins(user=user, things=[thing])


@transaction.atomic
def add_pins(*, user: User, things: Iterable[Pinnable]) -> list[Pinnable]:
    """Keep all of `things` at hand; answers those that were not pinned before. Raises `TooManyPins`: all or none."""
    User.objects.select_for_update().get(pk=user.pk)
    held = Pin.objects.filter(user=user)
    known = {(field, getattr(pin, f"{field}_id")) for pin in held for field in ("client", "person", "view")}
    new = [thing for thing in things if (_field(thing), thing.pk) not in known]
    if len(held) + len(new) > MOST_PINS:
        raise TooManyPins
    Pin.objects.bulk_create(Pin(user=user, **{_field(thing): thing}) for thing in new)
    return new


@transaction.atomic
def remove_pins(*, user: User, things: Iterable[Pinnable]) -> None:
    """Keep them at hand no longer."""
    for thing in things:
        Pin.objects.filter(user=user, **{_field(thing): thing}).delete()


def _field(thing: Pinnable) -> str:
    return {Client: "client", Person: "person", SavedView: "view"}[type(thing)]
