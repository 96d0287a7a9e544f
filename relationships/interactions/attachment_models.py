"""Files that were attached to touchpoints: the facts here, the bytes in `attachment_store`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.record import Record
from relationships.foundation.file_kinds import KINDS, LARGEST, FileKind


@keeps_history(exclude=["key"])
class Attachment(Record):
    """A file of a touchpoint. `kind` was found in its content; `key` is where its bytes lie, and is in no address."""

    interaction = models.ForeignKey("interactions.Interaction", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(key, kind.label) for key, kind in KINDS.items()])
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal digits.")
    key = models.CharField(max_length=32, unique=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="interactions_attachment_size", condition=Q(size__gte=1, size__lte=LARGEST)),
            models.CheckConstraint(name="interactions_attachment_named", condition=~Q(name="")),
            models.UniqueConstraint(name="interactions_attachment_once", fields=["interaction", "digest"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind:
        """What it is handed out as."""
        return KINDS[self.kind]
