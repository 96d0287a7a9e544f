"""What proves who did what: the audit record, its chain, and where people came from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from relationships.trust.erasure_models import Erasure
from relationships.trust.firm_export_models import FirmExport
from relationships.trust.keeping_models import KeepingPolicy, KeepingRun, LegalHold

__all__ = ["AuditEntry", "AuditLink", "Erasure", "FirmExport", "KeepingPolicy", "KeepingRun", "LegalHold", "Origin"]


class Origin(models.Model):
    """From where a colleague came: address and device, in a row of their own, so that erasing somebody can empty it."""

    append_only: ClassVar[bool] = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=64, default="", db_default="")
    device = models.CharField(max_length=200, default="", db_default="")
    first_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="trust_origin_once", fields=["user", "address", "device"], nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.address


class AuditEntry(models.Model):
    """One thing that somebody did. Ids and names of fields only: values stand in the history, which erasing rewrites.

    No foreign keys: an entry outlives what it speaks of, and writing it waits for nobody.
    """

    append_only: ClassVar[bool] = True

    class Kind(models.TextChoices):
        CHANGE = "change", "Change"
        READ = "read", "Read"
        EXPORT = "export", "Download"
        SIGN_IN = "sign_in", "Signed in"
        SIGN_OUT = "sign_out", "Signed out"
        FAILED = "failed", "Sign-in failed"
        SECURITY = "security", "Sign-in security"
        REFUSED = "refused", "Refused"
        PERMISSION = "permission", "Permission"
        POLICY = "policy", "Policy"
        WALL = "wall", "Wall"
        PRIVACY = "privacy", "Privacy"

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=12, choices=Kind.choices)
    who = models.BigIntegerField(null=True, help_text="The colleague's id; empty for visitors and jobs.")
    act = models.CharField(max_length=80, default="", db_default="", help_text="URL name, or what a job is called.")
    about = models.CharField(max_length=12, default="", db_default="", help_text="Public id in the address.")
    context = models.UUIDField(null=True, help_text="The changes in the history that this stands for.")
    origin = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict, db_default={}, help_text="Names only: of fields, of parameters.")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="trust_auditentry_at"),
            models.Index(fields=["who", "-at", "-id"], name="trust_auditentry_who"),
            models.Index(fields=["about", "-at"], name="trust_auditentry_about", condition=~models.Q(about="")),
            # The rare kinds; of the two common ones the newest are found by time.
            models.Index(
                fields=["kind", "-at", "-id"],
                name="trust_auditentry_kind",
                condition=~models.Q(kind__in=["change", "read"]),
            ),
            models.Index(
                fields=["context"], name="trust_auditentry_context", condition=models.Q(context__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.act}"


class AuditLink(models.Model):
    """A link of the chain: the digest of one entry, hashed together with the link before. Written by the owner alone."""

    sealed: ClassVar[bool] = True

    number = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return str(self.number)
