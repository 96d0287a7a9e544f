"""Who knows whom, and how well. Derived: rebuilt from interactions at any time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet, ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import Person
from relationships.network.departure_models import Departure, Handover
from relationships.network.introduction_models import Introduction, PassedOver
from relationships.network.second_tie_models import SecondTie
from relationships.network.value_models import Contribution, SoftCredit

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "Contribution",
    "DeclaredTie",
    "Departure",
    "Handover",
    "Introduction",
    "OutOfGraph",
    "PassedOver",
    "SecondTie",
    "SoftCredit",
    "Tie",
]


class TieQuerySet(GatedQuerySet["Tie"]):
    """Ties whose client is visible (or that have none): walled work never shines through."""


class Tie(models.Model):
    """What is known of the tie between a colleague and a person, from the touches about one client (or none).

    The row changes with the touches, not with time: strength on a day follows from it (`network.tie_strength`,
    in SQL `network.tie_sql`). The sums are decayed to `last_on`. A viewer is shown the strongest tie among the
    clients they may see (docs/definitions.md §3).
    """

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    touches = models.PositiveIntegerField(help_text="Touches that count.")
    first_on = models.DateField()
    last_on = models.DateField()
    answered_on = models.DateField(null=True)
    interval_days = models.PositiveIntegerField()
    half_life_days = models.FloatField()
    frequency = models.FloatField()
    ours = models.FloatField()
    theirs = models.FloatField()
    depth = models.FloatField()
    channels = models.PositiveSmallIntegerField()

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_tie_once", fields=["client", "person", "colleague"], nulls_distinct=False
            ),
            models.CheckConstraint(name="network_tie_order", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="network_tie_half_life", condition=Q(half_life_days__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id}-{self.person_id}"


class DeclaredTieQuerySet(GatedQuerySet["DeclaredTie"]):
    """Declarations about visible people at visible clients (or none)."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        known = self.filter(person__in=Person.objects.visible_to(user))
        return known.exclude(client_id__in=hidden_client_ids(user))

    def standing(self, on: date) -> Self:
        """Neither withdrawn nor run out on `on`."""
        return self.filter(archived_at__isnull=True, holds_until__gte=on)


@keeps_history()
class DeclaredTie(Record):
    """How strong a tie is in the words of whoever holds it: in place of the computed strength until `holds_until`.

    A row says what it says; another word is another row, and the one before is archived. So every past day finds what
    was declared then.
    """

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    strength = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    holds_until = models.DateField(help_text="The last day on which it holds.")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = DeclaredTieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_declaredtie_once",
                fields=["client", "person", "colleague"],
                nulls_distinct=False,
                condition=Q(archived_at__isnull=True),
            ),
            models.CheckConstraint(name="network_declaredtie_strength", condition=Q(strength__lte=100)),
            models.CheckConstraint(name="network_declaredtie_reason_given", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return "Declared tie"


class OutOfGraphQuerySet(ReasonedQuerySet["OutOfGraph"]):
    """Visible people who were taken out."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        return self.filter(person__in=Person.objects.visible_to(user))


@keeps_history()
class OutOfGraph(Record):
    """A person of whom no ties are kept or shown, on any day, while this stands. Touchpoints stay."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    taken_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OutOfGraphQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="network_outofgraph_once", fields=["person"], condition=Q(archived_at__isnull=True)
            ),
            models.CheckConstraint(name="network_outofgraph_reason_given", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return "Out of the graph"
