"""Writing walls. Whoever may see a client decides who else does; nobody is shut out by accident (ADR 0009)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.record import Conflict
from relationships.clients.models import Client, GroupSpan, Wall, WallInsider
from relationships.clients.signals import facts_changed
from relationships.clients.visibility import BELOW
from relationships.clients.wall_notice_actions import stop_telling, tell, told_outside
from relationships.clients.wall_subject import subject_of

_BEHIND = f"""
WITH RECURSIVE below AS (
    SELECT e.client_id FROM clients_wall w JOIN clients_groupedge e ON e.parent_id = w.client_id
    WHERE w.id = %(wall)s AND w.covers_group AND e.archived_at IS NULL
    {BELOW}
)
SELECT client_id FROM clients_wall WHERE id = %(wall)s UNION SELECT client_id FROM below ORDER BY client_id
"""  # noqa: S608 - constants only


class NobodyCouldEndIt(Exception):
    """None of the insiders may manage walls, so the client would be lost to the firm."""


class OwnerOutside(Exception):
    """Whoever looks after the client would not see it any more: `owner`."""

    def __init__(self, owner: User, *, of_work: bool = False) -> None:
        does = "leads this work" if of_work else "looks after this client"
        super().__init__(f"{owner.name} {does} and would be outside.")
        self.owner = owner


class NotTopmost(Exception):
    """A wall covers a group only around its topmost client."""


class OnBothSides(Exception):
    """Somebody would be inside and be told that they are outside: `colleague`."""

    def __init__(self, colleague: User) -> None:
        super().__init__(f"{colleague.name} can't be inside and outside.")
        self.colleague = colleague


class EndsBeforeItStarts(Exception):
    """The wall would end before it stands."""


REFUSALS = (NobodyCouldEndIt, OwnerOutside, NotTopmost, EndsBeforeItStarts, OnBothSides)


@dataclass(frozen=True)
class Around:
    """One piece of a client's work, from the floor that knows it: who leads it, and what says that a wall is around it."""

    leader: User | None
    stand: Callable[[Wall], None]


@transaction.atomic
def add_wall(
    *,
    client: Client,
    reason: str,
    insiders: Collection[User],
    by: User | None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    outside: Collection[User] = (),
    around: Around | None = None,
    **facts: Any,
) -> Wall:
    """Put up a wall, at once without `starts_at`. `outside` are told that they stand outside; `facts` are its other fields.

    `around`: not around the client, but around one piece of its work.

    Raises `NobodyCouldEndIt`, `OwnerOutside`, `NotTopmost`, `EndsBeforeItStarts` or `OnBothSides`.
    """
    _refuse_lost(around.leader if around else client.owner, insiders, of_work=around is not None)
    _refuse_half_a_group(client, covers_group=facts.get("covers_group", False))
    starts_at = starts_at or timezone.now()
    _refuse_order(starts_at, ends_at)
    _refuse_both_sides(insiders, outside)
    wall = Wall.objects.create(
        client=client,
        reason=reason,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=by,
        around_work=around is not None,
        **facts,
    )
    if around:
        around.stand(wall)
    WallInsider.objects.bulk_create(WallInsider(wall=wall, colleague=each) for each in insiders)
    tell(wall, outside=outside)
    _ring(wall)
    return wall


@transaction.atomic
def edit_wall(
    *,
    wall: Wall,
    expected_version: int,
    insiders: Collection[User],
    changes: dict[str, Any],
    outside: Collection[User] | None = None,
) -> Wall:
    """Save `changes`, who is inside and who is told that they are `outside` (None: as it is).

    Raises as `add_wall` does, and `Conflict`.
    """
    _refuse_lost(subject_of(wall).keeper, insiders, of_work=wall.around_work)
    _refuse_half_a_group(wall.client, covers_group=changes.get("covers_group", wall.covers_group))
    _refuse_order(changes.get("starts_at", wall.starts_at), changes.get("ends_at", wall.ends_at))
    outside = told_outside(wall) if outside is None else outside
    _refuse_both_sides(insiders, outside)
    locked = Wall.objects.select_for_update().get(pk=wall.pk)
    if locked.version != expected_version:
        raise Conflict(locked)
    before = set(WallInsider.objects.filter(wall=wall).values_list("colleague_id", flat=True))
    after = {each.pk for each in insiders}
    # Once as it was and once as it is: what a narrower wall gives up is as stale as what a wider one takes in.
    _ring(wall)
    saved = wall.save_changes(expected_version=expected_version, changes=changes)
    if before != after:
        WallInsider.objects.filter(wall=wall, colleague_id__in=before - after).delete()
        WallInsider.objects.bulk_create(WallInsider(wall=wall, colleague_id=each) for each in sorted(after - before))
        if saved.version == expected_version:
            # Who is inside belongs to what others may have been editing.
            Wall.objects.filter(pk=wall.pk).update(version=F("version") + 1, updated_at=Now())
            saved.refresh_from_db()
    tell(saved, outside=outside)
    _ring(saved)
    return saved


@transaction.atomic
def end_wall(*, wall: Wall, expected_version: int) -> Wall:
    """Take the wall down now: everybody sees the client again. One that has not begun is taken away."""
    now = timezone.now()
    changes = {"ends_at": now} if wall.starts_at < now else {"archived_at": now}
    saved = wall.save_changes(expected_version=expected_version, changes=changes)
    stop_telling(saved)
    _ring(saved)
    return saved


@transaction.atomic
def restore_wall(*, wall: Wall) -> Wall:
    """Plan a wall again that was taken away before it began: it stands from its first moment on.

    Raises `NobodyCouldEndIt`, `OwnerOutside` or `NotTopmost` when things have changed since.
    """
    _refuse_lost(subject_of(wall).keeper, list(wall.insiders.all()), of_work=wall.around_work)
    _refuse_half_a_group(wall.client, covers_group=wall.covers_group)
    saved = wall.save_changes(expected_version=wall.version, changes={"archived_at": None})
    tell(saved, outside=told_outside(saved))
    _ring(saved)
    return saved


def _refuse_lost(owner: User | None, insiders: Collection[User], *, of_work: bool) -> None:
    if not any(can(each, Capability.MANAGE_WALLS) for each in insiders):
        raise NobodyCouldEndIt
    if owner is not None and owner.is_active and owner.pk not in {each.pk for each in insiders}:
        raise OwnerOutside(owner, of_work=of_work)


def _refuse_half_a_group(client: Client, *, covers_group: bool) -> None:
    if covers_group and GroupSpan.objects.filter(client=client).exists():
        raise NotTopmost


def _refuse_order(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise EndsBeforeItStarts


def _refuse_both_sides(insiders: Collection[User], outside: Collection[User]) -> None:
    inside = {each.pk for each in insiders}
    for each in outside:
        if each.pk in inside:
            raise OnBothSides(each)


def _behind(wall: Wall) -> list[int]:
    """The wall's client and, where it covers the group, everybody ever below it."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, {"wall": wall.pk})
        return [row[0] for row in cursor.fetchall()]


def _ring(wall: Wall) -> None:
    """Scores answer for the walled clients and for those that share touchpoints with them."""
    facts_changed.send(sender=Wall, client_ids=_behind(wall))
