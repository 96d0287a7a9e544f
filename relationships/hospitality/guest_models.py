"""The guest book: what a good host would remember of a person, who heard it, and until when it is believed."""

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
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import Person
from relationships.hospitality.believing import expires_before
from relationships.hospitality.readers import clients_looked_after_by, people_looked_after_by, positions_held
from relationships.hospitality.yearly_day import YearlyDay

if TYPE_CHECKING:
    from accounts.models import User


class GuestFactQuerySet(ReasonedQuerySet["GuestFact"]):
    """What hosts may read: the team of the person's client, whoever heard it, and those who write what nobody guards."""

    def visible_to(self, user: User) -> Self:
        """Nothing of hidden people or heard at hidden clients; else for those who look after one of the person's
        clients. A person who sits at no client is everybody's who may write about people."""
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        known = self.filter(person__in=Person.objects.visible_to(user)).exclude(client__in=hidden_client_ids(user))
        hosts = Q(heard_by=user) | Q(written_by=user) | Q(client__in=clients_looked_after_by(user))
        hosts |= Q(person__in=people_looked_after_by(user))
        if can(user, Capability.EDIT_PEOPLE):
            hosts |= Q(client__isnull=True) & ~Q(person__in=positions_held(user).values("person"))
        return known.filter(hosts)

    def current(self) -> Self:
        """Not put away."""
        return self.filter(archived_at__isnull=True)

    def believed(self, on: date) -> Self:
        """Current, and confirmed within the last two years."""
        return self.current().filter(confirmed_on__gt=expires_before(on))


@keeps_history()
class GuestFact(Record):
    """One thing to remember of a person. It fades two years after it was last confirmed.

    `client` is where it was heard: whoever may not know of that client never learns of the fact.
    """

    class Topic(models.TextChoices):
        REACH = "reach", "How to reach"
        TREAT = "treat", "How to treat"
        TABLE = "table", "At the table"
        DATE = "date", "Dates"
        MET = "met", "How we met"
        WORDS = "words", "Last words"
        AVOID = "avoid", "Better not mentioned"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=8, choices=Topic.choices)
    text = models.CharField(max_length=500)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    shared = models.BooleanField(default=False, db_default=False)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    heard_on = models.DateField()
    heard_where = models.CharField(max_length=200, default="", db_default="", blank=True)
    confirmed_on = models.DateField(editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)

    objects = GuestFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hospitality_guestfact_text_given", condition=~Q(text="")),
            models.CheckConstraint(
                name="hospitality_guestfact_topic",
                condition=Q(topic__in=["reach", "treat", "table", "date", "met", "words", "avoid"]),
            ),
            models.CheckConstraint(
                name="hospitality_guestfact_day",
                condition=Q(topic="date", month__range=(1, 12), day__range=(1, 31))
                | (~Q(topic="date") & Q(month__isnull=True, day__isnull=True, year__isnull=True)),
            ),
            # To read on one's own card what others had better not mention would be to mention it.
            models.CheckConstraint(name="hospitality_guestfact_unsaid", condition=~Q(topic="avoid", shared=True)),
            models.CheckConstraint(
                name="hospitality_guestfact_confirmed", condition=Q(confirmed_on__gte=F("heard_on"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["month", "day"], name="hospitality_guestfact_dates", condition=Q(archived_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return "a line of the guest book"

    @property
    def yearly(self) -> YearlyDay | None:
        """The day that comes every year."""
        return YearlyDay(self.month, self.day, self.year) if self.month and self.day else None
