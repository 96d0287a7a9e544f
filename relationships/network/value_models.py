"""What people brought us, and the ledger entries that they are credited with in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import ReasonedQuerySet, hidden_client_ids, hidden_work_ids
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.network.introduction_models import Introduction

if TYPE_CHECKING:
    from accounts.models import User


class ContributionQuerySet(ReasonedQuerySet["Contribution"]):
    """What visible people brought, where no hidden client is named."""

    def visible_to(self, user: User) -> Self:
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        hidden = hidden_client_ids(user)
        rows = self.exclude(person__in=RawSQL(HIDDEN_PEOPLE, [user.pk]))  # noqa: S611 - a constant with parameters
        rows = rows.exclude(client__in=hidden).exclude(engagement__client__in=hidden)
        return rows.exclude(engagement__in=hidden_work_ids(user))

    def current(self) -> Self:
        """Not put away."""
        return self.filter(archived_at__isnull=True)


@keeps_history()
class Contribution(Record):
    """Something a person brought us. Where work came of it, `share` of each of its fees is credited to them softly.

    `introduction`: what came of it is said there; it counts here once, and never a second time beside it.
    """

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", "Introduction"
        REFERRAL = "referral", "Referral"
        INSTRUCTION = "instruction", "Instruction"
        CANDIDATE = "candidate", "Candidate"
        RETURN = "return", "Return"
        TALK = "talk", "Talk"
        REFERENCE = "reference", "Reference"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    happened_on = models.DateField()
    text = models.CharField(max_length=300)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    thanked_on = models.DateField(null=True, editable=False)
    introduction = models.ForeignKey(
        Introduction, on_delete=models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="network_contribution_text_given", condition=~Q(text="")),
            models.CheckConstraint(
                name="network_contribution_kind",
                condition=Q(
                    kind__in=[
                        *("introduction", "referral", "instruction"),
                        *("candidate", "return", "talk", "reference"),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="network_contribution_share",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1, engagement__isnull=False),
            ),
            models.CheckConstraint(
                name="network_contribution_day",
                condition=Q(happened_on__gte="1900-01-01", happened_on__lte="2100-12-31"),
            ),
            models.UniqueConstraint(name="network_contribution_of_introduction", fields=["introduction"]),
        ]

    def __str__(self) -> str:
        return "what they brought"


# A row follows from its contribution's share, whose history says who gave it.
class SoftCredit(models.Model):
    """The part of a ledger entry, 0-1, that a contribution is credited with; one entry's add up to 1 at most, over all
    contributions, which the database checks (migration 0006)."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.CASCADE, related_name="+")
    share = models.DecimalField(max_digits=5, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="network_softcredit_once", fields=["contribution", "entry"]),
            models.CheckConstraint(name="network_softcredit_share", condition=Q(share__gt=0, share__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.share} of {self.entry_id}"
