"""Who knows whom, and how well. Derived: rebuilt from interactions at any time."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet
from relationships.contacts.models import Person
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.tie_sql import strength_expression


class TieQuerySet(GatedQuerySet["Tie"]):
    """Ties whose client is visible (or that have none): walled work never shines through."""

    def with_strength(self, on: date, rules: TieRules = DEFAULT_RULES) -> Self:
        """With `strength` 0-100 as of `on`."""
        sql, values = strength_expression('"network_tie"', on, rules)
        return self.annotate(strength=RawSQL(sql, values, output_field=models.FloatField()))  # noqa: S611


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
