"""Alumni: people who used to be colleagues, and what they agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import keeps_history
from accounts.models import Office, Practice
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.visibility import ReasonedQuerySet
from relationships.contacts.models import Person

if TYPE_CHECKING:
    from accounts.models import User


class AlumnusQuerySet(ReasonedQuerySet["Alumnus"]):
    """Alumni a user may see: those whose person they may see. Their figures and health ask for rights of their own."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_ALUMNI):
            return self.none()
        return self.filter(person__in=Person.objects.visible_to(user))

    def listed(self) -> Self:
        """Neither archived nor opted out, nor is their person archived."""
        return self.filter(archived_at__isnull=True, opted_out_on__isnull=True, person__archived_at__isnull=True)


class SeenBy(models.TextChoices):
    """Whom an alumnus lets see a part of their record. Hidden: nobody; the product alone still uses it."""

    EVERYONE = "everyone", "Everyone we invite"
    ALUMNI = "alumni", "Other alumni and the firm"
    FIRM = "firm", "The firm only"
    HIDDEN = "hidden", "Nobody"


def _seen_by() -> models.CharField[str, str]:
    return models.CharField(
        max_length=8, choices=SeenBy.choices, default=SeenBy.FIRM, db_default=SeenBy.FIRM, editable=False
    )


@keeps_history()
class Alumnus(Record):
    """A former colleague. The person carries the name, the ways to reach them and where they work now.

    Opted out, the record stays as a stub: in no list, kept so that no import brings them back.
    """

    class LeavingTerms(models.TextChoices):
        GOOD = "good", "Good leaver"
        RESERVED = "reserved", "With reservations"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="alumnus")
    colleague = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    leaving_terms = models.CharField(max_length=10, choices=LeavingTerms.choices, default="", db_default="", blank=True)
    do_not_contact = models.BooleanField(default=False, db_default=False)
    opted_out_on = models.DateField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)
    name_for = _seen_by()
    email_for = _seen_by()
    phone_for = _seen_by()
    job_for = _seen_by()

    objects = AlumnusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alumni_alumnus_left_after_joined",
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="alumni_alumnus_leaving_terms", condition=Q(leaving_terms__in=["", "good", "reserved"])
            ),
            models.CheckConstraint(
                name="alumni_alumnus_seen_by",
                condition=Q(
                    name_for__in=["everyone", "alumni", "firm"],
                    email_for__in=SeenBy.values,
                    phone_for__in=SeenBy.values,
                    job_for__in=SeenBy.values,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper"], name="alumni_alumnus_keeper"),
            models.Index(
                fields=["person"],
                name="alumni_alumnus_keeps_back",
                condition=Q(email_for="hidden") | Q(phone_for="hidden") | Q(job_for="hidden"),
            ),
            # Whoever must not be a way to anybody: asked of the whole firm, and few.
            models.Index(
                fields=["person"],
                name="alumni_alumnus_leaves_out",
                condition=Q(opted_out_on__isnull=False) | Q(do_not_contact=True, archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return "Alumnus"


@keeps_history()
class Consent(Record):
    """One thing that was said about being written to: by whom it came, when, for what, under which text.

    Rows are added, not changed: the newest by day for a channel and a purpose is what holds.
    """

    class Channel(models.TextChoices):
        ANY = "any", "Any way"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        MESSAGE = "message", "Messages"
        POST = "post", "Post"

    class Purpose(models.TextChoices):
        ALL = "all", "Everything"
        NEWS = "news", "News"
        EVENTS = "events", "Events"
        JOBS = "jobs", "Job offers"
        REFERENCES = "references", "Reference talks"
        WISHES = "wishes", "Birthday wishes"

    class State(models.TextChoices):
        GIVEN = "given", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ANY)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.ALL)
    state = models.CharField(max_length=10, choices=State.choices)
    said_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    heard_through = models.CharField(max_length=200, default="", db_default="", blank=True)
    text_version = models.CharField(max_length=60, default="", db_default="", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alumni_consent_channel", condition=Q(channel__in=["any", "email", "phone", "message", "post"])
            ),
            models.CheckConstraint(
                name="alumni_consent_purpose",
                condition=Q(purpose__in=["all", "news", "events", "jobs", "references", "wishes"]),
            ),
            models.CheckConstraint(
                name="alumni_consent_state", condition=Q(state__in=["given", "declined", "withdrawn"])
            ),
            models.CheckConstraint(
                name="alumni_consent_review_after_said",
                condition=Q(review_on__isnull=True) | Q(said_on__isnull=True) | Q(review_on__gte=F("said_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["alumnus", "channel", "purpose"], name="alumni_consent_alumnus"),
            models.Index(
                fields=["review_on", "alumnus"],
                name="alumni_consent_due",
                condition=Q(state="given", archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.get_purpose_display()}"
