"""What a colleague did about the rows of My day, what they were told, and how they want to be told."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.history import keeps_history
from accounts.record import Record
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.hospitality.models import CardProposal
from relationships.interactions.models import Interaction, PlannedTouch, Promise
from relationships.scoring.models import Alert, Doubt


@keeps_history()
class DayMark(Record):
    """A row of somebody's My day that was done, snoozed or not needed. Undone marks are archived.

    `seen` are the reasons it had (`day_reasons.Reason.key`) with how far each had grown: the row comes back when one
    has grown further, or another one came. One that was done with a touch is undone with it.
    """

    class Act(models.TextChoices):
        DONE = "done", "Done"
        SNOOZED = "snoozed", "Snoozed"
        DISMISSED = "dismissed", "Not needed"

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    kind = models.CharField(max_length=12, help_text="The kind of the reason it was there for.")
    seen = models.JSONField(default=dict)
    on = models.DateField()
    until = models.DateField(null=True)
    touch = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attention_daymark_of_one",
                condition=Q(person__isnull=True, client__isnull=False) | Q(person__isnull=False, client__isnull=True),
            ),
            models.CheckConstraint(
                name="attention_daymark_until",
                condition=(Q(act="snoozed") & Q(until__isnull=False)) | (~Q(act="snoozed") & Q(until__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["colleague", "-on"], name="attention_daymark_day", condition=Q(archived_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return "a row of My day"


class DayShown(models.Model):
    """When a reason first stood on somebody's day, as far as it had grown: ignored for two weeks, it lapses."""

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    stage = models.PositiveSmallIntegerField()
    first_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="attention_dayshown_once", fields=["colleague", "key"])]

    def __str__(self) -> str:
        return self.key


ABOUT = ("promise", "planned", "alert", "doubt", "card")
"""What a notice may be about."""


def _about_only(name: str) -> Q:
    return Q(**{f"{each}__isnull": each != name for each in ABOUT})


@keeps_history()
class Notice(Record):
    """Something a colleague is told about one record: once for each kind, colleague and record.

    What it says is read from the record through the gate when it is shown or sent.
    """

    class Kind(models.TextChoices):
        PROMISE_DUE = "promise_due", "A promise of yours is due"
        PROMISE_LATE = "promise_late", "A promise to a client of yours is three days late"
        PLANNED = "planned", "A planned touch is due"
        ALERT = "alert", "Something came up about a client of yours"
        DOUBT = "doubt", "Somebody asks you about a score"
        CARD = "card", "Somebody put right what we remember, on a card you gave them"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, null=True, related_name="+")
    planned = models.ForeignKey(PlannedTouch, on_delete=models.CASCADE, null=True, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="+")
    doubt = models.ForeignKey(Doubt, on_delete=models.CASCADE, null=True, related_name="+")
    card = models.ForeignKey(CardProposal, on_delete=models.CASCADE, null=True, related_name="+")
    raised_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    snoozed_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attention_notice_once",
                fields=["user", "kind", *ABOUT],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="attention_notice_about_one",
                condition=reduce(or_, (_about_only(each) for each in ABOUT)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-raised_at", "-id"], name="attention_notice_waiting", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return "a notice"


@keeps_history()
class NoticeChoice(Record):
    """How a colleague wants to be told. Kinds in neither list are not raised for them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on_page = models.JSONField(default=list)
    by_mail = models.JSONField(default=list)
    hour = models.PositiveSmallIntegerField(default=7, help_text="From this hour of their own day the mail goes out.")

    class Meta:
        constraints = [models.CheckConstraint(name="attention_noticechoice_hour", condition=Q(hour__lte=23))]

    def __str__(self) -> str:
        return "how you are told"


class NoticeMail(models.Model):
    """A kind of notice that was mailed to a colleague on a day of theirs: the table lets it go out once.

    Written in the transaction that hands the mail over, so that a mail that could not be sent leaves no row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14)
    on = models.DateField()
    notices = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="attention_noticemail_once", fields=["user", "kind", "on"])]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id} on {self.on}"
