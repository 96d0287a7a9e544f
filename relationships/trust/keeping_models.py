"""How long what is kept: the policy version by version, what each night let go, and whom a legal hold protects."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.history import keeps_history
from accounts.models import User
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet


@keeps_history()
class KeepingPolicy(models.Model):
    """One version of how long each kind of record is kept; followed by a new one, never edited.

    `months` holds the kinds that go at all, by key of `keeping_rules`; what is not in it is kept for good.
    """

    version = models.PositiveIntegerField(unique=True)
    months = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"data keeping, version {self.version}"


class KeepingRun(models.Model):
    """What one night let go. Counts, places and what is done with are written in the transaction that does the work."""

    day = models.DateField(unique=True, help_text="The firm's day on which it began; terms are counted back from it.")
    version = models.PositiveIntegerField(help_text="Of the policy in force when it began; 0: the product's own.")
    began_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True)
    gone = models.JSONField(default=dict, help_text="Rows by kind.")
    places = models.JSONField(default=dict, help_text="By step: the last id that was looked at.")
    finished = models.JSONField(default=list, help_text="Steps that have nothing left to do.")
    problem = models.CharField(max_length=300, default="", db_default="")

    def __str__(self) -> str:
        return f"data keeping on {self.day}"

    @property
    def total(self) -> int:
        """Rows of all kinds."""
        return sum(self.gone.values())


class LegalHoldQuerySet(ReasonedQuerySet["LegalHold"]):
    """Holds on clients whom a user may know of."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.MANAGE_FIRM):
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))

    def standing(self) -> Self:
        """Not lifted."""
        return self.filter(archived_at__isnull=True)


@keeps_history()
class LegalHold(Record):
    """Nothing about this client, its people and its touchpoints is let go or erased. Lifted ones are archived."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="trust_legalhold_once", fields=["client"], condition=models.Q(archived_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return "a legal hold"
