"""Writing down what was given and asked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from relationships.contacts.models import Person
from relationships.hospitality.exchange_models import Exchange


@transaction.atomic
def add_exchange(*, person: Person, **fields: Any) -> Exchange:
    """Write down a give or an ask. `fields`: those of `Exchange`."""
    return Exchange.objects.create(person=person, **fields)


@transaction.atomic
def edit_exchange(*, exchange: Exchange, expected_version: int, changes: dict[str, Any]) -> Exchange:
    """Save `changes`. Raises `Conflict`."""
    return exchange.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def archive_exchange(*, exchange: Exchange, expected_version: int) -> Exchange:
    """Put it away: it counts no more."""
    return exchange.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_exchange(*, exchange: Exchange) -> Exchange:
    """Count it again."""
    return exchange.save_changes(expected_version=exchange.version, changes={"archived_at": None})
