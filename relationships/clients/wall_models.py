"""What belongs to a wall beside who is inside: what people were told, what was attested, and who broke the glass."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.history import keeps_history
from accounts.record import Record


@keeps_history()
class WallNotice(Record):
    """What one colleague was told about a wall, word for word, and when they confirmed that they had read it.

    It stays when the wall's own text changes: it is the proof. Archived: no longer asked for.
    """

    class Side(models.TextChoices):
        INSIDE = "inside", "Inside"
        OUTSIDE = "outside", "Outside"
        GLASS = "glass", "Glass broken"
        ATTEST = "attest", "Attestation due"

    wall = models.ForeignKey("clients.Wall", on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, choices=Side.choices)
    text = models.TextField()
    told_at = models.DateTimeField(db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    mailed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_wallnotice_text_given", condition=~Q(text="")),
            models.UniqueConstraint(
                name="clients_wallnotice_once",
                fields=["wall", "colleague"],
                condition=Q(archived_at__isnull=True, side__in=["inside", "outside"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["colleague"],
                name="clients_wallnotice_waiting",
                condition=Q(archived_at__isnull=True, confirmed_at__isnull=True),
            ),
            models.Index(fields=["wall"], name="clients_wallnotice_wall"),
        ]

    def __str__(self) -> str:
        return "this notice"


@keeps_history()
class WallAttestation(Record):
    """Somebody inside looked at a wall and attested that it is still needed and that those inside are the right ones."""

    wall = models.ForeignKey("clients.Wall", on_delete=models.CASCADE, related_name="+")
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField(db_default=Now(), editable=False)
    insiders = models.PositiveIntegerField(help_text="How many were inside then.")
    note = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="clients_wallattestation_somebody", condition=Q(insiders__gte=1))]
        indexes = [models.Index(fields=["wall", "-attested_at"], name="clients_wallattestation_last")]

    def __str__(self) -> str:
        return "this attestation"


@keeps_history()
class GlassBreak(Record):
    """Somebody outside went through a wall in an emergency: for an hour at most, with a reason that those inside read."""

    wall = models.ForeignKey("clients.Wall", on_delete=models.CASCADE, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    starts_at = models.DateTimeField(db_default=Now(), editable=False)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="clients_glassbreak_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(name="clients_glassbreak_order", condition=Q(ends_at__gte=F("starts_at"))),
        ]
        indexes = [
            models.Index(fields=["colleague", "ends_at"], name="clients_glassbreak_open"),
            models.Index(fields=["wall"], name="clients_glassbreak_wall"),
        ]

    def __str__(self) -> str:
        return "this broken glass"
