"""Attesting, every so many months, that a wall is still needed and that those inside are the right ones."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Wall, WallInsider
from relationships.clients.visibility import standing_walls
from relationships.clients.wall_models import WallAttestation, WallNotice
from relationships.clients.wall_months import attestation_due

_ASKED = "It is time to look at a wall again: is it still needed, and are those inside the right ones?"


@transaction.atomic
def attest_wall(*, wall: Wall, by: User, note: str) -> WallAttestation:
    """Attest it now. Whoever was asked to is not asked any more."""
    insiders = WallInsider.objects.filter(wall=wall).count()
    made = WallAttestation.objects.create(wall=wall, attested_by=by, insiders=insiders, note=note)
    asked = WallNotice.objects.filter(wall=wall, side=WallNotice.Side.ATTEST, confirmed_at__isnull=True)
    asked.update(confirmed_at=timezone.now(), version=F("version") + 1, updated_at=Now())
    made.refresh_from_db()
    return made


@transaction.atomic
def ask_for_attestations(now: datetime | None = None) -> int:
    """Ask the approver of each standing wall that is due, else everybody inside who may end it; twice is once."""
    moment = now or timezone.now()
    newest = WallAttestation.objects.filter(wall=OuterRef("pk")).order_by("-attested_at").values("attested_at")[:1]
    asked = WallNotice.objects.filter(side=WallNotice.Side.ATTEST, confirmed_at__isnull=True, archived_at__isnull=True)
    walls = standing_walls().filter(~Q(pk__in=asked.values("wall_id")), attest_months__gt=0)
    found = [
        WallNotice(wall=wall, colleague=each, side=WallNotice.Side.ATTEST, text=_ASKED)
        for wall in walls.annotate(last=Subquery(newest)).select_for_update(of=("self",))
        if (due := attestation_due(wall, wall.last)) is not None and due <= moment
        for each in keepers_of(wall)
    ]
    WallNotice.objects.bulk_create(found)
    return len(found)


def keepers_of(wall: Wall) -> list[User]:
    """Whom to turn to about a wall: its approver where they are inside, else everybody inside who may end it."""
    inside = User.objects.filter(pk__in=WallInsider.objects.filter(wall=wall).values("colleague_id"), is_active=True)
    able = [each for each in inside.order_by("pk") if can(each, Capability.MANAGE_WALLS)]
    approver = [each for each in able if each.pk == wall.approved_by_id]
    return approver or able
