"""Setting how often a word is wanted, and taking it back."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from relationships.contacts.models import Person
from relationships.interactions.models import Cadence


class AlreadySet(Exception):
    """There is a cadence for these clients already."""


def add_cadence(*, tier: str, industry: str, ideal_days: int, maximum_days: int) -> Cadence:
    """For the clients of a tier or an industry. Raises `AlreadySet`."""
    try:
        with transaction.atomic():
            return Cadence.objects.create(
                tier=tier, industry=industry, ideal_days=ideal_days, maximum_days=maximum_days
            )
    except IntegrityError as clash:
        raise AlreadySet from clash


def edit_cadence(*, cadence: Cadence, expected_version: int, **changes: Any) -> Cadence:
    """Raises `Conflict`, `AlreadySet`."""
    try:
        with transaction.atomic():
            return cadence.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as clash:
        raise AlreadySet from clash


@transaction.atomic
def set_person_cadence(*, person: Person, ideal_days: int, maximum_days: int) -> Cadence:
    """For one person, in place of what was set before."""
    days = {"ideal_days": ideal_days, "maximum_days": maximum_days}
    made, is_new = Cadence.objects.get_or_create(person=person, archived_at=None, defaults=days)
    return made if is_new else made.save_changes(expected_version=made.version, changes=days)


@transaction.atomic
def archive_cadence(*, cadence: Cadence) -> Cadence:
    """No longer. Twice is once."""
    if cadence.archived_at:
        return cadence
    return cadence.save_changes(expected_version=cadence.version, changes={"archived_at": timezone.now()})


def restore_cadence(*, cadence: Cadence) -> Cadence:
    """As it was. Raises `AlreadySet` when another one has taken its place."""
    try:
        with transaction.atomic():
            return cadence.save_changes(expected_version=cadence.version, changes={"archived_at": None})
    except IntegrityError as clash:
        raise AlreadySet from clash
