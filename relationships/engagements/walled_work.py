"""Reading walls around single pieces of work, for the floor that keeps walls (`clients.wall_subject`)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Value
from django.urls import reverse

from accounts.models import User
from accounts.search_key import SearchKey
from relationships.clients.models import Client, Wall
from relationships.clients.visibility import hidden_work_ids, standing_walls
from relationships.clients.wall_subject import Place, Subject
from relationships.engagements.models import Engagement, WalledWork


def places_of_work(walls: Collection[int]) -> dict[int, Place]:
    """ "Audit 2025 for Novagen", by the id of the wall; asked for walls that their reader is inside of."""
    if not walls:
        return {}
    rows = WalledWork.objects.filter(wall__in=walls).select_related("engagement__client")
    return {row.wall_id: _place(row.engagement) for row in rows}


def subject_of_work(wall: Wall) -> Subject | None:
    """The work that `wall` stands around."""
    walled = WalledWork.objects.filter(wall=wall).select_related("engagement__client", "engagement__partner").first()
    if walled is None:
        return None
    work = walled.engagement
    return Subject(
        f"{work.name} for {work.client.name}", reverse("engagement_detail", args=[work.public_id]), work.partner
    )


def walls_hiding(name: str, outsider: User) -> list[Wall]:
    """The standing walls around work of exactly this name at clients in sight that hide it from `outsider`."""
    everything = Engagement.objects.unscoped(reason="In an emergency work is named by whoever may not see it.")
    hidden = everything.filter(
        name_search=SearchKey(Value(name)),
        pk__in=hidden_work_ids(outsider),
        client__in=Client.objects.visible_to(outsider),
    )
    walled = WalledWork.objects.filter(engagement__in=hidden)
    return list(standing_walls().filter(pk__in=walled.values("wall_id")).exclude(insiders=outsider).order_by("pk"))


def wall_around(user: User, work: Engagement) -> Wall | None:
    """The standing or planned wall around visible `work` that `user` is inside of, the newest."""
    walls = WalledWork.objects.filter(engagement=work, wall__insiders=user, wall__archived_at__isnull=True)
    found = walls.select_related("wall").order_by("-pk").first()
    return found.wall if found is not None else None


def _place(work: Engagement) -> Place:
    return Place(f"{work.name} for {work.client.name}", reverse("engagement_detail", args=[work.public_id]))
