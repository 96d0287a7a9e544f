"""Who knows whom, and how well. Derived: rebuilt from interactions at any time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet
from relationships.contacts.models import Person


class TieQuerySet(GatedQuerySet["Tie"]):
    """Ties whose client is visible (or that have none): walled work never shines through."""


class Tie(models.Model):
    """How strong the tie is between a colleague and a person, from the touches about one client (or none).

    A viewer is shown the strongest among the clients they may see. `strength` is 0-100; `parts` holds the
    measures 0-1 by key (docs/definitions.md §3).
    """

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    strength = models.FloatField()
    parts = models.JSONField(default=dict)
    touches = models.PositiveIntegerField()
    first_touch_at = models.DateTimeField()
    last_touch_at = models.DateTimeField()
    last_answered_at = models.DateTimeField(null=True)
    as_of = models.DateField()

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_tie_once", fields=["colleague", "person", "client"], nulls_distinct=False
            ),
            models.CheckConstraint(name="network_tie_strength", condition=Q(strength__gte=0, strength__lte=100)),
        ]
        indexes = [
            models.Index(fields=["client", "-strength"], name="network_tie_client"),
            models.Index(fields=["person", "-strength"], name="network_tie_person"),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id}-{self.person_id}: {self.strength:.0f}"
