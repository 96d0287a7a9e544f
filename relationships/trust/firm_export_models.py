"""That somebody asked for everything as a file: how far it is, and until when it lies there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.public_id import LENGTH, new_public_id


class FirmExport(models.Model):
    """One file of everything that `user` may know of. The file itself: `firm_export_store`."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Not made"
        DROPPED = "dropped", "Dropped"

    code = models.CharField(max_length=LENGTH, unique=True, editable=False, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    rows = models.PositiveBigIntegerField(default=0, db_default=0)
    size = models.PositiveBigIntegerField(default=0, db_default=0, help_text="Bytes.")
    left_out = models.CharField(
        max_length=64, default="", db_default="", help_text="Digest of the clients that were hidden when it was made."
    )
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="trust_firmexport_one_at_a_time", fields=["user"], condition=models.Q(state="waiting")
            )
        ]
        indexes = [models.Index(fields=["user", "-id"], name="trust_firmexport_of")]

    def __str__(self) -> str:
        return self.code
