"""Meetings that a colleague's calendar says are to come, and which known people are invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, Q
from django.db.models.functions import Now
from django.db.models.sql.compiler import SQLCompiler

from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS, ReasonedQuerySet
from relationships.contacts.models import HIDDEN_PEOPLE, Person

if TYPE_CHECKING:
    from accounts.models import User

COMING_SEEN = f"""(EXISTS (SELECT FROM interactions_comingperson l WHERE l.meeting_id = {{pk}} OFFSET 0)
    AND NOT EXISTS (SELECT FROM interactions_comingperson l WHERE l.meeting_id = {{pk}} AND (
        l.client_id = ANY (ARRAY({HIDDEN_CLIENTS})) OR l.person_id = ANY (ARRAY({HIDDEN_PEOPLE}))) OFFSET 0))"""  # noqa: S608 - constants only
"""Somebody known is invited, and nobody from behind a wall; each parameter is the reader's id."""


class ComingSeenBy(Func):
    """Whether the user with this id may know of the meeting of the row."""

    output_field = BooleanField()

    def __init__(self, user_id: int) -> None:
        super().__init__("pk")
        self.user_id = user_id

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        pk = compiler.compile(self.get_source_expressions()[0])[0]
        return COMING_SEEN.format(pk=pk), [self.user_id] * COMING_SEEN.count("%s")


class ComingMeetingQuerySet(ReasonedQuerySet["ComingMeeting"]):
    """Meetings to come that a user may know of."""

    def visible_to(self, user: User) -> Self:
        """None to which anybody from behind a wall is invited. Whose calendar it stands in makes no difference."""
        if not (can(user, Capability.SEE_CLIENTS) and can(user, Capability.SEE_PEOPLE)):
            return self.none()
        return self.filter(ComingSeenBy(user.pk))


class ComingMeeting(models.Model):
    """A meeting within a month, as a calendar said when it was read last. Once it has been, it is a touchpoint.

    No record: nobody edits it, and the next reading of the calendar writes it anew.
    """

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64, help_text="The same for everybody who holds the invitation.")
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300, default="", db_default="")
    others = models.PositiveSmallIntegerField(help_text="How many guests nobody has entered yet.")
    origin = models.CharField(max_length=12, default="", db_default="", help_text="The calendar; empty for a file.")
    read_at = models.DateTimeField(db_default=Now())

    objects = ComingMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="interactions_comingmeeting_once", fields=["colleague", "key"]),
            models.CheckConstraint(
                name="interactions_comingmeeting_minutes",
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=14400),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="interactions_comingmeeting_at"),
            models.Index(fields=["colleague", "starts_at"], name="interactions_comingmeeting_of"),
        ]

    def __str__(self) -> str:
        return "a meeting to come"


class ComingPerson(models.Model):
    """Somebody known who is invited, and for which client they come."""

    meeting = models.ForeignKey(ComingMeeting, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="interactions_comingperson_once", fields=["meeting", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} to come"
