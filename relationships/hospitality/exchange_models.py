"""Give and ask, and the register of gifts: what we did for a person, what we asked of them, what changed hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import Person
from relationships.hospitality.balance import ASKS, GIVES

if TYPE_CHECKING:
    from accounts.models import User

_M = TypeVar("_M", bound=models.Model)
DAYS = {"occurred_on__gte": "1900-01-01", "occurred_on__lte": "2100-12-31"}


class AboutPersonQuerySet(ReasonedQuerySet[_M]):
    """Rows about a person, perhaps at a client."""

    def visible_to(self, user: User) -> Self:
        """Nothing of hidden people, and nothing at hidden clients."""
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        known = self.filter(person__in=Person.objects.visible_to(user))
        return known.exclude(client__in=hidden_client_ids(user))

    def current(self) -> Self:
        """Not put away."""
        return self.filter(archived_at__isnull=True)


class ExchangeQuerySet(AboutPersonQuerySet["Exchange"]):
    """Gives and asks a user may know of."""


class GiftQuerySet(AboutPersonQuerySet["Gift"]):
    """Entries of the register a user may know of."""

    def waiting(self) -> Self:
        """Over the limit, and nobody has decided yet."""
        return self.current().filter(state=Gift.State.WAITING)


@keeps_history()
class Exchange(Record):
    """Value that we gave a person, or that we asked them for."""

    class Kind(models.TextChoices):
        HELP = "help", "Help"
        INTRODUCTION = "introduction", "Introduction"
        IDEA = "idea", "Idea"
        INVITATION = "invitation", "Invitation"
        REFERRAL = "referral", "Referral"
        REFERENCE = "reference", "Reference"
        SURVEY = "survey", "Survey"
        EVENT = "event", "Event"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    occurred_on = models.DateField()
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hospitality_exchange_text_given", condition=~Q(text="")),
            models.CheckConstraint(
                name="hospitality_exchange_kind",
                condition=Q(
                    kind__in=[
                        *("help", "introduction", "idea", "invitation"),
                        *("referral", "reference", "survey", "event"),
                    ]
                ),
            ),
            models.CheckConstraint(name="hospitality_exchange_day", condition=Q(**DAYS)),
        ]

    def __str__(self) -> str:
        return "a give or an ask"

    @property
    def is_ask(self) -> bool:
        return self.kind in ASKS

    @property
    def points(self) -> int:
        """How much it weighs in the balance, on either side."""
        return {**GIVES, **ASKS}[self.kind]


@keeps_history()
class Gift(Record):
    """One entry of the register of gifts and hospitality. `value` is in the firm's base currency.

    `limit` and `total` are those of the moment at which it was written down: they say why it had to be decided.
    """

    class Direction(models.TextChoices):
        GIVEN = "given", "We gave"
        RECEIVED = "received", "We received"

    class Kind(models.TextChoices):
        GIFT = "gift", "Gift"
        HOSPITALITY = "hospitality", "Hospitality"

    class State(models.TextChoices):
        WITHIN = "within", "Within the limit"
        WAITING = "waiting", "To be approved"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=300)
    occurred_on = models.DateField()
    value = models.DecimalField(max_digits=12, decimal_places=2)
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, null=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WITHIN, editable=False)
    limit = models.DecimalField(max_digits=12, decimal_places=2, editable=False)
    total = models.DecimalField(max_digits=14, decimal_places=2, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_why = models.CharField(max_length=300, default="", db_default="", blank=True, editable=False)
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)

    objects = GiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hospitality_gift_what_given", condition=~Q(what="")),
            models.CheckConstraint(name="hospitality_gift_value", condition=Q(value__gte=0)),
            models.CheckConstraint(name="hospitality_gift_day", condition=Q(**DAYS)),
            models.CheckConstraint(
                name="hospitality_gift_state", condition=Q(state__in=["within", "waiting", "approved", "refused"])
            ),
            models.CheckConstraint(
                name="hospitality_gift_decided",
                condition=Q(state__in=["within", "waiting"], decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "occurred_on"], name="hospitality_gift_person"),
            models.Index(fields=["-occurred_on", "-id"], name="hospitality_gift_newest"),
        ]

    def __str__(self) -> str:
        return "an entry of the register"


@keeps_history()
class GiftLimit(Record):
    """What one person may be given, and may give us, in a year without anybody's approval. The newest row is in force."""

    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=300, default="", db_default="", blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="hospitality_giftlimit_amount", condition=Q(amount__gte=0))]

    def __str__(self) -> str:
        return "the limit for gifts"
