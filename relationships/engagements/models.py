"""Work for clients and what was invoiced for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.history import keeps_history, keeps_versions
from accounts.models import Office, Practice
from accounts.record import Record
from accounts.search_key import SearchKey
from relationships.clients.models import Client, Wall
from relationships.clients.visibility import GatedQuerySet, hidden_work_ids

if TYPE_CHECKING:
    from accounts.models import User


class EngagementQuerySet(GatedQuerySet["Engagement"]):
    """Engagements of visible clients, those behind walls of their own apart."""

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).exclude(pk__in=hidden_work_ids(user))

    def current(self) -> EngagementQuerySet:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


@keeps_history(exclude=["name_search"])
class Engagement(Record):
    """A matter, project, study or mandate for a client. Unique per client and name, walled work apart."""

    class Origin(models.TextChoices):
        REPEAT = "repeat", "Repeat"
        REFERRAL = "referral", "Referral"
        ALUMNUS = "alumnus", "Alumnus"
        TENDER = "tender", "Tender"
        NEW = "new", "New"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="engagements")
    name = models.CharField(max_length=300)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    originating = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default="", db_default="", blank=True)
    one_off = models.BooleanField(default=False, db_default=False)
    # 0; its own id from the first wall around it on, so that its name refuses nobody the same one for other work.
    apart = models.BigIntegerField(default=0, db_default=0, editable=False)
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)
    external_id = models.CharField(max_length=200, null=True, blank=True, editable=False)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="engagements_engagement_name", fields=["client", "name", "apart"]),
            models.CheckConstraint(name="engagements_engagement_name_given", condition=~Q(name="")),
            models.CheckConstraint(
                name="engagements_engagement_order",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.UniqueConstraint(
                name="engagements_engagement_external_id",
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
        ]
        indexes = [
            GinIndex(OpClass(F("name_search"), name="gin_trgm_ops"), name="engagements_engagement_trigram"),
            # The list of all work is read in these orders, a page at a time.
            models.Index(
                F("opened_on").desc(nulls_last=True),
                F("id").desc(),
                name="engagements_work_by_opening",
                condition=Q(archived_at__isnull=True),
            ),
            models.Index(
                fields=["name_search", "id"], name="engagements_work_by_name", condition=Q(archived_at__isnull=True)
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="engagements_work_one_off",
                condition=Q(one_off=True, archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerEntryQuerySet(GatedQuerySet["LedgerEntry"]):
    """Ledger entries of visible clients, those of work behind walls apart."""

    def visible_to(self, user: User) -> Self:
        return super().visible_to(user).exclude(engagement__in=hidden_work_ids(user))

    def net_fees(self) -> LedgerEntryQuerySet:
        """The entries that count as fees: fee, credit, write-off (docs/definitions.md §2)."""
        return self.filter(kind__in=LedgerEntry.FEE_KINDS, archived_at__isnull=True)


# A ledger row's creation is the row itself; 3,000,000 insert events would only double the table. Each correction keeps
# what the row said before it.
@keeps_versions()
class LedgerEntry(Record):
    """One amount of one invoice. Credits and write-offs are negative."""

    class Kind(models.TextChoices):
        FEE = "fee", "Fee"
        CREDIT = "credit", "Credit"
        WRITE_OFF = "write_off", "Write-off"
        DISBURSEMENT = "disbursement", "Disbursement"
        TAX = "tax", "Tax"

    FEE_KINDS = ("fee", "credit", "write_off")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.CharField(max_length=120, default="", db_default="", blank=True)
    booked_on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.DecimalField(max_digits=15, decimal_places=2)
    currency = models.CharField(max_length=3)
    base_amount = models.DecimalField(
        max_digits=15, decimal_places=2, help_text="In the firm's currency at the rate of the booking date."
    )
    one_off = models.BooleanField(default=False, db_default=False)
    # The register it came from; empty when it was entered by hand.
    source = models.CharField(max_length=60, default="", db_default="", editable=False)
    external_id = models.CharField(max_length=200, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    corrected_at = models.DateTimeField(
        null=True, editable=False, help_text="When somebody corrected an imported entry: from then on imports leave it."
    )

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="engagements_ledgerentry_external_id", fields=["source", "external_id"]),
            models.CheckConstraint(
                name="engagements_ledgerentry_sign",
                condition=(Q(kind="fee", amount__gte=0, base_amount__gte=0))
                | Q(kind__in=["credit", "write_off"], amount__lte=0, base_amount__lte=0)
                | Q(kind__in=["disbursement", "tax"]),
            ),
            models.CheckConstraint(
                name="engagements_ledgerentry_booked_on",
                condition=Q(booked_on__gte="1900-01-01", booked_on__lte="2100-12-31"),
            ),
            models.CheckConstraint(name="engagements_ledgerentry_currency", condition=Q(currency__regex=r"^[A-Z]{3}$")),
        ]
        indexes = [
            # Every list sums the fees of fifty clients: out of the index alone.
            models.Index(
                fields=["client", "booked_on"],
                include=["kind", "base_amount", "archived_at", "engagement"],
                name="engagements_ledger_of_client",
            ),
            models.Index(fields=["booked_on"], name="engagements_ledger_booked"),
            models.Index(fields=["engagement"], name="engagements_ledger_engagement"),
            models.Index(
                fields=["source"], name="engagements_ledger_corrected", condition=Q(corrected_at__isnull=False)
            ),
            # Few are: their page names those touched last, and would look for them among millions.
            models.Index(
                fields=["-updated_at", "-id"],
                name="engagements_ledger_one_off",
                condition=Q(one_off=True, archived_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document or self.get_kind_display()} of {self.booked_on}"


@keeps_versions()
class ExchangeRate(Record):
    """How many units of the firm's base currency one unit of `currency` was worth on a day. Archived: as if unknown."""

    currency = models.CharField(max_length=3)
    base_currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    by_hand = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="engagements_exchangerate_day", fields=["currency", "base_currency", "on"]),
            models.CheckConstraint(name="engagements_exchangerate_positive", condition=Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.currency} on {self.on}"

    @property
    def worth(self) -> str:
        """ "160", "0.92": without the zeros that are stored behind it."""
        return f"{self.rate.normalize():f}"


class UsualWorkQuerySet(GatedQuerySet["UsualWork"]):
    """What was said of visible work."""

    def visible_to(self, user: User) -> Self:
        hidden = hidden_work_ids(user)
        return super().visible_to(user).exclude(engagement__in=hidden).exclude(entry__engagement__in=hidden)


@keeps_history()
class UsualWork(Record):
    """Somebody said that work proposed as a one-off is usual. Taken back by archiving."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, null=True, related_name="+")
    entry = models.ForeignKey(LedgerEntry, on_delete=models.CASCADE, null=True, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    objects = UsualWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="engagements_usualwork_one", condition=Q(engagement__isnull=True) ^ Q(entry__isnull=True)
            ),
            models.UniqueConstraint(name="engagements_usualwork_work", fields=["engagement"]),
            models.UniqueConstraint(name="engagements_usualwork_entry", fields=["entry"]),
        ]

    def __str__(self) -> str:
        return "usual work"


@keeps_history()
class WalledWork(models.Model):
    """The one piece of work that a wall stands around; the wall's client is its client."""

    wall = models.OneToOneField(Wall, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.wall_id} around {self.engagement_id}"
