"""Merges of records that were one: what was merged into what, and every row that this changed, so that it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.history import keeps_history
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import Person

if TYPE_CHECKING:
    from accounts.models import User


class MergeQuerySet(ReasonedQuerySet["Merge"]):
    """Merges a user may know of: those all of whose records they may see."""

    def visible_to(self, user: User) -> Self:
        """Nothing that involves a hidden client or person."""
        clients, people = Client.objects.visible_to(user), Person.objects.visible_to(user)
        absorbed = Absorbed.objects.filter(merge=OuterRef("pk"))
        behind = Q(client__in=hidden_client_ids(user)) | Q(person__isnull=False) & ~Q(person__in=people)
        rows = self.filter(
            Q(kind=Merge.Kind.CLIENTS, client__in=clients) | Q(kind=Merge.Kind.PEOPLE, person__in=people)
        )
        return rows.exclude(Exists(absorbed.filter(behind)))

    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at__isnull=True)


@keeps_history()
class Merge(Record):
    """Two or more clients, or people, that became one: `client` or `person` is the record that stayed."""

    class Kind(models.TextChoices):
        CLIENTS = "clients", "Clients"
        PEOPLE = "people", "People"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="merging_merge_of_one_kind",
                condition=Q(kind="clients", client__isnull=False, person__isnull=True)
                | Q(kind="people", client__isnull=True, person__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="merging_merge_newest")]

    def __str__(self) -> str:
        return "this merge"

    @property
    def stayed(self) -> Client | Person:
        """The record that holds everything now."""
        record = self.client or self.person
        assert record is not None
        return record


class Absorbed(models.Model):
    """A record that went into another one, and what it was called."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="absorbed")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="merging_absorbed_one", condition=Q(client__isnull=True) ^ Q(person__isnull=True)
            ),
            models.UniqueConstraint(
                name="merging_absorbed_once", fields=["merge", "client", "person"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id or self.person_id} in {self.merge_id}"

    @property
    def record(self) -> Client | Person:
        """What went into the other one."""
        record = self.client or self.person
        assert record is not None
        return record


class MergeChange(models.Model):
    """One row that a merge changed, added or removed: `before` and `after` hold the columns that it touched, as JSON.

    Rows of one `step` touch the same columns of one `table`. An undo takes steps back, the last one first, and marks
    what somebody has changed since as `left`.
    """

    class Act(models.TextChoices):
        CHANGED = "changed", "Changed"
        ADDED = "added", "Added"
        REMOVED = "removed", "Removed"

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="+", db_index=False)
    step = models.PositiveIntegerField()
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    act = models.CharField(max_length=8, choices=Act.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    left = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["merge", "step", "row_id"], name="merging_mergechange_step")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}, {self.act}"


class PersonLookAlike(models.Model):
    """Derived: two people who may be one; `one` was there first. `likeness` 0-1."""

    class Reason(models.TextChoices):
        EMAIL = "email", "The same e-mail address"
        PHONE = "phone", "The same phone number and a like name"
        EMPLOYER = "employer", "The same name and employer"
        SPELLING = "spelling", "Nearly the same name at one employer"

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    likeness = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="merging_personlookalike_once", fields=["one", "other"]),
            models.CheckConstraint(name="merging_personlookalike_order", condition=Q(one_id__lt=F("other_id"))),
        ]
        indexes = [models.Index(fields=["-likeness", "id"], name="merging_personlookalike_best")]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


@keeps_history()
class TwoPeople(Record):
    """Somebody said that two look-alikes are two people. Taken back by archiving."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="merging_twopeople_once", fields=["one", "other"]),
            models.CheckConstraint(name="merging_twopeople_order", condition=Q(one_id__lt=F("other_id"))),
        ]

    def __str__(self) -> str:
        return "two people, not one"
