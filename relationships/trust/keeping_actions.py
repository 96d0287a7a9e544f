"""Deciding how long what is kept, and on whom nothing is let go."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.trust.keeping_models import KeepingPolicy, LegalHold
from relationships.trust.keeping_queries import Terms, terms_in_force
from relationships.trust.keeping_rules import BY_KEY


class TooShort(ValueError):
    """A term is below the shortest one of its kind: `key`."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{BY_KEY[key].label}: keep them at least {BY_KEY[key].least} months.")
        self.key = key


class TermsMoved(Exception):
    """Somebody saved a newer version in between: `current`."""

    def __init__(self, current: Terms) -> None:
        super().__init__(f"Version {current.version} has been saved since.")
        self.current = current


class AlreadyHeld(ValueError):
    """A hold stands on this client."""


@transaction.atomic
def save_terms(*, by: User, expected_version: int, months: Mapping[str, int], reason: str) -> Terms:
    """Follow the policy by a new version; nothing is saved when nothing would differ. Raises `TermsMoved`, `TooShort`."""
    for key, term in months.items():
        if term < BY_KEY[key].least:
            raise TooShort(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial data keeping'))")
    now = terms_in_force()
    if now.version != expected_version:
        raise TermsMoved(now)
    if dict(now.months) == dict(months):
        return now
    number = now.version + 1
    KeepingPolicy.objects.create(version=number, months=dict(months), reason=reason, created_by=by)
    return Terms(number, dict(months))


@transaction.atomic
def add_hold(*, by: User, client: Client, reason: str) -> LegalHold:
    """Keep everything about a client and those below it. Raises `AlreadyHeld`."""
    Client.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=client.pk)
    holds = LegalHold.objects.unscoped(reason="one hold for each client").filter(client=client)
    if holds.standing().exists():
        raise AlreadyHeld(f"{client.name} is held already.")
    return LegalHold.objects.create(client=client, reason=reason, placed_by=by)


@transaction.atomic
def archive_hold(*, hold: LegalHold, expected_version: int) -> LegalHold:
    """From the next night on the terms apply again. Raises `Conflict`."""
    if hold.archived_at is not None:
        return hold
    return hold.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_hold(*, hold: LegalHold, expected_version: int) -> LegalHold:
    """Take lifting it back. Raises `Conflict`, `AlreadyHeld` when another one was placed since."""
    if hold.archived_at is None:
        return hold
    others = LegalHold.objects.unscoped(reason="one hold for each client").filter(client=hold.client_id).standing()
    if others.exists():
        raise AlreadyHeld("Another hold was placed on this client since.")
    return hold.save_changes(expected_version=expected_version, changes={"archived_at": None})
