"""Reading walls. A wall is known only to those who may see its client: its insiders (ADR 0009)."""

from __future__ import annotations

from enum import StrEnum

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.record_history import Change, FieldChange, history_of, who_did
from relationships.clients.models import Client, Wall, WallInsider

HISTORY_FIELDS = {
    "reason": "Reason",
    "covers_group": "Covers the group",
    "starts_at": "From",
    "ends_at": "Until",
    "archived_at": "Removed",
}


def walls_known_to(user: User) -> QuerySet[Wall]:
    """Walls that `user` is inside of and whose client they may see, standing ones first.

    Standing behind another wall of the same client hides this one too.
    """
    inside = WallInsider.objects.filter(wall=OuterRef("pk"), colleague=user)
    visible = Client.objects.visible_to(user).values("pk")
    return (
        Wall.objects.filter(Exists(inside), client__in=visible, archived_at__isnull=True)
        .select_related("client", "created_by")
        .order_by("ends_at", "-starts_at", "pk")
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


def state_of(wall: Wall) -> WallState:
    """What the wall does now."""
    now = timezone.now()
    if wall.ends_at is not None and wall.ends_at <= now:
        return WallState.ENDED
    return WallState.STANDS if wall.starts_at <= now else WallState.PLANNED


def wall_history(wall: Wall) -> list[Change]:
    """Who changed the wall and who went in and out, newest first."""
    found = [*history_of(wall, fields=HISTORY_FIELDS), *_comings_and_goings(wall)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _comings_and_goings(wall: Wall) -> list[Change]:
    events = list(
        apps.get_model("clients", "WallInsiderEvent")
        ._base_manager.filter(wall_id=wall.pk)
        .select_related("pgh_context")
        .order_by("-pgh_id")
    )
    names = dict(User.objects.filter(pk__in={each.colleague_id for each in events}).values_list("pk", "name"))
    who = who_did(each.pgh_context for each in events)
    return [
        Change(
            each.pgh_created_at,
            who(each.pgh_context),
            "let in" if each.pgh_label == "insert" else "put out",
            [FieldChange(names.get(each.colleague_id, ""), "", "")],
        )
        for each in events
    ]
