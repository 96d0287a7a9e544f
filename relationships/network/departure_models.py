"""Colleagues who leave, and to whom each of their ties is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet
from relationships.contacts.models import Person
from relationships.interactions.models import PlannedTouch

if TYPE_CHECKING:
    from accounts.models import User

CHECKS = (30, 60, 90)
"""Days after the last day on which an heir's tie is measured."""


@keeps_history(exclude=["private_email", "changed"])
class Departure(Record):
    """A colleague's leaving: planned until it takes effect, undone when archived.

    `changed` is what taking effect wrote, so that it can be put back. The private address moves to the alumnus's record.
    """

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_day = models.DateField(help_text="The last day on which they work here.")
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    private_email = models.CharField(max_length=254, default="", db_default="", blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    leaving_terms = models.CharField(
        max_length=10, choices=Alumnus.LeavingTerms.choices, default="", db_default="", blank=True
    )
    consents = models.JSONField(default=list, blank=True, help_text="Purposes they agreed to be written to about.")
    heard_through = models.CharField(max_length=200, default="", db_default="", blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    alumnus = models.ForeignKey(Alumnus, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")
    completed_at = models.DateTimeField(null=True, editable=False)
    changed = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_departure_once",
                fields=["colleague"],
                condition=Q(archived_at__isnull=True, completed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="network_departure_leaving_terms", condition=Q(leaving_terms__in=["", "good", "reserved"])
            ),
        ]
        indexes = [models.Index(fields=["-last_day", "-id"], name="network_departure_days")]

    def __str__(self) -> str:
        return "a departure"


class HandoverQuerySet(GatedQuerySet["Handover"]):
    """What is handed over at visible clients, of visible people."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.HAND_OVER):
            return self.none()
        people = Person.objects.visible_to(user)
        return super().visible_to(user).filter(Q(person__isnull=True) | Q(person__in=people))


@keeps_history()
class Handover(Record):
    """What a leaver hands to an heir: the tie with a person, or (without a person) the client itself with all that the
    leaver had to do there. Strengths are 0-100; None: nobody had measured, or there was no tie.
    """

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    strength = models.FloatField(null=True, help_text="The leaver's tie when the departure was recorded.")
    fees = models.DecimalField(max_digits=16, decimal_places=2, null=True, help_text="The client's, of 24 months.")
    heir = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    goodbye_on = models.DateField(null=True, blank=True, help_text="When both say it, on the row of a client.")
    leaver_touch = models.ForeignKey(PlannedTouch, on_delete=models.SET_NULL, null=True, related_name="+")
    heir_touch = models.ForeignKey(PlannedTouch, on_delete=models.SET_NULL, null=True, related_name="+")
    heir_before = models.FloatField(null=True, help_text="The heir's own tie when they were chosen.")
    after_30 = models.FloatField(null=True)
    after_60 = models.FloatField(null=True)
    after_90 = models.FloatField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_handover_once", fields=["departure", "client", "person"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="network_handover_of_something", condition=Q(client__isnull=False) | Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return "a tie handed over"
