"""The people who sign in, where they work, and the firm itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone

from accounts.history import keeps_history
from accounts.policy import Role
from accounts.record import Record
from accounts.search_key import SearchKey

SCOPED_ROLES = [role.value for role in Role if role is not Role.ADMINISTRATOR]
"""Who can be limited to a part of the clients. Administrators say who is, so they could end it for themselves."""


@keeps_history()
class Firm(Record):
    """The firm that runs this installation. One row."""

    name = models.CharField(max_length=200, default="Your firm")
    base_currency = models.CharField(max_length=3, default="EUR")
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    time_zone = models.CharField(max_length=64, default="UTC")

    class FeesSeenBy(models.TextChoices):
        MANAGERS = "managers", "Account managers, partners, administrators and auditors"
        PARTNERS = "partners", "Partners, administrators and auditors"

    class WeekStart(models.IntegerChoices):
        MONDAY = 1, "Monday"
        SATURDAY = 6, "Saturday"
        SUNDAY = 7, "Sunday"

    vocabulary = models.CharField(max_length=40, default="professional_services")
    week_starts_on = models.PositiveSmallIntegerField(
        choices=WeekStart.choices, default=WeekStart.MONDAY, db_default=WeekStart.MONDAY.value
    )
    fees_seen_by = models.CharField(
        max_length=10,
        choices=FeesSeenBy.choices,
        default=FeesSeenBy.MANAGERS,
        db_default=FeesSeenBy.MANAGERS.value,
    )
    second_step_roles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        db_default=[],
        blank=True,
        help_text="Roles that sign in with a second step.",
    )
    office_roles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        db_default=[],
        blank=True,
        help_text="Roles that see the clients of their own office only.",
    )
    practice_roles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        db_default=[],
        blank=True,
        help_text="Roles that see the clients of their own practice only.",
    )
    set_up_at = models.DateTimeField(null=True, editable=False, help_text="When the first-run questions were done.")
    sample_since = models.DateTimeField(
        null=True, editable=False, help_text="The moment at which sample data was made; empty without any."
    )
    singleton = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_firm_one_row", condition=Q(singleton=True)),
            models.CheckConstraint(
                name="accounts_firm_fiscal_month", condition=Q(fiscal_start_month__gte=1, fiscal_start_month__lte=12)
            ),
            models.CheckConstraint(name="accounts_firm_currency", condition=Q(base_currency__regex=r"^[A-Z]{3}$")),
            models.CheckConstraint(name="accounts_firm_week_start", condition=Q(week_starts_on__in=[1, 6, 7])),
            models.CheckConstraint(
                name="accounts_firm_second_step_roles",
                condition=Q(second_step_roles__contained_by=[role.value for role in Role]),
            ),
            models.CheckConstraint(
                name="accounts_firm_scoped_roles",
                condition=Q(office_roles__contained_by=SCOPED_ROLES, practice_roles__contained_by=SCOPED_ROLES),
            ),
            models.CheckConstraint(
                name="accounts_firm_fees_seen_by", condition=Q(fees_seen_by__in=["managers", "partners"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Office(Record):
    """A place the firm works from."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Practice(Record):
    """A field the firm works in."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates colleagues; the e-mail address is what they sign in with."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)  # None makes the password unusable
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


@keeps_history(exclude=["password", "last_login", "must_confirm", "name_search"])
class User(Record, AbstractBaseUser):
    """A colleague: signs in, or is only known by name from imported data (then without an address)."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Theme(models.TextChoices):
        AUTO = "auto", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", "Comfortable"
        COMPACT = "compact", "Compact"

    class LogLanguage(models.TextChoices):
        ENGLISH = "", "English: c ana@nov yd 20m re renewal"
        GERMAN = "de", "Deutsch: a ana@nov gestern 20m wg Verlängerung"

    class ClientsSeen(models.TextChoices):
        AS_ROLE = "", "As the firm says for their role"
        ALL = "all", "All clients"
        OFFICE = "office", "Those of their office"
        PRACTICE = "practice", "Those of their practice"
        BOTH = "both", "Those of their office and practice"

    ROLE_CHOICES = [(role.value, role.value.replace("_", " ").capitalize()) for role in Role]

    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)
    name = models.CharField(max_length=200)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )
    role = models.CharField(max_length=20, choices=ROLE_CHOICES, default=Role.ACCOUNT_MANAGER.value)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    supports = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True, db_default=True)
    firm_totals = models.BooleanField(
        default=False, db_default=False, help_text="Sees the firm's true totals, restricted clients in one line."
    )
    clients_seen = models.CharField(
        max_length=8, choices=ClientsSeen.choices, default=ClientsSeen.AS_ROLE, db_default="", blank=True
    )
    must_confirm = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Something waits to be read before they go on."
    )
    source = models.CharField(max_length=60, default="", db_default="", blank=True)
    time_zone = models.CharField(max_length=64, default="", db_default="", blank=True)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.AUTO, db_default=Theme.AUTO.value)
    density = models.CharField(
        max_length=12, choices=Density.choices, default=Density.COMFORTABLE, db_default=Density.COMFORTABLE.value
    )
    single_keys = models.BooleanField(default=True, db_default=True)
    start_page = models.CharField(max_length=40, default="", db_default="", blank=True)
    log_language = models.CharField(
        max_length=5, choices=LogLanguage.choices, default=LogLanguage.ENGLISH, db_default="", blank=True
    )

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="accounts_user_email_lower", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="accounts_user_name_given", condition=~Q(name="")),
            models.CheckConstraint(
                name="accounts_user_clients_seen",
                condition=Q(clients_seen__in=["", "all", "office", "practice", "both"]),
            ),
            models.CheckConstraint(
                name="accounts_user_left_after_joined",
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
        ]
        indexes = [models.Index(fields=["name"], name="accounts_user_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def works_here(self) -> bool:
        """Whether they may go in: the account is open, and their last day, if any, is not over."""
        return self.is_active and (self.left_on is None or self.left_on >= timezone.localdate())

    @property
    def logs_for_id(self) -> int | None:
        """Whom an assistant works for. Of any other role nobody, whatever the account still says of an earlier mandate."""
        return self.supports_id if self.role == Role.ASSISTANT else None

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


@keeps_history(exclude=["digest", "last_used_at"])
class ApiToken(Record):
    """What lets a program work in a colleague's name. Archived: revoked."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    ends = models.CharField(max_length=4, help_text="Its last four signs, so that its holder finds it again.")
    scopes = ArrayField(models.CharField(max_length=10))
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_apitoken_scopes",
                condition=Q(scopes__contained_by=["read", "write"]) & Q(scopes__len__gt=0),
            ),
            models.CheckConstraint(name="accounts_apitoken_name_given", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="accounts_apitoken_user")]

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """A form that added something, and where its sender was led (`accounts.once`). Rows are dropped after two days."""

    key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.TextField(default="", db_default="")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="accounts_sentform_made_at")]

    def __str__(self) -> str:
        return self.key
