"""Plans for a second tie at a client that hangs by one thread."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet
from relationships.contacts.models import Person
from relationships.interactions.models import PlannedTouch


class SecondTieQuerySet(GatedQuerySet["SecondTie"]):
    """Plans at visible clients."""


@keeps_history()
class SecondTie(Record):
    """A colleague who is to get to know somebody at a client by a day; the word stands on their days (`planned`).

    Withdrawn ones are archived. Whether it worked shows in the tie itself.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    planned = models.ForeignKey(PlannedTouch, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = SecondTieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_secondtie_once", fields=["client", "colleague"], condition=Q(archived_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return "a second tie"
