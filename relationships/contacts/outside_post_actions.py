"""Writing where people work elsewhere: posts at organisations that are no clients."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from relationships.clients.models import Client
from relationships.contacts.models import OutsidePost, Person
from relationships.contacts.position_actions import add_position


@transaction.atomic
def add_outside_post(*, person: Person, **fields: Any) -> OutsidePost:
    """Give the person a post outside. `fields`: those of `OutsidePost`."""
    return OutsidePost.objects.create(person=person, **fields)


@transaction.atomic
def edit_outside_post(*, post: OutsidePost, expected_version: int, changes: dict[str, Any]) -> OutsidePost:
    """Save `changes`. Raises `Conflict`."""
    return post.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def archive_outside_post(*, post: OutsidePost, expected_version: int) -> OutsidePost:
    """Take a mistaken post away."""
    return post.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_outside_post(*, post: OutsidePost) -> OutsidePost:
    """Bring the post back."""
    return post.save_changes(expected_version=post.version, changes={"archived_at": None})


def add_job(*, person: Person, employer: Client | str, **fields: Any) -> None:
    """A position at a client, or a post outside, whichever `employer` is. `fields`: title, started_on, ended_on."""
    if isinstance(employer, Client):
        add_position(person=person, client=employer, **fields)
    else:
        add_outside_post(person=person, employer=employer, **fields)
