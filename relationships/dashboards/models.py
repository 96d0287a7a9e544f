"""What colleagues arrange for themselves: saved views of lists, pins, and what was done to many records at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.history import keeps_history
from accounts.record import Record
from relationships.clients.models import Client
from relationships.contacts.models import Person


class ListKey(models.TextChoices):
    """The lists of the product."""

    CLIENTS = "clients", "Clients"
    PEOPLE = "people", "People"
    ALUMNI = "alumni", "Alumni"
    ENGAGEMENTS = "engagements", "Engagements"


@keeps_history()
class SavedView(Record):
    """One state of a list under a name: the owner's alone, or shared with everybody who may see the list."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=12, choices=ListKey.choices)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, default="", db_default="", blank=True)
    told = models.CharField(max_length=500, default="", db_default="", blank=True)
    """Everything typed in it that a reader would learn: its name, the words searched for."""
    is_shared = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dashboards_savedview_name_given", condition=~Q(name="")),
            models.CheckConstraint(name="dashboards_savedview_list", condition=Q(list_key__in=ListKey.values)),
            models.UniqueConstraint(
                name="dashboards_savedview_once",
                fields=["owner", "list_key", "name"],
                condition=Q(archived_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["list_key"],
                name="dashboards_savedview_shared",
                condition=Q(is_shared=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view in which a colleague's list opens."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=12, choices=ListKey.choices)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="dashboards_defaultview_one", fields=["user", "list_key"])]

    def __str__(self) -> str:
        return f"{self.list_key} of {self.user_id}"


class Pin(models.Model):
    """A client, a person or a view that a colleague keeps at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, null=True, related_name="+")
    pinned_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dashboards_pin_one_thing",
                condition=Q(client__isnull=False, person__isnull=True, view__isnull=True)
                | Q(client__isnull=True, person__isnull=False, view__isnull=True)
                | Q(client__isnull=True, person__isnull=True, view__isnull=False),
            ),
            models.UniqueConstraint(name="dashboards_pin_client", fields=["user", "client"]),
            models.UniqueConstraint(name="dashboards_pin_person", fields=["user", "person"]),
            models.UniqueConstraint(name="dashboards_pin_view", fields=["user", "view"]),
        ]
        indexes = [models.Index(fields=["user", "pinned_at"], name="dashboards_pin_user")]

    def __str__(self) -> str:
        return f"Pin {self.pk}"


@keeps_history(exclude=["done", "left"])
class BulkChange(Record):
    """One act on many records: what it changed, what it left and why, and whether it was taken back."""

    class Act(models.TextChoices):
        OWNER = "owner", "Assign who looks after them"
        TEAM = "team", "Add to the team"
        ARCHIVE = "archive", "Archive"
        RESTORE = "restore", "Bring back"
        PIN = "pin", "Pin"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=12, choices=ListKey.choices)
    act = models.CharField(max_length=8, choices=Act.choices)
    words = models.CharField(max_length=300)
    query = models.CharField(max_length=2000, default="", db_default="", blank=True)
    done = models.JSONField(default=list)
    """[record id, its version afterwards, what stood there before] for each that changed."""
    left = models.JSONField(default=list)
    """[record id, why it was left as it was]."""
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dashboards_bulkchange_list", condition=Q(list_key__in=ListKey.values)),
        ]
        indexes = [models.Index(fields=["user", "created_at"], name="dashboards_bulkchange_user")]

    def __str__(self) -> str:
        return self.words


class WeeklyMailSubscription(models.Model):
    """A colleague who wants the figures of repeat business by mail each week."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    subscribed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Weekly mail to {self.user_id}"


class WeeklyMailSent(models.Model):
    """A week's mail that has gone out: one for each colleague and week, which the table itself sees to.

    Written in the transaction that hands the mail over, so that a mail that could not be sent leaves no row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="The day on which the firm's week began.")
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="dashboards_weeklymailsent_once", fields=["user", "week"])]

    def __str__(self) -> str:
        return f"{self.user_id}, week of {self.week}"
