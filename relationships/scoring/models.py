"""Policies, stale marks, and the scores derived from facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Now

from accounts.history import keeps_history
from accounts.record import Record
from relationships.clients.models import Client
from relationships.clients.visibility import GatedQuerySet


@keeps_history()
class RepeatPolicy(models.Model):
    """How the firm reads "repeat business". Named, versioned, dated; never edited, only followed by a new version.

    In force on a day is the version whose `valid_from` came last by then, the higher one of two of one day; without
    `valid_from` it has been from the beginning.
    """

    class Mode(models.TextChoices):
        CALENDAR = "calendar", "Before the period began"
        ROLLING = "rolling", "Before each booking"

    class Level(models.TextChoices):
        GROUP = "group", "Client group"
        ENTITY = "entity", "Legal entity"

    class Ownership(models.TextChoices):
        REPORTED = "reported", "As reported"
        TODAY = "today", "As owned today"

    class Credits(models.TextChoices):
        BOOKED = "booked", "On their own day"
        DOCUMENT = "document", "On the day of their invoice"

    class Treatment(models.TextChoices):
        INCLUDED = "included", "Included"
        APART = "apart", "Apart"

    name = models.CharField(max_length=120, default="House rule")
    version = models.PositiveIntegerField(unique=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.CALENDAR)
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.GROUP)
    ownership = models.CharField(max_length=8, choices=Ownership.choices, default=Ownership.REPORTED)
    lookback_months = models.PositiveSmallIntegerField(
        null=True, blank=True, default=36, help_text="Empty means any earlier fee."
    )
    fiscal_start_month = models.PositiveSmallIntegerField(default=1)
    one_offs = models.CharField(max_length=8, choices=Treatment.choices, default=Treatment.INCLUDED)
    first_engagement = models.CharField(max_length=8, choices=Treatment.choices, default=Treatment.INCLUDED)
    credits = models.CharField(max_length=8, choices=Credits.choices, default=Credits.BOOKED, db_default=Credits.BOOKED)
    goal = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal("0.85"))
    valid_from = models.DateField(null=True, blank=True, help_text="Empty means from the beginning.")
    reason = models.CharField(max_length=500, default="", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="scoring_repeatpolicy_goal", condition=Q(goal__gt=0, goal__lte=1)),
            models.CheckConstraint(
                name="scoring_repeatpolicy_lookback",
                condition=Q(lookback_months__isnull=True) | Q(lookback_months__gte=1, lookback_months__lte=600),
            ),
            models.CheckConstraint(
                name="scoring_repeatpolicy_fiscal", condition=Q(fiscal_start_month__gte=1, fiscal_start_month__lte=12)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


@keeps_history()
class HealthPolicy(models.Model):
    """Weights, bands and minimum data of ties and health. Versioned like `RepeatPolicy`.

    `overrides` replace the defaults of `network.tie_strength` and `scoring.health` by key.
    """

    version = models.PositiveIntegerField(unique=True)
    overrides = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"Health policy, version {self.version}"


class StaleMark(models.Model):
    """A client whose scores are older than its facts: the source of truth for recomputing (ADR 0006).

    Written in the transaction that changes the fact, with a new `version` from the sequence `scoring_stale_version`.
    A worker claims it until `claimed_until` (database clock) and deletes it only if the version is still the same.
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, primary_key=True, related_name="+")
    version = models.BigIntegerField()
    marked_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["claimed_until", "version"], name="scoring_stalemark_due")]

    def __str__(self) -> str:
        return f"{self.client_id} at {self.version}"


class HealthQuerySet(GatedQuerySet["Health"]):
    """Health of visible clients."""


def _of_facts(name: str) -> models.GeneratedField:
    """A number of the facts as a column of its own; null without facts."""
    number = models.FloatField()
    return models.GeneratedField(expression=Cast(KT(f"facts__{name}"), number), output_field=number, db_persist=True)


class Health(models.Model):
    """The latest health of a client. `score` and `grade` are null below minimum data: missing is not zero.

    `facts` is what it was computed from (`health_inputs`); the sentences of evidence are made from it when read.
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, primary_key=True, related_name="health")
    score = models.FloatField(null=True)
    grade = models.CharField(max_length=1, default="", blank=True)
    coverage = models.FloatField(default=0)
    caps = models.JSONField(default=list)
    measures = models.JSONField(default=list)
    facts = models.JSONField(default=dict, db_default={})
    # The portfolio sorts and sums everybody's: of a document each figure would be unpacked anew.
    net = _of_facts("net")
    living_people = _of_facts("living_people")
    living_colleagues = _of_facts("living_colleagues")
    living_practices = _of_facts("living_practices")
    as_of = models.DateField()
    policy_version = models.PositiveIntegerField()
    computed_from_version = models.BigIntegerField(default=0)
    computed_at = models.DateTimeField(db_default=Now())

    objects = HealthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scoring_health_score", condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100)
            ),
            models.CheckConstraint(name="scoring_health_coverage", condition=Q(coverage__gte=0, coverage__lte=1)),
            models.CheckConstraint(name="scoring_health_grade", condition=Q(grade__in=["", "A", "B", "C", "D", "E"])),
        ]
        indexes = [
            models.Index(fields=["grade", "client"], name="scoring_health_grade"),
            models.Index(
                fields=["-net", "client"],
                include=["grade", "living_people", "living_colleagues", "living_practices"],
                name="scoring_health_net",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.grade or 'no grade'}"


class HealthHistoryQuerySet(GatedQuerySet["HealthHistory"]):
    """Past health of visible clients."""


class HealthHistory(models.Model):
    """Health as it was from `on`: a row only when value, grade or policy changed."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    score = models.FloatField(null=True)
    grade = models.CharField(max_length=1, default="", blank=True)
    coverage = models.FloatField(default=0)
    measures = models.JSONField(default=list)
    policy_version = models.PositiveIntegerField()

    objects = HealthHistoryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="scoring_healthhistory_day", fields=["client", "on"])]

    def __str__(self) -> str:
        return f"{self.client_id} on {self.on}"


class PastDay(models.Model):
    """A past day whose whole portfolio somebody asked for. Derived: forgotten a month later without loss.

    `looked_at` clients so far, up to and with the id `after_id`; `finished_at` null while a worker is at it.
    """

    on = models.DateField(unique=True)
    asked_at = models.DateTimeField(db_default=Now())
    policy_version = models.PositiveIntegerField(null=True)
    after_id = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Portfolio of {self.on}"


class PastStandingQuerySet(GatedQuerySet["PastStanding"]):
    """Past scores of visible clients."""


class PastStanding(models.Model):
    """A client's score on a past day, worked out from what was known by its end; absent without a grade."""

    day = models.ForeignKey(PastDay, on_delete=models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    grade = models.CharField(max_length=1)

    objects = PastStandingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="scoring_paststanding_once", fields=["day", "client"])]

    def __str__(self) -> str:
        return f"{self.client_id} on {self.day_id}"


class SweepRun(models.Model):
    """When the sweep last looked for marks; `/readyz` reports its age. One row per kind of run."""

    kind = models.CharField(max_length=20, primary_key=True)
    finished_at = models.DateTimeField()
    recomputed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.kind


class RepeatAnswer(models.Model):
    """A remembered answer about repeat business (ADR 0012): derived, forgotten without loss.

    `question` is `repeat_question.Question` written down, policy and version in it; `hidden` are the clients left out.
    `figures` are the rows that the figures, or a list's sums, are made of; null until a worker has summed them.
    """

    key = models.CharField(max_length=64, unique=True)
    question = models.TextField()
    hidden = ArrayField(models.BigIntegerField(), db_default=[])
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now(), db_index=True)
    figures = models.JSONField(null=True)
    ledger_starts_on = models.DateField(null=True)
    computed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key[:12]


class RepeatPart(models.Model):
    """The sums of an answer over one shard of its groups, in the order of `repeat_sql.SUMS`."""

    answer = models.ForeignKey(RepeatAnswer, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    shard = models.PositiveSmallIntegerField()
    segment_row = models.BooleanField()
    segment_id = models.BigIntegerField(null=True)
    sums = ArrayField(models.DecimalField(max_digits=60, decimal_places=4), null=True)
    largest = ArrayField(models.DecimalField(max_digits=60, decimal_places=4), null=True)
    earlier = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answer", "shard"], name="scoring_repeatpart_shard")]

    def __str__(self) -> str:
        return f"{self.answer_id}, shard {self.shard}"


class RepeatStanding(models.Model):
    """A client group in a remembered list; `place` puts them in their order."""

    answer = models.ForeignKey(RepeatAnswer, on_delete=models.CASCADE, related_name="+", db_index=False)
    shard = models.PositiveSmallIntegerField()
    group_id = models.BigIntegerField()
    place = models.DecimalField(max_digits=20, decimal_places=2)
    bar = models.CharField(max_length=12)
    existing = models.BooleanField()
    previous = models.DecimalField(max_digits=20, decimal_places=2)
    current = models.DecimalField(max_digits=20, decimal_places=2)
    repeat = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["answer", "place", "group_id"], name="scoring_repeatstanding_place"),
            models.Index(fields=["answer", "shard"], name="scoring_repeatstanding_shard"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} in {self.answer_id}"


class RepeatMark(models.Model):
    """A change that remembered answers do not hold yet: to a client's entries, or (`parent_id`) to who owns it.

    Written by triggers in the transaction that changes the fact, whoever writes it. Only ever added and taken, so that
    no writer waits for another.
    """

    client_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.client_id} at {self.marked_at}"


class RepeatSnapshot(models.Model):
    """What the page said at the end of a day: the headline figures of a period that runs up to it. Kept for good.

    `world` names the clients hidden from its readers (`repeat_kept.world_of`), so that nobody reads sums over what they
    may not see. The row of the day that runs follows the ledger; rows of earlier days are never written again.
    """

    on = models.DateField()
    period = models.CharField(max_length=8, help_text="to-date, quarter or rolling")
    policy_version = models.PositiveIntegerField()
    world = models.CharField(max_length=64, default="", blank=True)
    figures = models.JSONField()
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="scoring_repeatsnapshot_once", fields=["world", "period", "on", "policy_version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} on {self.on}, version {self.policy_version}"


class RepeatDocument(models.Model):
    """A long answer about repeat business that is kept whole (ADR 0012): derived, forgotten without loss.

    A change to the ledger makes it stale; it is read on until a worker has counted it anew. `seconds` is how long that
    took last time.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    question = models.TextField()
    other = models.TextField(default="", blank=True)
    hidden = ArrayField(models.BigIntegerField(), db_default=[])
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=Now(), db_index=True)
    document = models.JSONField(null=True)
    computed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    stale_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:12]}"


class ReturnFit(models.Model):
    """A fit of the return likelihood to the firm's own history; the newest one scores. Never edited.

    `model` is `return_model.ReturnModel` written down; null with `missing` while the firm has too little history.
    """

    fitted_on = models.DateField(db_index=True)
    model = models.JSONField(null=True)
    training_cutoffs = ArrayField(models.DateField(), db_default=[])
    clients = models.PositiveIntegerField(default=0)
    missing = models.CharField(max_length=300, default="", db_default="")
    fitted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Fit of {self.fitted_on}"


class ReturnLikelihoodQuerySet(GatedQuerySet["ReturnLikelihood"]):
    """Return likelihood of visible clients."""


class ReturnLikelihood(models.Model):
    """Probability that a client of the book buys again within 12 months of `as_of`; absent for everybody else.

    `effects`: log-odds each term adds against an average client of the firm; `intercept` is that client's.
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, primary_key=True, related_name="+")
    fit = models.ForeignKey(ReturnFit, on_delete=models.CASCADE, related_name="+")
    as_of = models.DateField()
    probability = models.FloatField()
    intercept = models.FloatField()
    effects = models.JSONField(default=dict)

    objects = ReturnLikelihoodQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="scoring_returnlikelihood_range", condition=Q(probability__gte=0, probability__lte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: {self.probability:.2f}"


class BackTest(models.Model):
    """Evidence for one past cut-off, as the job last computed it (`evidence_kept`); clients behind walls left out."""

    cutoff = models.DateField(unique=True)
    found = models.JSONField()
    computed_on = models.DateField()

    def __str__(self) -> str:
        return f"Back-test at {self.cutoff}"


class AlertQuerySet(GatedQuerySet["Alert"]):
    """Alerts about visible clients."""

    def waiting(self) -> AlertQuerySet:
        """Neither dealt with nor over."""
        return self.filter(done_at__isnull=True, ended_on__isnull=True, archived_at__isnull=True)


@keeps_history()
class Alert(Record):
    """Something about a client that is worth a minute: at most one per client, kind and week (from Monday)."""

    class Kind(models.TextChoices):
        GRADE_FELL = "grade_fell", "Grade fell"
        KEY_PERSON_LEFT = "key_person_left", "Key person left"
        BIG_CLIENT_QUIET = "big_client_quiet", "Big client quiet"
        ONE_THREAD = "one_thread", "Hanging by one thread"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    week = models.DateField()
    raised_on = models.DateField()
    details = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The reason no longer holds.
    ended_on = models.DateField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="scoring_alert_once_a_week", fields=["client", "kind", "week"]),
            models.CheckConstraint(name="scoring_alert_monday", condition=Q(week__iso_week_day=1)),
        ]
        indexes = [
            models.Index(
                fields=["-raised_on", "-id"],
                name="scoring_alert_waiting",
                condition=Q(done_at__isnull=True, ended_on__isnull=True, archived_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.client_id} in the week of {self.week}"


class AlertSnoozeQuerySet(GatedQuerySet["AlertSnooze"]):
    """Snoozes about visible clients."""

    def standing(self, on: date) -> AlertSnoozeQuerySet:
        """In force on the day `on`."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), archived_at__isnull=True)


@keeps_history()
class AlertSnooze(Record):
    """Why alerts of one kind about a client are not wanted, until and with `until` (null: until somebody lifts it)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Alert.Kind.choices)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AlertSnoozeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="scoring_alertsnooze_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="scoring_alertsnooze_once", fields=["client", "kind"], condition=Q(archived_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.client_id} snoozed"


class DoubtQuerySet(GatedQuerySet["Doubt"]):
    """Doubts about scores of visible clients."""

    def current(self) -> Self:
        """Not taken back."""
        return self.filter(archived_at__isnull=True)


@keeps_history()
class Doubt(Record):
    """Somebody says that a score looks wrong: which one, why, and whose turn it is to answer.

    `part` is the measure that is doubted, empty for the whole. Part of the log of the weights, whatever is answered.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    score = models.FloatField(null=True)
    grade = models.CharField(max_length=1, default="", blank=True)
    policy_version = models.PositiveIntegerField()
    part = models.CharField(max_length=20, default="", blank=True)
    reason = models.CharField(max_length=500)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=500, default="", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = DoubtQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="scoring_doubt_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="scoring_doubt_answered", condition=Q(answered_at__isnull=True) | ~Q(answer="")
            ),
        ]
        indexes = [models.Index(fields=["client", "-created_at"], name="scoring_doubt_of_client")]

    def __str__(self) -> str:
        return "Doubt about a score"
