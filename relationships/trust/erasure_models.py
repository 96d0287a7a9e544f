"""That somebody was erased: who asked, when, and what was found afterwards. Nothing of whom."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from accounts.policy import Capability, can
from accounts.public_id import LENGTH, new_public_id
from relationships.clients.visibility import ReasonedQuerySet
from relationships.contacts.models import Person


class ErasureQuerySet(ReasonedQuerySet["Erasure"]):
    """Erasures of people and colleagues whom a user may know of."""

    def visible_to(self, user: User) -> Self:
        """Colleagues for whoever may erase, people as far as they may be known."""
        if not can(user, Capability.ERASE_PEOPLE):
            return self.none()
        return self.filter(Q(kind="colleague") | Q(subject__in=Person.objects.visible_to(user).values("pk")))


class Erasure(models.Model):
    """One request to erase somebody. The report holds numbers and names of tables."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        COLLEAGUE = "colleague", "A colleague"

    key = models.CharField(max_length=LENGTH, unique=True, editable=False, default=new_public_id)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.BigIntegerField(help_text="Id of the record, which names nobody any more.")
    subject_public_id = models.CharField(max_length=LENGTH)
    empties_texts = models.BooleanField(default=False, help_text="Whole texts of touchpoints with them go too.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=300, default="", db_default="", editable=False)
    report = models.JSONField(default=dict, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="trust_erasure_once", fields=["kind", "subject"], condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"erasure {self.key}"
