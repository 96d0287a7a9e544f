"""Signs that a person may have moved: looked at by somebody, never applied by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids

if TYPE_CHECKING:
    from accounts.models import User


class MoveSignalQuerySet(ReasonedQuerySet["MoveSignal"]):
    """Signs about visible people, none that names a hidden client."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        # By its name: that module reads this one.
        people: Any = apps.get_model("contacts", "Person")
        hidden = Client.objects.unscoped(reason="names that are not told").filter(pk__in=hidden_client_ids(user))
        seen = self.filter(person__in=people.objects.visible_to(user), person__archived_at__isnull=True)
        return seen.exclude(kind__in=["list", "told"], said__in=hidden.values("name"))

    def open(self) -> Self:
        """Nobody has said yet what is true."""
        return self.filter(outcome="", archived_at__isnull=True)


@keeps_history()
class MoveSignal(Record):
    """One sign: `said` is the address that bounced or that they wrote from, or the employer that a list names.

    The same sign comes once: "not so" is remembered.
    """

    class Kind(models.TextChoices):
        BOUNCE = "bounce", "Mail came back"
        ADDRESS = "address", "Wrote from a new address"
        LIST = "list", "A list says otherwise"
        TOLD = "told", "Told us themselves"

    class Outcome(models.TextChoices):
        MOVED = "moved", "Moved"
        NOT_SO = "not_so", "Not so"

    person = models.ForeignKey("contacts.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    said = models.CharField(max_length=320)
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    seen_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default="", db_default="", blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = MoveSignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contacts_movesignal_once", fields=["person", "kind", "said"]),
            models.CheckConstraint(name="contacts_movesignal_said", condition=~Q(said="")),
            models.CheckConstraint(
                name="contacts_movesignal_outcome", condition=Q(outcome__in=["", "moved", "not_so"])
            ),
        ]
        indexes = [
            models.Index(fields=["-seen_on", "-id"], name="contacts_movesignal_open", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return "a sign of a move"
