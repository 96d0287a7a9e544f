"""Reading walls. A wall is known only to those who may see its client: its insiders (ADR 0009)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import History, history
from relationships.clients.models import Client, Wall, WallInsider

HISTORY_FIELDS = {
    "reason": "Reason",
    "covers_group": "Covers the group",
    "starts_at": "From",
    "ends_at": "Until",
}


def walls_known_to(user: User) -> QuerySet[Wall]:
    """Walls that `user` is inside of and whose client they may see, standing ones first.

    Standing behind another wall of the same client hides this one too.
    """
    inside = WallInsider.objects.filter(wall=OuterRef("pk"), colleague=user)
    visible = Client.objects.visible_to(user).values("pk")
    return (
        Wall.objects.filter(Exists(inside), client__in=visible)
        .select_related("client", "created_by")
        .order_by(F("archived_at").asc(nulls_first=True), "ends_at", "-starts_at", "pk")
    )


def insiders_of(wall: Wall) -> list[User]:
    """The colleagues inside, by name."""
    inside = WallInsider.objects.filter(wall=wall).values("colleague_id")
    return list(User.objects.filter(pk__in=inside).select_related("practice", "office").order_by("name_search", "pk"))


class WallState(StrEnum):
    """What a wall does now."""

    PLANNED = "planned"
    STANDS = "stands"
    ENDED = "ended"
    REMOVED = "taken away"


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
