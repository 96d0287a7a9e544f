"""The mutual card: a secret address for a person, and what they propose there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids
from relationships.contacts.models import ContactPoint, Person
from relationships.hospitality.guest_models import GuestFact
from relationships.hospitality.readers import people_looked_after_by, positions_held

if TYPE_CHECKING:
    from accounts.models import User


def _for_hosts(rows: QuerySet[models.Model], path: str, user: User) -> QuerySet[models.Model]:
    if not can(user, Capability.EDIT_PEOPLE):
        return rows.none()
    known = rows.filter(**{f"{path}__in": Person.objects.visible_to(user)})
    nobodys = ~Q(**{f"{path}__in": positions_held(user).values("person")})
    return known.filter(Q(**{f"{path}__in": people_looked_after_by(user)}) | nobodys)


class CardLinkQuerySet(ReasonedQuerySet["CardLink"]):
    """Cards of people whom a user looks after, or whom no client's team does."""

    def visible_to(self, user: User) -> Self:
        """As the guest book: the hosts'."""
        return _for_hosts(self, "person", user)  # type: ignore[return-value]


@keeps_history(exclude=["digest"])
class CardLink(Record):
    """The right to see one's own card, by an address that only its holder knows. Revoked ones are archived."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CardLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hospitality_cardlink_digest", condition=Q(digest__regex=r"^[0-9a-f]{64}$"))
        ]

    def __str__(self) -> str:
        return "a card's address"


class CardProposalQuerySet(ReasonedQuerySet["CardProposal"]):
    """What people proposed whom a user looks after, or whom no client's team does."""

    def visible_to(self, user: User) -> Self:
        """As the guest book: the hosts', and nothing that was heard at hidden clients."""
        hosts: Self = _for_hosts(self, "link__person", user)  # type: ignore[assignment]
        return hosts.exclude(fact__client__in=hidden_client_ids(user))

    def waiting(self) -> Self:
        """Nobody has decided yet."""
        return self.filter(state=CardProposal.State.WAITING, archived_at__isnull=True)


@keeps_history()
class CardProposal(Record):
    """What a person said on their card: another text, that we should forget something, or something new."""

    class Act(models.TextChoices):
        CORRECT = "correct", "Correct"
        FORGET = "forget", "Forget"
        ADD = "add", "Add"

    class State(models.TextChoices):
        WAITING = "waiting", "To be decided"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    link = models.ForeignKey(CardLink, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=8, choices=Act.choices)
    fact = models.ForeignKey(GuestFact, on_delete=models.CASCADE, null=True, related_name="+")
    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=8, default="", db_default="", blank=True)
    said = models.CharField(max_length=500, default="", db_default="", blank=True)
    before = models.CharField(max_length=500, default="", db_default="", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = CardProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hospitality_cardproposal_about",
                condition=(
                    Q(act="add", fact__isnull=True, point__isnull=True) & ~Q(topic="")
                    | (Q(act__in=["correct", "forget"]) & (Q(fact__isnull=False) ^ Q(point__isnull=False)))
                ),
            ),
            models.CheckConstraint(name="hospitality_cardproposal_said", condition=Q(act="forget") | ~Q(said="")),
            models.CheckConstraint(
                name="hospitality_cardproposal_decided",
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=["accepted", "declined"], decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "a proposal"
