"""Two worlds that differ only in clients of another office look the same, byte by byte, to whoever is limited to theirs.

World B is that of the walls with the walls taken away: what stood behind them belongs to a colleague elsewhere. What shares a
touchpoint with a client in sight is left out: it counts in that client's figures, which are the same for everybody (ADR 0027).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import TeamMember, Wall
from relationships.interactions.models import Interaction
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.marks import mark_all
from tests.access.crawl import NEVER, Answer, Request, look, requests_for
from tests.access.test_twin_worlds import differences, public_ids
from tests.access.twins import Twins, add_walled, world_a

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
LIMITED = "PMALU"


@dataclass
class Seen:
    """Both worlds, as those limited saw them and as the administrator did, who is not."""

    twins: Twins
    before: dict[str, dict[Request, Answer]] = field(default_factory=dict)
    after: dict[str, dict[Request, Answer]] = field(default_factory=dict)


def add_beyond(twins: Twins) -> None:
    """Make B of A: everything of the walled clients, at another office."""
    add_walled(twins)
    # Walls around work of clients in sight stay: what they hide is within everybody's scope.
    Wall.objects.filter(around_work=False).update(archived_at=timezone.now())
    TeamMember.objects.filter(client__in=twins.walled).delete()
    Interaction._base_manager.filter(summary="A shared secret").delete()


def look_around(twins: Twins, ids: set[str]) -> dict[str, dict[Request, Answer]]:
    mark_all()
    recompute_due(seconds=120)
    cache.clear()
    letters = LIMITED + "D"
    return {letter: look(twins.users[letter], list(requests_for(twins, letter)), ids) for letter in letters}


@pytest.fixture(scope="module")
def seen(one_transaction: None) -> Iterator[Seen]:
    with time_machine.travel(timezone.now(), tick=False):
        twins = world_a()
        here, there = twins.offices
        User.objects.filter(pk__in=[twins.users[letter].pk for letter in LIMITED]).update(
            clients_seen="office", office=here
        )
        User.objects.filter(pk=twins.insider.pk).update(office=there)
        for user in (*twins.users.values(), twins.insider):
            user.refresh_from_db()
        found = Seen(twins)
        with transaction.atomic():
            add_beyond(twins)
            ids = public_ids() | {NEVER}
            found.after = look_around(twins, ids)
            transaction.set_rollback(True)
        found.before = look_around(twins, ids)
        yield found


@pytest.mark.parametrize("letter", LIMITED)
def test_who_is_limited_can_not_tell_what_there_is_elsewhere(letter: str, seen: Seen) -> None:
    assert differences(seen.before[letter], seen.after[letter]) == []


def test_whoever_is_not_limited_sees_the_difference(seen: Seen) -> None:
    """Else the test is blind."""
    told = {
        request.address.split("?")[0].split("/")[1]
        for request in seen.before["D"]
        if seen.before["D"][request] != seen.after["D"][request]
    }
    assert {"clients", "people", "repeat", "touchpoints"} <= told
