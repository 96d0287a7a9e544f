"""Runs of `import_data`: what was brought, and how far it got. Staged rows themselves are scratch (see `staging`)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class ImportRun(models.Model):
    """One file on its way in. It becomes `DONE` in the transaction that writes its rows."""

    class State(models.TextChoices):
        STAGING = "staging", "Reading"
        DONE = "done", "Done"

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGING)
    staged_to_line = models.BigIntegerField(default=0, help_text="Every record that begins up to here is staged.")
    read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    rounded = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    staged_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "fingerprint"], name="imports_importrun_open")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.file_name}"
