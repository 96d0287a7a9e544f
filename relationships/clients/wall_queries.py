"""Reading walls. A wall is known only to those who may see its client: its insiders (ADR 0009)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import History, history
from relationships.clients.models import Client, Wall, WallInsider
from relationships.clients.wall_models import GlassBreak, WallAttestation, WallNotice
from relationships.clients.wall_months import attestation_due

HISTORY_FIELDS = {
    "reason": "Reason",
    "covers_group": "Covers the group",
    "starts_at": "From",
    "ends_at": "Until",
    "reference": "Reference",
    "approved_by": "Approved by",
    "attest_months": "Attested every so many months",
    "notice": "Confirmed inside",
    "outside_notice": "Confirmed outside",
}


def walls_known_to(user: User) -> QuerySet[Wall]:
    """Walls that `user` is inside of and whose client they may see, standing ones first.

    Standing behind another wall of the same client hides this one too.
    """
    inside = WallInsider.objects.filter(wall=OuterRef("pk"), colleague=user)
    visible = Client.objects.visible_to(user).values("pk")
    return (
        Wall.objects.filter(Exists(inside), client__in=visible)
        .select_related("client", "created_by", "approved_by")
        .order_by(F("archived_at").asc(nulls_first=True), "ends_at", "-starts_at", "pk")
    )


def insiders_of(wall: Wall) -> list[User]:
    """The colleagues inside, by name."""
    inside = WallInsider.objects.filter(wall=wall).values("colleague_id")
    return list(User.objects.filter(pk__in=inside).select_related("practice", "office").order_by("name_search", "pk"))


def insiders_by_wall(walls: Iterable[Wall]) -> dict[int, str]:
    """The names of those inside each wall, in one text."""
    inside = WallInsider.objects.filter(wall__in=list(walls)).order_by("colleague__name_search", "colleague_id")
    found: dict[int, list[str]] = {}
    for wall_id, name in inside.values_list("wall_id", "colleague__name"):
        found.setdefault(wall_id, []).append(name)
    return {wall_id: ", ".join(names) for wall_id, names in found.items()}


def told_of(wall: Wall) -> list[WallNotice]:
    """What people are asked to confirm now, and what they confirmed before, newest last; who hasn't comes first."""
    told = WallNotice.objects.filter(wall=wall, side__in=["inside", "outside"])
    told = told.exclude(archived_at__isnull=False, confirmed_at__isnull=True).select_related("colleague")
    return list(told.order_by(F("confirmed_at").asc(nulls_first=True), "side", "colleague__name_search", "pk"))


def notices_of(user: User, *, most: int = 50) -> tuple[list[WallNotice], list[WallNotice]]:
    """What `user` is asked to confirm about walls that are not over, and the `most` things they confirmed last."""
    mine = WallNotice.objects.filter(colleague=user).exclude(side="attest").select_related("wall__approved_by")
    over = Q(wall__archived_at__isnull=False) | Q(wall__ends_at__lte=timezone.now())
    waiting = mine.filter(archived_at__isnull=True, confirmed_at__isnull=True).exclude(over).order_by("told_at", "pk")
    return list(waiting), list(mine.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")[:most])


def attestations_of(wall: Wall) -> list[WallAttestation]:
    """Who attested the wall when, newest first."""
    made = WallAttestation.objects.filter(wall=wall).select_related("attested_by")
    return list(made.order_by("-attested_at", "-pk"))


def attestations_due(walls: Iterable[Wall]) -> dict[int, datetime]:
    """When each of the walls is to be attested next; walls that never are, are left out."""
    known = list(walls)
    made = WallAttestation.objects.filter(wall__in=known).values_list("wall_id").annotate(last=Max("attested_at"))
    last = dict(made)
    due = {each.pk: attestation_due(each, last.get(each.pk)) for each in known if state_of(each) in _IN_FORCE}
    return {pk: at for pk, at in due.items() if at is not None}


def broken_glass_of(wall: Wall) -> list[GlassBreak]:
    """Who went through the wall, newest first."""
    return list(GlassBreak.objects.filter(wall=wall).select_related("colleague").order_by("-starts_at", "-pk"))


class WallState(StrEnum):
    """What a wall does now."""

    PLANNED = "planned"
    STANDS = "stands"
    ENDED = "ended"
    REMOVED = "taken away"


_IN_FORCE = (WallState.PLANNED, WallState.STANDS)


def state_of(wall: Wall) -> WallState:
    """What the wall does now."""
    if wall.archived_at is not None:
        return WallState.REMOVED
    now = timezone.now()
    if wall.ends_at is not None and wall.ends_at <= now:
        return WallState.ENDED
    return WallState.STANDS if wall.starts_at <= now else WallState.PLANNED


def wall_history(wall: Wall, *, before: str = "") -> History:
    """Who changed the wall and who went in and out, newest first."""
    in_and_out = {"insert": "let in", "delete": "put out"}
    sources = [
        Told(Wall, {"pgh_obj_id": wall.pk}, HISTORY_FIELDS, "this wall"),
        Told(WallInsider, {"wall_id": wall.pk}, {"colleague": "Who"}, "a colleague", acts=in_and_out),
    ]
    return history(sources, user=None, before=before)
