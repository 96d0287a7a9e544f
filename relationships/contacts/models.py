"""People, where they work and worked, and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from accounts.history import keeps_history
from accounts.policy import Capability, can
from accounts.record import Record
from accounts.scopes import scope_of
from accounts.search_key import NameWords, SearchKey
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet, ReasonedQuerySet
from relationships.contacts.forgotten_models import Forgotten
from relationships.contacts.move_models import MoveSignal
from relationships.contacts.reach_key import MailDomain, ReachKey

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["ContactPoint", "Forgotten", "MoveSignal", "OutsidePost", "Person", "PersonAlias", "Position"]


HIDDEN_PEOPLE = "SELECT person_id FROM people_hidden_from(%s) hidden (person_id)"
"""Ids of the people all of whose positions are at hidden clients; its parameter is the user's id."""
PEOPLE_IN_SCOPE = "SELECT person_id FROM people_in_scope_of(%s) near (person_id)"
"""Ids of the people with a position at a client that a limited user sees; its parameter is the user's id."""
_PLACED = "SELECT person_id FROM contacts_position placed WHERE placed.archived_at IS NULL"


class PersonQuerySet(ReasonedQuerySet["Person"]):
    """People a user may see: through any position at a visible client, or with no position at all."""

    def visible_to(self, user: User) -> Self:
        """Asked the other way round, because walls are few: nobody all of whose positions are at hidden clients. A scope hides
        most people: there those are asked for who are seen."""
        if not can(user, Capability.SEE_PEOPLE):
            return self.none()
        if scope_of(user):
            near = Q(pk__in=RawSQL(PEOPLE_IN_SCOPE, [user.pk]))  # noqa: S611 - a constant with parameters
            return self.filter(near | ~Q(pk__in=RawSQL(_PLACED, [])))  # noqa: S611 - a constant
        return self.exclude(pk__in=RawSQL(HIDDEN_PEOPLE, [user.pk]))  # noqa: S611 - a constant with parameters

    def current(self) -> Self:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


@keeps_history(exclude=["name_search"])
class Person(Record):
    """A contact. Exists without a client; a stub is a person known only from a touchpoint."""

    name = models.CharField(max_length=300)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )
    pronouns = models.CharField(max_length=40, default="", db_default="", blank=True)
    is_stub = models.BooleanField(default=False, db_default=False, editable=False)
    source = models.CharField(max_length=60, default="", db_default="", blank=True, editable=False)
    external_id = models.CharField(max_length=200, null=True, blank=True, editable=False)
    # The record that holds everything of this one since they were merged; imports and old addresses go on there.
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="contacts_person_name_given", condition=~Q(name="")),
            models.UniqueConstraint(
                name="contacts_person_external_id",
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
            models.CheckConstraint(
                name="contacts_person_merged_is_put_away",
                condition=Q(merged_into__isnull=True) | Q(archived_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], name="contacts_person_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["name_search", "id"], name="contacts_person_sorted"),
            models.Index(fields=["name"], name="contacts_person_name"),
            GinIndex(OpClass(F("name_search"), name="gin_trgm_ops"), name="contacts_person_trigram"),
            GinIndex(NameWords(F("name_search")), name="contacts_person_words"),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history(exclude=["name_search"])
class PersonAlias(Record):
    """Another name of a person: before a marriage, in another script, as they are called."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=300)
    name_search = models.GeneratedField(
        expression=SearchKey(F("name")), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="contacts_personalias_name_given", condition=~Q(name="")),
            models.UniqueConstraint(name="contacts_personalias_once", fields=["person", "name"]),
        ]
        indexes = [
            models.Index(fields=["name"], name="contacts_personalias_name"),
            GinIndex(OpClass(F("name_search"), name="gin_trgm_ops"), name="contacts_personalias_trigram"),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history(exclude=["normal", "number"])
class ContactPoint(Record):
    """A way to reach a person. Old addresses stay, so that captured mail still finds them.

    `value` is as it was written; `normal` is what two spellings of one number have in common at first sight, and
    `number` what they have in common by the rules of their country (`contacts.numbers`; blank: none, null: not yet known).
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"
        LINK = "link", "Link"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=320)
    normal = models.GeneratedField(
        expression=ReachKey(F("kind"), F("value")), output_field=models.TextField(), db_persist=True
    )
    number = models.CharField(max_length=20, null=True, editable=False)
    is_primary = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contacts_contactpoint_once", fields=["person", "kind", "value"]),
            models.CheckConstraint(name="contacts_contactpoint_value_given", condition=~Q(value="")),
            models.CheckConstraint(
                name="contacts_contactpoint_email_lower", condition=~Q(kind="email") | Q(value=Lower("value"))
            ),
        ]
        indexes = [
            models.Index(fields=["value", "kind"], name="contacts_contactpoint_value"),
            models.Index(MailDomain(F("value")), name="contacts_contactpoint_domain", condition=Q(kind="email")),
            models.Index(
                fields=["id"], name="contacts_contactpoint_unspelt", condition=Q(kind="phone", number__isnull=True)
            ),
            models.Index(fields=["normal"], name="contacts_contactpoint_normal", condition=Q(kind="phone")),
            models.Index(fields=["number"], name="contacts_contactpoint_number", condition=Q(kind="phone")),
        ]

    def __str__(self) -> str:
        return self.value


_NOW = Q(archived_at__isnull=True, ended_on__isnull=True)


class PositionQuerySet(GatedQuerySet["Position"]):
    """Positions at visible clients."""

    def current(self) -> Self:
        """Held now: not archived, not ended."""
        return self.filter(archived_at__isnull=True, ended_on__isnull=True)


@keeps_history()
class Position(Record):
    """A person's dated job at a client. Several can be current."""

    class BuyingRole(models.TextChoices):
        DECISION_MAKER = "decision_maker", "Decides"
        USER = "user", "Uses the work"
        FINANCE = "finance", "Pays"
        INFLUENCER = "influencer", "Advises"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions", db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="positions", db_index=False)
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    seniority = models.CharField(max_length=60, default="", db_default="", blank=True)
    buying_role = models.CharField(max_length=16, choices=BuyingRole.choices, default="", db_default="", blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contacts_position_order",
                condition=Q(started_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="contacts_position_buying_role",
                condition=Q(buying_role__in=["", "decision_maker", "user", "finance", "influencer"]),
            ),
        ]
        indexes = [
            models.Index(fields=["client", "person"], name="contacts_position_client"),
            models.Index(fields=["person", "client"], name="contacts_position_person"),
            # Who is where now, out of the index alone: names are looked for among the people of one's own clients.
            models.Index(fields=["client", "person"], name="contacts_position_there", condition=_NOW),
            models.Index(fields=["person", "client"], name="contacts_position_now", condition=_NOW),
            # Who starts somewhere these days, of a firm of any size.
            models.Index(fields=["started_on"], name="contacts_position_begun", condition=_NOW),
        ]

    def __str__(self) -> str:
        return self.title or "Position"


@keeps_history(exclude=["employer_search"])
class OutsidePost(Record):
    """A person's dated job at an organisation that is no client of ours: only its name is known.

    It says nothing about who may see the person: that follows from positions at clients.
    """

    class Sector(models.TextChoices):
        COMPANY = "company", "In-house elsewhere"
        FIRM = "firm", "Another firm like ours"
        PUBLIC = "public", "Public service"
        OWN = "own", "Self-employed"
        NONE = "none", "Not working"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    employer = models.CharField(max_length=300)
    employer_search = models.GeneratedField(
        expression=SearchKey(F("employer")), output_field=models.TextField(), db_persist=True
    )
    title = models.CharField(max_length=200, default="", db_default="", blank=True)
    sector = models.CharField(max_length=8, choices=Sector.choices, default="", db_default="", blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contacts_outsidepost_employer_given", condition=~Q(employer="")),
            models.CheckConstraint(
                name="contacts_outsidepost_order",
                condition=Q(started_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="contacts_outsidepost_sector",
                condition=Q(sector__in=["", "company", "firm", "public", "own", "none"]),
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="contacts_outsidepost_person"),
            # Who else was there: ways to somebody lead over them.
            models.Index(fields=["employer_search"], name="contacts_outsidepost_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.employer}" if self.title else self.employer
