"""What every editable record has: a public id, a version, and an archive instead of a bare delete."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from accounts.public_id import LENGTH, NewPublicId, new_public_id


class Conflict(Exception):
    """Somebody saved the record in between: `current` holds what they saved."""

    def __init__(self, current: Record) -> None:
        super().__init__("This record was changed by somebody else in the meantime.")
        self.current = current


class Record(models.Model):
    """Base of every record a person may edit."""

    public_id = models.CharField(
        max_length=LENGTH, unique=True, editable=False, default=new_public_id, db_default=NewPublicId()
    )
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save_changes(self, *, expected_version: int, changes: dict[str, Any]) -> Self:
        """Write `changes` if the record still has `expected_version`, and count the version up.

        Call inside a transaction (an action). Nothing is written when `changes` holds no difference.
        Raises `Conflict` with the current record when somebody else saved first.
        """
        manager = type(self)._base_manager
        different = {name: value for name, value in changes.items() if getattr(self, name) != value}
        if not different and self.version == expected_version:
            return self
        written = manager.filter(pk=self.pk, version=expected_version).update(
            **different, version=F("version") + 1, updated_at=Now()
        )
        current: Self = manager.get(pk=self.pk)
        if not written:
            raise Conflict(current)
        return current
