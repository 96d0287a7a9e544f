"""Events, and who is invited to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, Promise

if TYPE_CHECKING:
    from accounts.models import User


class EventQuerySet(ReasonedQuerySet["Event"]):
    """Events a user may know of: an event for a client is hidden as its client is."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_ALUMNI):
            return self.none()
        return self.exclude(client__in=hidden_client_ids(user))


@keeps_history()
class Event(Record):
    """Something we invite people to. `capacity`: places for guests; none: as many as come."""

    name = models.CharField(max_length=200)
    about = models.TextField(default="", db_default="", blank=True)
    place = models.CharField(max_length=300, default="", db_default="", blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alumni_event_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="alumni_event_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="alumni_event_capacity",
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1, capacity__lte=100000),
            ),
        ]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="alumni_event_starts")]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(ReasonedQuerySet["Invitation"]):
    """Invitations of visible people to visible events, none by way of a hidden client."""

    def visible_to(self, user: User) -> Self:
        seen = self.filter(event__in=Event.objects.visible_to(user), person__in=Person.objects.visible_to(user))
        return seen.exclude(client__in=hidden_client_ids(user))

    def annotate_alumnus(self) -> QuerySet[Any]:
        """With `alumnus_id` of the record they have as a former colleague, if any."""
        return self.annotate(alumnus_id=F("person__alumnus__pk"))


@keeps_history(exclude=["digest"])
class Invitation(Record):
    """One person on the list of an event. `queued_at`: when they said yes, which is their turn on the waiting list."""

    class State(models.TextChoices):
        LISTED = "listed", "No answer"
        GOING = "going", "Comes"
        WAITING = "waiting", "On the waiting list"
        DECLINED = "declined", "Can’t come"

    class Source(models.TextChoices):
        ALUMNI = "alumni", "Directory"
        PEOPLE = "people", "People"
        TIES = "ties", "Ties"
        BY_HAND = "hand", "By hand"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.BY_HAND)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LISTED)
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    came = models.BooleanField(null=True)
    digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, related_name="+")
    follow_up = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="alumni_invitation_once", fields=["event", "person"]),
            models.CheckConstraint(
                name="alumni_invitation_queued",
                condition=Q(state__in=["going", "waiting"], queued_at__isnull=False)
                | Q(state__in=["listed", "declined"], queued_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "queued_at", "id"], name="alumni_invitation_places")]

    def __str__(self) -> str:
        return "an invitation"
