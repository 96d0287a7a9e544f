"""Work behind a wall never shines through at another client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client, GroupEdge, Wall
from relationships.network.queries import tie_rows
from tests.network.touching import make_client, make_colleague, make_person, make_touch

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def wall(client: Client, **fields: object) -> Wall:
    started = datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))
    return Wall.objects.create(client=client, reason="Takeover", **{"starts_at": started, **fields})


@pytest.fixture
def shared_meeting() -> tuple[Client, Client]:
    """One meeting about two clients."""
    clients = make_client("Novagen"), make_client("Target")
    make_touch(TODAY, clients=clients, people=[make_person()], colleagues=[make_colleague()])
    return clients


def tied_clients(**scope: object) -> set[int | None]:
    return {row.client_id for row in tie_rows(TODAY, **scope)}


def test_without_a_wall_it_counts_for_both(shared_meeting):
    novagen, target = shared_meeting
    assert tied_clients() == {novagen.pk, target.pk}


def test_behind_a_wall_it_counts_for_the_walled_client_only(shared_meeting):
    novagen, target = shared_meeting
    wall(target)
    assert tied_clients() == {target.pk}
    assert tied_clients(client_ids=[novagen.pk]) == set()
    assert tied_clients(client_ids=[target.pk]) == {target.pk}


@pytest.mark.parametrize(
    "over",
    [
        {"archived_at": timezone.now()},
        {"ends_at": timezone.now() - timedelta(days=1)},
        {"starts_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["archived", "ended", "not yet begun"],
)
def test_a_wall_that_does_not_stand_hides_nothing(shared_meeting, over):
    novagen, target = shared_meeting
    wall(target, **over)
    assert tied_clients() == {novagen.pk, target.pk}


def test_behind_two_walls_it_counts_for_neither(shared_meeting):
    for client in shared_meeting:
        wall(client)
    assert tied_clients() == set()


def test_behind_one_wall_around_the_group_it_counts_for_both(shared_meeting):
    novagen, target = shared_meeting
    GroupEdge.objects.create(client=novagen, parent=target)
    rebuild_group_spans()
    wall(target, covers_group=True)
    assert tied_clients() == {novagen.pk, target.pk}
