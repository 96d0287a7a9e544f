"""Writing where people work: positions begin, change and end; history stays with the client of its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import OutsidePost, Person, Position


class EndsBeforeItStarts(Exception):
    """The last day lies before the first."""


@transaction.atomic
def add_position(*, person: Person, client: Client, **fields: Any) -> Position:
    """Give the person a position at `client`; several can be current. `fields`: those of `Position`."""
    position = Position.objects.create(person=person, client=client, **fields)
    _ring(client.pk)
    return position


@transaction.atomic
def edit_position(*, position: Position, expected_version: int, changes: dict[str, Any]) -> Position:
    """Save `changes`. Raises `Conflict`."""
    saved = position.save_changes(expected_version=expected_version, changes=changes)
    _ring(position.client_id, saved.client_id)
    return saved


@transaction.atomic
def end_position(
    *, position: Position, expected_version: int, ended_on: date, client: Client | str | None = None, title: str = ""
) -> Position:
    """The person leaves on `ended_on`, and starts the same day at `client`, or at an organisation known by name only.

    Raises `EndsBeforeItStarts` or `Conflict`.
    """
    if position.started_on and ended_on < position.started_on:
        raise EndsBeforeItStarts
    saved = position.save_changes(expected_version=expected_version, changes={"ended_on": ended_on})
    there = {"person_id": position.person_id, "title": title, "started_on": ended_on}
    if isinstance(client, Client):
        Position.objects.create(client=client, **there)
    elif client:
        OutsidePost.objects.create(employer=client, **there)
    _ring(position.client_id, *([client.pk] if isinstance(client, Client) else []))
    return saved


@transaction.atomic
def archive_position(*, position: Position, expected_version: int) -> Position:
    """Take a mistaken position away. Somebody who left has it ended instead."""
    saved = position.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _ring(position.client_id)
    return saved


@transaction.atomic
def restore_position(*, position: Position) -> Position:
    """Bring the position back."""
    saved = position.save_changes(expected_version=position.version, changes={"archived_at": None})
    _ring(position.client_id)
    return saved


def _ring(*client_ids: int) -> None:
    facts_changed.send(sender=Position, client_ids=sorted(set(client_ids)))
