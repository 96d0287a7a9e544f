"""Putting up a wall around one piece of work: as around a client, but that the client stays in sight (ADR 0028)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from accounts.models import User
from relationships.clients import wall_actions
from relationships.clients.models import Wall
from relationships.engagements.models import Engagement, WalledWork


@transaction.atomic
def add_engagement_wall(
    *, engagement: Engagement, reason: str, insiders: Collection[User], by: User | None, **facts: Any
) -> Wall:
    """Put up a wall around `engagement`; arguments and refusals as in `clients.wall_actions.add_wall`.

    Whoever leads the work must be inside; whoever looks after the client need not be.
    """
    everything = Engagement.objects.unscoped(reason="locks the row the caller was given")
    work = everything.select_for_update().get(pk=engagement.pk)

    def stand_around(wall: Wall) -> None:
        WalledWork.objects.create(wall=wall, engagement=work)
        if not work.apart:
            # From now on its name refuses nobody the same one for other work: that would tell of it.
            work.save_changes(expected_version=work.version, changes={"apart": work.pk})

    return wall_actions.add_wall(
        client=work.client,
        reason=reason,
        insiders=insiders,
        by=by,
        around=wall_actions.Around(work.partner, stand_around),
        **facts,
    )
