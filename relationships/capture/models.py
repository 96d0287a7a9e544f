"""What was captured and what became of it, and how each colleague lets mail and calendars in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.history import keeps_history
from accounts.record import Record
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction


@keeps_history(exclude=["own_addresses"])
class CaptureChoice(Record):
    """What a colleague lets Perennial keep of their mail, and which other addresses are theirs."""

    class Keeps(models.TextChoices):
        NOTHING = "nothing", "Who and when, nothing else"
        SUBJECT = "subject", "Who, when, and the subject line"
        BODY = "body", "Who, when, the subject line, and what was written"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    keeps = models.CharField(max_length=8, choices=Keeps.choices, default=Keeps.SUBJECT, db_default=Keeps.SUBJECT.value)
    own_addresses = ArrayField(models.CharField(max_length=254), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capture_capturechoice_keeps", condition=Q(keeps__in=["nothing", "subject", "body"])
            ),
            models.CheckConstraint(name="capture_capturechoice_few", condition=Q(own_addresses__len__lte=20)),
        ]

    def __str__(self) -> str:
        return "what is kept of mail"


@keeps_history(exclude=["token"])
class DropAddress(Record):
    """Where a colleague sends copies: `drop+<token>@…`. Withdrawn ones are archived, and refuse mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    token = models.CharField(max_length=32, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="capture_dropaddress_one", fields=["user"], condition=Q(archived_at__isnull=True)
            ),
            models.CheckConstraint(
                name="capture_dropaddress_token_long",
                condition=Q(token__regex=r"^[a-z2-7]{20,}$"),  # noqa: S106 - a shape
            ),
        ]

    def __str__(self) -> str:
        return "the drop address"


@keeps_history(exclude=["url"])
class CalendarSubscription(Record):
    """A calendar read on a schedule. Its address is a secret of the colleague's; how reading goes: `CalendarReading`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=2000)

    class Meta:
        constraints = [
            models.CheckConstraint(name="capture_calendarsubscription_url", condition=Q(url__regex=r"^https?://")),
            models.UniqueConstraint(
                name="capture_calendarsubscription_once", fields=["user", "url"], condition=Q(archived_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarReading(models.Model):
    """When a subscribed calendar was read last, what went wrong, and when it is due again."""

    subscription = models.OneToOneField(CalendarSubscription, on_delete=models.CASCADE, related_name="reading")
    due_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, default="")
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="capture_calendarreading_due")]

    def __str__(self) -> str:
        return f"reading of {self.subscription_id}"


@keeps_history(exclude=["token_hash"])
class Feed(Record):
    """The secret address at which a colleague's calendar program reads what is planned. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="capture_feed_one", fields=["user"], condition=Q(archived_at__isnull=True)),
            models.CheckConstraint(
                name="capture_feed_hash",
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a shape
            ),
        ]

    def __str__(self) -> str:
        return "the calendar feed"


class CaptureRun(models.Model):
    """One file, folder or calendar that was read; an upload waits here with its content until it has been."""

    class Source(models.TextChoices):
        DROP = "drop", "Drop address"
        UPLOAD = "upload", "Upload"
        CALENDAR = "calendar", "Calendar"
        COMMAND = "command", "Command"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices)
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    content = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    touched = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capture_capturerun_none_lost",
                condition=Q(read=F("touched") + F("ignored") + F("proposed") + F("refused")),
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="capture_capturerun_of"),
            models.Index(fields=["id"], name="capture_capturerun_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A mail or event as one colleague holds it, and its fate. `user` is null for what nobody could be found for.

    Whoever it names is kept, so that it becomes a touchpoint once they are known; its words only until then.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=5)
    source = models.CharField(max_length=8, choices=CaptureRun.Source.choices)
    label = models.CharField(max_length=300, default="")
    occurred_at = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    sender = models.CharField(max_length=254, default="")
    parties = ArrayField(models.CharField(max_length=254), default=list)
    unknown = ArrayField(models.CharField(max_length=254), default=list)
    subject = models.CharField(max_length=300, default="")
    summary = models.TextField(default="")
    fate = models.CharField(max_length=8)
    reason = models.CharField(max_length=16)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, related_name="+")
    captured_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="capture_message_once", fields=["user", "key"]),
            models.CheckConstraint(
                name="capture_message_fate", condition=Q(fate__in=["touched", "ignored", "proposed", "refused"])
            ),
            models.CheckConstraint(name="capture_message_reason_given", condition=~Q(reason="")),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="capture_message_of"),
            models.Index(fields=["user", "fate", "-id"], name="capture_message_fate_of"),
            models.Index(fields=["key"], name="capture_message_key", condition=Q(interaction__isnull=False)),
            models.Index(fields=["interaction"], name="capture_message_touch", condition=Q(interaction__isnull=False)),
            GinIndex(fields=["unknown"], name="capture_message_unknown"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@keeps_history()
class Proposal(Record):
    """Somebody whom a colleague writes with and nobody has entered. Dismissed ones are archived."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=200, default="", db_default="")
    times = models.PositiveIntegerField(default=1, db_default=1)
    last_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    made_person = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="capture_proposal_once", fields=["user", "address"]),
            models.CheckConstraint(name="capture_proposal_address_given", condition=Q(address__contains="@")),
        ]
        indexes = [
            models.Index(
                fields=["user", "-times", "id"],
                name="capture_proposal_open",
                condition=Q(person__isnull=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.address


@keeps_history()
class DraftTouch(Record):
    """A mail that a colleague began to write to a person: one word makes it a touchpoint. Let go ones are archived."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, editable=False, related_name="+")
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="capture_drafttouch_one",
                fields=["user", "person"],
                condition=Q(interaction__isnull=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "a mail begun"
