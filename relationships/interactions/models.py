"""Touchpoints and who took part in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from accounts.history import keeps_corrections, keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet, ReasonedQuerySet
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.engagements.models import Engagement
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.coming_models import ComingMeeting, ComingPerson
from relationships.interactions.visibility import SeenBy

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "Attachment",
    "Cadence",
    "ComingMeeting",
    "ComingPerson",
    "Interaction",
    "PlannedTouch",
    "Promise",
    "TouchClient",
    "TouchColleague",
    "TouchPerson",
]


class InteractionQuerySet(ReasonedQuerySet["Interaction"]):
    """Touchpoints a user may see: none that involves a client they may not know of."""

    def visible_to(self, user: User) -> Self:
        """Leaves out touches with any hidden client, touches only with hidden people, and confidential touches
        of others' clients (a confidential touch is for those who took part, wrote it, or sit in the client's team)."""
        if not can(user, Capability.SEE_CLIENTS):
            return self.none()
        return self.filter(SeenBy(user.pk))

    def current(self) -> Self:
        """Not undone."""
        return self.filter(archived_at__isnull=True)


@keeps_history()
class Interaction(Record):
    """A touchpoint between colleagues and people of clients. Undone ones are archived and count nowhere."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        CALL = "call", "Call"
        EMAIL = "email", "E-mail"
        EVENT = "event", "Event"
        HOSPITALITY = "hospitality", "Hospitality"
        MESSAGE = "message", "Message"
        LETTER = "letter", "Letter"
        DELIVERY = "delivery", "Delivery milestone"
        INVOICE_TALK = "invoice_talk", "Invoice talk"
        OTHER = "other", "Other"

    class Direction(models.TextChoices):
        OURS = "ours", "We reached out"
        THEIRS = "theirs", "They reached out"
        MUTUAL = "mutual", "Both"

    class Process(models.TextChoices):
        SALES = "sales", "Sales"
        DELIVERY = "delivery", "Delivery"
        FINANCE = "finance", "Finance"
        HR = "hr", "HR"
        INNOVATION = "innovation", "Innovation"
        OPERATIONS = "operations", "Operations"

    class Sentiment(models.IntegerChoices):
        COLD = -2, "Cold"
        COOL = -1, "Cool"
        NEUTRAL = 0, "Neutral"
        GOOD = 1, "Good"
        WARM = 2, "Warm"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    occurred_at = models.DateTimeField()
    duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    direction = models.CharField(max_length=6, choices=Direction.choices)
    process = models.CharField(max_length=12, choices=Process.choices, default="", db_default="", blank=True)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(default="", db_default="", blank=True)
    sentiment = models.SmallIntegerField(choices=Sentiment.choices, null=True, blank=True)
    confidential = models.BooleanField(default=False, db_default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    source = models.CharField(max_length=60, default="", db_default="", editable=False)
    external_id = models.CharField(max_length=200, null=True, editable=False)
    form_token = models.UUIDField(
        null=True, editable=False, help_text="From the form: the same form sent twice is one touchpoint."
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="interactions_interaction_external_id",
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
            models.UniqueConstraint(name="interactions_interaction_form_token", fields=["form_token"]),
            models.CheckConstraint(
                name="interactions_interaction_duration",
                condition=Q(duration_minutes__isnull=True) | Q(duration_minutes__gte=1, duration_minutes__lte=14400),
            ),
            models.CheckConstraint(
                name="interactions_interaction_occurred_at",
                condition=Q(occurred_at__gte="1900-01-01T00:00:00Z", occurred_at__lt="2101-01-01T00:00:00Z"),
            ),
            models.CheckConstraint(
                name="interactions_interaction_sentiment",
                condition=Q(sentiment__isnull=True) | Q(sentiment__gte=-2, sentiment__lte=2),
            ),
        ]
        indexes = [
            models.Index(fields=["occurred_at"], name="interactions_interaction_at"),
            # The few that a link alone does not tell enough about (`visibility.link_standing_and_seen`).
            models.Index(
                fields=["id"],
                name="interactions_interaction_apart",
                condition=Q(archived_at__isnull=False) | Q(confidential=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"


# Links: occurred_at stands here again so that a client's or person's timeline is one index scan, newest first,
# with 10,000,000 touches. `interactions.actions` keeps it equal to the touch's own in the same transaction.
# added_at is null for whoever was there from the beginning; else the transaction time of the edit that added them,
# which the history needs because creations of links leave no event.
# No index for a foreign key alone: `once` and the line begin with it, and every index slows every save.
@keeps_corrections()
class TouchClient(models.Model):
    """A client that a touchpoint is about."""

    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="touch_clients", db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    added_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="interactions_touchclient_once", fields=["interaction", "client"])]
        indexes = [
            models.Index(fields=["client", "-occurred_at", "-interaction"], name="interactions_touchclient_line")
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} about {self.client_id}"


@keeps_corrections()
class TouchPerson(models.Model):
    """A person of the other side who took part."""

    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    added_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="interactions_touchperson_once", fields=["interaction", "person"])]
        indexes = [
            models.Index(fields=["person", "-occurred_at", "-interaction"], name="interactions_touchperson_line")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.interaction_id}"


@keeps_corrections()
class TouchColleague(models.Model):
    """A colleague who took part."""

    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="+", db_index=False)
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    occurred_at = models.DateTimeField()
    added_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="interactions_touchcolleague_once", fields=["interaction", "colleague"])
        ]
        indexes = [
            models.Index(fields=["colleague", "-occurred_at", "-interaction"], name="interactions_touchcolleague_ln")
        ]

    def __str__(self) -> str:
        return f"{self.colleague_id} in {self.interaction_id}"


class PlannedTouchQuerySet(GatedQuerySet["PlannedTouch"]):
    """Planned touches with visible clients."""

    def open(self) -> PlannedTouchQuerySet:
        """Neither done nor withdrawn."""
        return self.filter(done_at__isnull=True, archived_at__isnull=True)


@keeps_history()
class PlannedTouch(Record):
    """A word with a client that somebody put on a colleague's day. Withdrawn ones are archived."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    reason = models.CharField(max_length=300)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")
    done_at = models.DateTimeField(null=True, editable=False)

    objects = PlannedTouchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="interactions_plannedtouch_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="interactions_plannedtouch_due_on",
                condition=Q(due_on__gte="1900-01-01", due_on__lte="2100-12-31"),
            ),
            models.UniqueConstraint(
                name="interactions_plannedtouch_once",
                fields=["client", "colleague"],
                condition=Q(done_at__isnull=True, archived_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["colleague", "due_on"],
                name="interactions_plannedtouch_due",
                condition=Q(done_at__isnull=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "a planned touch"


class PromiseQuerySet(GatedQuerySet["Promise"]):
    """Promises between visible clients or people and us."""

    def visible_to(self, user: User) -> Self:
        """None about a hidden client or person, and none born from a touchpoint that `user` may not know of."""
        rows = super().visible_to(user)
        if not can(user, Capability.SEE_PEOPLE):
            rows = rows.filter(person__isnull=True)
        rows = rows.exclude(person__in=RawSQL(HIDDEN_PEOPLE, [user.pk]))  # noqa: S611 - a constant with parameters
        born = Interaction.objects.visible_to(user).filter(pk=OuterRef("touch_id"))
        return rows.filter(Q(touch__isnull=True) | Exists(born))

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(archived_at__isnull=True)

    def open(self) -> Self:
        """Neither kept nor broken nor withdrawn."""
        return self.filter(outcome="", archived_at__isnull=True)

    def overdue(self, today: date) -> Self:
        """Open past the day they were due on."""
        return self.open().filter(due_on__lt=today)


@keeps_history()
class Promise(Record):
    """Something one side told the other it would do, and what became of it.

    `colleague` owes it when it is ours; theirs is owed to them. Ours feed health (docs/definitions.md §4). One that was
    a slip of the pen is archived, with the touchpoint it was born from or alone; `withdrawn` is said to the other side.
    """

    class Side(models.TextChoices):
        OURS = "ours", "We promised"
        THEIRS = "theirs", "They promised"

    class Outcome(models.TextChoices):
        KEPT = "kept", "Kept"
        BROKEN = "broken", "Broken"
        WITHDRAWN = "withdrawn", "Withdrawn"

    side = models.CharField(max_length=6, choices=Side.choices, default=Side.OURS, db_default=Side.OURS.value)
    what = models.CharField(max_length=300)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    touch = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    promised_on = models.DateField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", db_default="", blank=True)
    settled_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="interactions_promise_what_given", condition=~Q(what="")),
            models.CheckConstraint(
                name="interactions_promise_to_somebody", condition=Q(client__isnull=False) | Q(person__isnull=False)
            ),
            models.CheckConstraint(name="interactions_promise_side", condition=Q(side__in=["ours", "theirs"])),
            models.CheckConstraint(
                name="interactions_promise_outcome", condition=Q(outcome__in=["", "kept", "broken", "withdrawn"])
            ),
            models.CheckConstraint(
                name="interactions_promise_settled",
                condition=Q(outcome="", settled_on__isnull=True) | (~Q(outcome="") & Q(settled_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="interactions_promise_days",
                condition=Q(
                    promised_on__gte="1900-01-01", due_on__gte=models.F("promised_on"), due_on__lte="2100-12-31"
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["colleague", "due_on", "id"],
                name="interactions_promise_owed",
                condition=Q(outcome="", archived_at__isnull=True),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="interactions_promise_due",
                condition=Q(outcome="", archived_at__isnull=True),
            ),
            models.Index(fields=["settled_on", "id"], name="interactions_promise_settled"),
        ]

    def __str__(self) -> str:
        return "Promise"


@keeps_history()
class Cadence(Record):
    """How often a word is wanted: with clients of a tier, of an industry, or with one person.

    From `ideal_days` since the last word it is time, after `maximum_days` it is overdue. The closest one counts: person,
    then what was set for the client itself (`Client.expected_interval_days`), then industry, then tier.
    """

    tier = models.CharField(max_length=1, default="", db_default="", blank=True)
    industry = models.CharField(max_length=120, default="", db_default="", blank=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    ideal_days = models.PositiveSmallIntegerField()
    maximum_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="interactions_cadence_of_one",
                condition=Q(tier__in=["A", "B", "C", "D"], industry="", person__isnull=True)
                | (Q(tier="", person__isnull=True) & ~Q(industry=""))
                | Q(tier="", industry="", person__isnull=False),
            ),
            models.CheckConstraint(
                name="interactions_cadence_days",
                condition=Q(ideal_days__gte=1, maximum_days__gte=models.F("ideal_days"), maximum_days__lte=3660),
            ),
            models.UniqueConstraint(
                name="interactions_cadence_once",
                fields=["tier", "industry", "person"],
                nulls_distinct=False,
                condition=Q(archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return "Cadence"
