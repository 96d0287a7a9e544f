"""Clients, who owns them, by which other names they are known, who looks after them, and walls."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from accounts.history import keeps_history
from accounts.record import Record
from accounts.search_key import NameWords, SearchKey
from relationships.clients import wall_models as wall_models  # registers its tables
from relationships.clients.visibility import GatedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class DateRange(Func):
    """`daterange(starts_on, ends_on, '[)')`: half-open; no date means unbounded."""

    function = "daterange"
    output_field = DateRangeField()


class ClientQuerySet(GatedQuerySet["Client"]):
    """Clients a user may see, and adjectives."""

    client_path: ClassVar[str] = "id"

    def current(self) -> ClientQuerySet:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


@keeps_history(exclude=["name_search"])
class Client(Record):
    """An organisation that buys, bought or may buy from the firm. Its lifecycle is computed, never typed."""

    class Tier(models.TextChoices):
        KEY = "A", "A · key"
        CORE = "B", "B · core"
        STANDARD = "C", "C · standard"
        OCCASIONAL = "D", "D · occasional"

    name = models.CharField(max_length=300)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)
    external_id = models.CharField(max_length=200, null=True, blank=True, editable=False)
    industry = models.CharField(max_length=120, default="", db_default="", blank=True)
    tier = models.CharField(max_length=1, choices=Tier.choices, default="", db_default="", blank=True)
    expected_interval_days = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    website = models.CharField(max_length=300, default="", db_default="", blank=True)
    # The record that holds everything of this one since they were merged; imports and old addresses go on there.
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_client_name_given", condition=~Q(name="")),
            models.CheckConstraint(
                name="clients_client_interval",
                condition=Q(expected_interval_days__isnull=True)
                | Q(expected_interval_days__gte=1, expected_interval_days__lte=3660),
            ),
            models.CheckConstraint(name="clients_client_tier", condition=Q(tier__in=["", "A", "B", "C", "D"])),
            models.CheckConstraint(
                name="clients_client_website", condition=Q(website="") | Q(website__iregex=r"^https?://[^\s]+$")
            ),
            models.UniqueConstraint(
                name="clients_client_external_id",
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
            models.CheckConstraint(
                name="clients_client_merged_is_put_away",
                condition=Q(merged_into__isnull=True) | Q(archived_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], name="clients_client_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["name_search", "id"], name="clients_client_sorted"),
            # The list is counted from this one alone, up to 10,000.
            models.Index(
                fields=["name_search", "id"], name="clients_client_current", condition=Q(archived_at__isnull=True)
            ),
            # The list of one tier is read in its order.
            models.Index(
                fields=["tier", "name_search", "id"], name="clients_client_tier", condition=Q(archived_at__isnull=True)
            ),
            models.Index(fields=["name"], name="clients_client_name"),
            # Also who is of an office or practice: read from this one alone.
            models.Index(fields=["owner", "id"], name="clients_client_owner"),
            # A book, out of the index alone.
            models.Index(fields=["owner", "id"], name="clients_client_owned", condition=Q(archived_at__isnull=True)),
            models.Index(fields=["industry"], name="clients_client_industry"),
            GinIndex(OpClass(F("name_search"), name="gin_trgm_ops"), name="clients_client_trigram"),
            GinIndex(NameWords(F("name_search")), name="clients_client_words"),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class GroupEdge(Record):
    """`client` belongs to `parent` in [starts_on, ends_on); no date means unbounded on that side."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Written by somebody from whom another edge in these days is hidden. Counts for those who can't see that one only,
    # until it gives way: refusing would have told them that it exists.
    beside = models.BooleanField(default=False, db_default=False, editable=False)
    # The parent is the same client under another name: the edge holds for all days, and at the level of legal entities too.
    same = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_groupedge_not_itself", condition=~Q(client=F("parent"))),
            models.CheckConstraint(
                name="clients_groupedge_same_always",
                condition=Q(same=False) | Q(starts_on__isnull=True, ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="clients_groupedge_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            ExclusionConstraint(
                name="clients_groupedge_one_parent",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=False)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(archived_at__isnull=True, beside=False),
            ),
        ]
        indexes = [
            models.Index(fields=["client"], condition=Q(beside=True), name="clients_groupedge_beside"),
            models.Index(fields=["client"], condition=Q(same=True), name="clients_groupedge_same"),
        ]

    def __str__(self) -> str:
        return "whom it belongs to"


@keeps_history()
class JointTerm(Record):
    """In [starts_on, ends_on) `account` is held jointly: what is booked on it counts for its members by their shares.

    No date means unbounded on that side. Of two terms of one day the earlier one holds; an action writes a second one only
    where the first is hidden from its author.
    """

    account = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clients_jointterm_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["account"], name="clients_jointterm_account")]

    def __str__(self) -> str:
        return "whose account it is"


@keeps_history()
class JointShare(models.Model):
    """What part of a joint account is a member's, 0-1; those of one term add up to 1, which the database checks."""

    term = models.ForeignKey(JointTerm, on_delete=models.CASCADE, related_name="shares")
    member = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(max_digits=7, decimal_places=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="clients_jointshare_once", fields=["term", "member"]),
            models.CheckConstraint(name="clients_jointshare_part", condition=Q(share__gt=0, share__lt=1)),
        ]

    def __str__(self) -> str:
        return f"{self.share} of {self.term_id}"

    @property
    def percent(self) -> str:
        """ "33.3333"."""
        return f"{(self.share * 100).normalize():f}"


class GroupSpan(models.Model):
    """Derived: the topmost parent (`root`) of `client` in [starts_on, ends_on), kept by `clients.actions`.

    Clients without any edge have no row: they are their own group. Both dates may be null (unbounded).
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    root = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client", "starts_on"], name="clients_groupspan_client")]

    def __str__(self) -> str:
        return f"{self.client_id} under {self.root_id}"


@keeps_history(exclude=["name_search"])
class Alias(Record):
    """Another exact name under which imports and searches find the client."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_alias_name_given", condition=~Q(name="")),
            models.UniqueConstraint(name="clients_alias_once", fields=["client", "name"]),
        ]
        indexes = [
            models.Index(fields=["name"], name="clients_alias_name"),
            GinIndex(OpClass(F("name_search"), name="gin_trgm_ops"), name="clients_alias_trigram"),
            GinIndex(NameWords(F("name_search")), name="clients_alias_words"),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class TeamMember(Record):
    """A colleague with a role on a client."""

    class TeamRole(models.TextChoices):
        RELATIONSHIP_PARTNER = "relationship_partner", "Relationship partner"
        ACCOUNT_MANAGER = "account_manager", "Account manager"
        ORIGINATING_PARTNER = "originating_partner", "Originating partner"
        DEPUTY = "deputy", "Deputy"
        MEMBER = "member", "Member"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="team", db_index=False)
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, choices=TeamRole.choices)

    class Meta:
        constraints = [models.UniqueConstraint(name="clients_teammember_once", fields=["client", "colleague", "role"])]
        indexes = [
            models.Index(
                fields=["colleague", "client"], name="clients_teammember_now", condition=Q(archived_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class DisputeQuerySet(GatedQuerySet["Dispute"]):
    """Disputes with visible clients."""

    def current(self) -> Self:
        """Not put away."""
        return self.filter(archived_at__isnull=True)


@keeps_history()
class Dispute(Record):
    """A dispute with a client: a dated flag, open from `opened_on` until `closed_on` (null: still open)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_dispute_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="clients_dispute_order", condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on"))
            ),
        ]
        indexes = [models.Index(fields=["client"], name="clients_dispute_client")]

    def __str__(self) -> str:
        return "this dispute"


@keeps_history()
class Wall(Record):
    """While it stands, only its insiders know that the client, or one piece of its work, exists. Deny comes before
    everything else."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    covers_group = models.BooleanField(
        default=False, db_default=False, help_text="Also hides every client that was ever in this client's group."
    )
    around_work = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Stands around one piece of the client's work alone (`engagements.WalledWork`).",
    )
    reason = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(
        max_length=60, default="", db_default="", blank=True, help_text="Its number in the firm's conflicts register."
    )
    notice = models.TextField(default="", db_default="", blank=True, help_text="What those inside must confirm.")
    outside_notice = models.TextField(
        default="", db_default="", blank=True, help_text="What those who are told that they stand outside must confirm."
    )
    attest_months = models.PositiveSmallIntegerField(
        default=6, db_default=6, help_text="Attested anew every so many months; 0: never."
    )
    insiders: models.ManyToManyField[User, WallInsider] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="WallInsider", related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_wall_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="clients_wall_order", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="clients_wall_attest_months", condition=Q(attest_months__lte=36)),
        ]
        indexes = [models.Index(fields=["client"], name="clients_wall_client")]

    def __str__(self) -> str:
        return "this wall"


@keeps_history()
class WallInsider(models.Model):
    """A colleague inside a wall."""

    wall = models.ForeignKey(Wall, on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="clients_wallinsider_once", fields=["wall", "colleague"])]

    def __str__(self) -> str:
        return f"{self.colleague_id} inside {self.wall_id}"


class NameKey(models.Model):
    """Derived: a name of a client without what two writings of it differ in, to find look-alikes by.

    `core` and `skeleton` are those of the client's own name or of `alias` (`name_core`), `host` that of its web address.
    `of_name` and `of_website` are what they were made from; `compared` once look-alikes have been looked for.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    alias = models.ForeignKey(Alias, on_delete=models.CASCADE, null=True, related_name="+")
    core = models.CharField(max_length=600)
    skeleton = models.CharField(max_length=600)
    host = models.CharField(max_length=300, default="")
    of_name = models.CharField(max_length=300)
    of_website = models.CharField(max_length=300, default="")
    compared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="clients_namekey_once", fields=["client", "alias"], nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["core"], name="clients_namekey_core"),
            models.Index(fields=["host"], condition=~Q(host=""), name="clients_namekey_host"),
            models.Index(fields=["id"], condition=Q(compared=False), name="clients_namekey_new"),
            models.Index(fields=["skeleton"], name="clients_namekey_skeleton"),
        ]

    def __str__(self) -> str:
        return self.core


class LookAlike(models.Model):
    """Derived: two clients that may be one; `one` was there first. `likeness` 0-1."""

    class Reason(models.TextChoices):
        NAME = "name", "The same name, written differently"
        SPELLING = "spelling", "Nearly the same name"
        WEBSITE = "website", "The same website"
        DOMAIN = "domain", "Their people write from one mail domain"
        PHONE = "phone", "Their people answer one phone number"

    one = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    likeness = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="clients_lookalike_once", fields=["one", "other"]),
            models.CheckConstraint(name="clients_lookalike_order", condition=Q(one_id__lt=F("other_id"))),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


@keeps_history()
class NotTheSame(Record):
    """Somebody said that two look-alikes are two clients. Taken back by archiving."""

    one = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="clients_notthesame_once", fields=["one", "other"]),
            models.CheckConstraint(name="clients_notthesame_order", condition=Q(one_id__lt=F("other_id"))),
        ]

    def __str__(self) -> str:
        return "two clients, not one"
