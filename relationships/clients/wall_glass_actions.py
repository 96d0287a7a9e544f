"""Breaking the glass: through a wall in an emergency, for an hour, with a reason, and never unnoticed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.search_key import SearchKey
from accounts.still_here import not_gone
from relationships.clients.models import Client, Wall, WallInsider
from relationships.clients.visibility import OUT_OF_SCOPE, hidden_client_ids, standing_walls
from relationships.clients.wall_models import GlassBreak, WallNotice
from relationships.clients.wall_notice_actions import flag
from relationships.clients.wall_subject import AroundWork, Subject, subject_of

LASTS = timedelta(minutes=60)

_AROUND = """
WITH RECURSIVE above AS (
    SELECT c.id FROM unnest(%s::bigint[]) AS c (id)
    UNION
    SELECT e.parent_id FROM above JOIN clients_groupedge e ON e.client_id = above.id WHERE e.archived_at IS NULL
) SELECT id FROM above
"""


class NoSuchWall(Exception):
    """No wall that this colleague stands outside of hides a client of that name."""


@transaction.atomic
def break_glass(*, name: str, reason: str, by: User) -> tuple[Subject, datetime]:
    """Let `by` through every wall that hides the client, or the work, called exactly `name`; answer it and until when.

    Everybody inside who may end the wall is told at once, with the reason, and must confirm it. Raises `NoSuchWall`.
    """
    everybody = Client.objects.unscoped(reason="In an emergency a client is named by whoever may not see it.")
    hidden = everybody.filter(
        name_search=SearchKey(Value(name)), archived_at__isnull=True, pk__in=hidden_client_ids(by)
    )
    # Breaking the glass leads through walls. What is out of somebody's scope stays so.
    beyond = RawSQL(OUT_OF_SCOPE, [by.pk])  # noqa: S611 - a constant with parameters
    hidden = hidden.exclude(pk__in=beyond)
    clients = list(hidden.order_by("pk"))
    around_clients = _around([each.pk for each in clients], by)
    walls = around_clients or AroundWork.walls(name, by)
    if not walls:
        raise NoSuchWall
    now = timezone.now()
    broken = [
        GlassBreak.objects.create(wall=wall, colleague=by, reason=reason, starts_at=now, ends_at=now + LASTS)
        for wall in walls
    ]
    for each in broken:
        _alert(each, by)
    # A wall may stand around the group's topmost client: whoever was named is opened.
    return _subject(clients[0]) if around_clients else subject_of(walls[0]), now + LASTS


def _subject(client: Client) -> Subject:
    return Subject(client.name, reverse("client_detail", args=[client.public_id]), None)


def _around(client_ids: list[int], user: User) -> list[Wall]:
    """The standing walls without `user` inside that hide any of these clients, themselves or with their group."""
    if not client_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, [client_ids])
        above = [row[0] for row in cursor.fetchall()]
    inside = WallInsider.objects.filter(colleague=user).values("wall_id")
    walls = standing_walls().filter(around_work=False).exclude(pk__in=inside)
    return list(walls.filter(client_id__in=client_ids) | walls.filter(client_id__in=above, covers_group=True))


def _alert(broken: GlassBreak, by: User) -> None:
    until = timezone.localtime(broken.ends_at)
    text = f"{by.name} went through a wall that you are inside of, until {until:%H:%M}. Their reason: {broken.reason}"
    told = told_of_glass(broken.wall)
    WallNotice.objects.bulk_create(
        WallNotice(wall=broken.wall, colleague=each, side=WallNotice.Side.GLASS, text=text) for each in told
    )
    flag(each.pk for each in told)


def told_of_glass(wall: Wall) -> list[User]:
    """Partners and administrators inside, the approver, and whoever looks after the client, as far as they are inside;
    where none of them is, everybody inside: nobody goes through unnoticed."""
    insiders = WallInsider.objects.filter(wall=wall).values("colleague_id")
    inside = User.objects.filter(not_gone(), pk__in=insiders, is_active=True)
    named = {wall.approved_by_id, wall.created_by_id, wall.client.owner_id}
    everybody = list(inside.order_by("pk"))
    return [each for each in everybody if each.pk in named or can(each, Capability.MANAGE_WALLS)] or everybody


@transaction.atomic
def leave_glass(*, by: User) -> None:
    """Go out of every wall one went through, before the hour is over."""
    now = timezone.now()
    still = GlassBreak.objects.filter(colleague=by, ends_at__gt=now)
    still.update(ends_at=now, version=F("version") + 1, updated_at=Now())
