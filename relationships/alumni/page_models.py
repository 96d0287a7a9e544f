"""The page of an alumnus: the secret addresses that open it, and what they say there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.history import keeps_history
from accounts.record import Record
from relationships.alumni.record_models import Alumnus, Consent
from relationships.clients.visibility import ReasonedQuerySet
from relationships.contacts.models import MoveSignal
from relationships.interactions.models import Interaction, Promise

if TYPE_CHECKING:
    from accounts.models import User


_M = TypeVar("_M", bound=models.Model, covariant=True)


class OfAlumniQuerySet(ReasonedQuerySet[_M]):
    """Rows of alumni a user may see."""

    def visible_to(self, user: User) -> Self:
        return self.filter(alumnus__in=Alumnus.objects.visible_to(user))


class AlumnusLinkQuerySet(OfAlumniQuerySet["AlumnusLink"]):
    """Addresses of alumni a user may see."""


class AlumnusWordQuerySet(OfAlumniQuerySet["AlumnusWord"]):
    """Words of alumni a user may see; one whose touchpoint is confidential as that is."""

    def visible_to(self, user: User) -> Self:
        seen = Interaction.objects.visible_to(user).filter(pk=OuterRef("interaction"))
        return super().visible_to(user).filter(Q(interaction__isnull=True) | Exists(seen))


@keeps_history(exclude=["digest", "visit_digest"])
class AlumnusLink(Record):
    """A right that an alumnus holds by an address only they know. Revoked ones are archived.

    The one to their page is used once: it begins a visit, which a second secret in their browser goes on with.
    """

    class Opens(models.TextChoices):
        PAGE = "page", "Their page"
        CONSENT = "consent", "What they agree to"
        STOP = "stop", "No more mail of a kind"

    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, related_name="+")
    opens = models.CharField(max_length=8, choices=Opens.choices)
    purpose = models.CharField(max_length=12, choices=Consent.Purpose.choices, default="", db_default="", blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    visit_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    visit_ends_at = models.DateTimeField(null=True)

    objects = AlumnusLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alumni_alumnuslink_digest", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="alumni_alumnuslink_visit",
                condition=Q(visit_digest__isnull=True)
                | Q(opens="page", used_at__isnull=False, visit_ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "an alumnus's address"


@keeps_history()
class AlumnusWord(Record):
    """What an alumnus sent from their page, until a colleague has taken care of it.

    A new post waits among the signs of moves, as `signal`.
    """

    class Kind(models.TextChoices):
        REFER = "refer", "Refers somebody"
        INSTRUCT = "instruct", "Wants to instruct us"
        RETURN = "return", "Thinks of coming back"
        HELP = "help", "Offers help"
        MOVED = "moved", "Has a new post"
        OTHER = "other", "A word"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        DONE = "done", "Done"
        DECLINED = "declined", "Left as it is"

    alumnus = models.ForeignKey(Alumnus, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    said = models.TextField(default="", db_default="", blank=True)
    employer = models.CharField(max_length=300, default="", db_default="", blank=True)
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    since = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.SET_NULL, null=True, related_name="+")
    promise = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, related_name="+")
    signal = models.ForeignKey(MoveSignal, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AlumnusWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alumni_alumnusword_said",
                condition=Q(kind="moved") & ~Q(employer="") | ~Q(kind="moved") & ~Q(said=""),
            ),
            models.CheckConstraint(
                name="alumni_alumnusword_decided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=["done", "declined"], decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["alumnus", "-id"], name="alumni_alumnusword_alumnus"),
            models.Index(fields=["id"], name="alumni_alumnusword_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def is_settled(self) -> bool:
        """Whether a colleague has looked at it; a new post is looked at among the signs of moves."""
        return bool(self.signal.outcome) if self.signal else self.state != AlumnusWord.State.WAITING
