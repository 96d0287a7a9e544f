"""Mail to alumni and to guests of events: the texts they agree to, and what is queued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.record import Record
from relationships.alumni.event_models import Invitation
from relationships.alumni.record_models import Alumnus, Consent
from relationships.contacts.models import ContactPoint, Person


@keeps_history()
class ConsentText(Record):
    """The words under which alumni agree. A new wording is a new text: what somebody agreed to is never rewritten."""

    name = models.CharField(max_length=60, unique=True)
    words = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="alumni_consenttext_given", condition=~Q(name="") & ~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """One mail to one person. Whether it may go out is asked when it goes out, not when it is queued.

    It holds neither an address nor a text: both are looked up then, at `point` when they asked from there.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "Address of their page"
        ASK = "ask", "Request for consent"
        INVITATION = "invitation", "Invitation"
        PLACE = "place", "A place has become free"
        CHANGED = "changed", "Day or place changed"
        CALLED_OFF = "called_off", "Event called off"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        SENT = "sent", "Sent"
        BLOCKED = "blocked", "Not sent"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, null=True, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="+")
    point = models.ForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    purpose = models.CharField(max_length=12, choices=Consent.Purpose.choices, default="", db_default="", blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, default="", db_default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="alumni_letter_waits_once", fields=["person", "kind"],
                condition=Q(state="waiting", invitation__isnull=True),
            ),
            models.UniqueConstraint(
                name="alumni_letter_invites_once", fields=["invitation", "kind"],
                condition=Q(state="waiting", invitation__isnull=False),
            ),
            models.CheckConstraint(
                name="alumni_letter_sent", condition=Q(state="sent") ^ Q(sent_at__isnull=True)
            ),
            models.CheckConstraint(name="alumni_letter_why_not", condition=~Q(state="blocked") | ~Q(reason="")),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["id"], name="alumni_letter_waiting", condition=Q(state="waiting")),
            models.Index(fields=["alumnus", "kind", "-asked_at"], name="alumni_letter_alumnus"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
