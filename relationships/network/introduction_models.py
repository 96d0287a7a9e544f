"""Introductions that somebody asked for, and people over whom a way to somebody must not lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids, hidden_work_ids
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.engagements.models import Engagement
from relationships.interactions.models import Promise

if TYPE_CHECKING:
    from accounts.models import User

_M = TypeVar("_M", bound=models.Model)


class BetweenPeopleQuerySet(ReasonedQuerySet[_M]):
    """Rows that name somebody wanted (`person`), perhaps at a client, and perhaps somebody between (`through`)."""

    def visible_to(self, user: User) -> Self:
        """None that names a hidden person or client."""
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        hidden = RawSQL(HIDDEN_PEOPLE, [user.pk])  # noqa: S611 - a constant with parameters
        rows = self.exclude(person__in=hidden).exclude(client__in=hidden_client_ids(user))
        return rows.exclude(through__in=hidden)

    def current(self) -> Self:
        """Not put away."""
        return self.filter(archived_at__isnull=True)


class IntroductionQuerySet(BetweenPeopleQuerySet["Introduction"]):
    """Introductions a user may know of."""

    def visible_to(self, user: User) -> Self:
        """Nor any that led to a hidden client's work, or to work behind a wall of its own."""
        rows = super().visible_to(user).exclude(engagement__client__in=hidden_client_ids(user))
        return rows.exclude(engagement__in=hidden_work_ids(user))

    def open(self) -> Self:
        """On the way: neither made nor come to nothing."""
        return self.current().filter(state__in=["asked", "accepted", "agreed"])


@keeps_history()
class Introduction(Record):
    """Somebody of us wants to meet `person`: asks a colleague, or asks `through`, who knows them.

    Both sides say yes before it is made: first whoever is asked (accepted), then the one wanted (agreed). Each step has
    its day; the history says who took it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        AGREED = "agreed", "They agreed"
        REFUSED = "refused", "They would rather not"
        MADE = "made", "Made"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Outcome(models.TextChoices):
        TALKING = "talking", "We are talking"
        WORK = "work", "Work came of it"
        NOTHING = "nothing", "Nothing came of it"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    through = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, default="", db_default="", blank=True)
    note = models.TextField(max_length=4000, default="", db_default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED, editable=False)
    asked_on = models.DateField(editable=False)
    answered_on = models.DateField(null=True, editable=False)
    agreed_on = models.DateField(null=True, editable=False)
    made_on = models.DateField(null=True, editable=False)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default="", db_default="", blank=True)
    outcome_on = models.DateField(null=True, editable=False)
    outcome_note = models.CharField(max_length=300, default="", db_default="", blank=True)
    engagement = models.ForeignKey(Engagement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    thanked_on = models.DateField(null=True, editable=False)
    asking = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    making = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="network_introduction_asks_somebody",
                condition=Q(colleague__isnull=False) | Q(through__isnull=False),
            ),
            models.CheckConstraint(
                name="network_introduction_state",
                condition=Q(state__in=["asked", "accepted", "declined", "agreed", "refused", "made", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="network_introduction_outcome",
                condition=Q(outcome="", outcome_on__isnull=True)
                | Q(outcome__in=["talking", "work", "nothing"], outcome_on__isnull=False, state="made"),
            ),
            models.CheckConstraint(
                name="network_introduction_answered",
                condition=Q(state__in=["asked", "withdrawn"])
                | Q(answered_on__isnull=False, answered_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="network_introduction_both_said_yes",
                condition=~Q(state__in=["agreed", "refused", "made"])
                | Q(agreed_on__isnull=False, agreed_on__gte=F("answered_on")),
            ),
            models.CheckConstraint(
                name="network_introduction_made",
                condition=Q(state="made", made_on__isnull=False, made_on__gte=F("agreed_on"))
                | (~Q(state="made") & Q(made_on__isnull=True)),
            ),
            models.UniqueConstraint(
                name="network_introduction_once",
                fields=["wanted_by", "person", "colleague", "through"],
                nulls_distinct=False,
                condition=Q(archived_at__isnull=True, state__in=["asked", "accepted", "agreed"]),
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_on", "-id"], name="network_introduction_newest"),
        ]

    def __str__(self) -> str:
        return "this introduction"

    @property
    def is_open(self) -> bool:
        """Whether a next step is waited for."""
        return self.archived_at is None and self.state in ("asked", "accepted", "agreed")


class PassedOverQuerySet(BetweenPeopleQuerySet["PassedOver"]):
    """Ways left out that a user may know of."""


@keeps_history()
class PassedOver(Record):
    """Ways to `person` must not lead over this colleague, or over `through`, and why."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    through = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = PassedOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="network_passedover_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="network_passedover_one", condition=Q(colleague__isnull=True) ^ Q(through__isnull=True)
            ),
            models.UniqueConstraint(
                name="network_passedover_once",
                fields=["person", "colleague", "through"],
                nulls_distinct=False,
                condition=Q(archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return "whom not to ask"
