"""How often we speak, read from the touches; and that lists ask the same gate as a single touch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards.rhythm import last_touches, rhythm_of
from relationships.interactions.models import Interaction
from tests.factories import ClientFactory, GroupEdgeFactory, InteractionFactory, TeamMemberFactory, WallFactory

TODAY = date(2026, 11, 20)


def touches(*ages: int) -> list[datetime]:
    return [datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(days=age) for age in ages]


@pytest.mark.parametrize(
    ("ages", "usual", "measured"),
    [
        ((), 30, False),
        ((3,), 30, False),
        ((0, 10, 20), 30, False),
        ((0, 10, 20, 40), 40 / 3, True),
        ((1, 1, 1, 1), 30, False),
    ],
)
def test_a_habit_needs_three_gaps_between_days(ages: tuple[int, ...], usual: float, measured: bool) -> None:
    rhythm = rhythm_of(touches(*ages), "B", None)
    assert (rhythm.usual_days, rhythm.measured) == (usual, measured)


@pytest.mark.parametrize(
    ("tier", "own", "expected"), [("A", None, 14), ("D", None, 120), ("", None, 30), ("A", 90, 90)]
)
def test_what_is_expected_is_the_clients_own_gap_else_its_tiers(tier: str, own: int | None, expected: float) -> None:
    assert rhythm_of([], tier, own).expected_days == expected


@pytest.mark.parametrize(
    ("ages", "tier", "late"),
    [
        ((17,), "A", False),  # 14 days, a quarter of grace
        ((18,), "A", True),
        ((40, 80, 120, 160), "A", False),  # late for the tier, usual for them
        ((51, 91, 131, 171), "A", True),
        ((20, 21, 22, 23), "D", False),  # a burst does not shorten what is expected
        ((), "A", False),  # nothing to be late after
    ],
)
def test_late_means_longer_than_usual_and_than_expected(ages: tuple[int, ...], tier: str, late: bool) -> None:
    assert rhythm_of(touches(*ages), tier, None).is_late(TODAY, UTC) is late


@pytest.fixture
def all_sorts(partner: User, account_manager: User, novagen: Client, walled_client: Client) -> list[Client]:
    """Touches of every kind that the gate tells apart."""
    holding, daughter, mine = ClientFactory(), ClientFactory(), ClientFactory(owner=account_manager)
    GroupEdgeFactory(client=daughter, parent=holding)
    WallFactory(client=holding, covers_group=True, insiders=[partner])
    TeamMemberFactory(client=daughter, colleague=partner)
    past = timezone.now() - timedelta(days=1)
    for number, clients in enumerate(
        ([novagen], [walled_client], [novagen, walled_client], [daughter], [novagen, daughter], [mine], [mine, novagen])
    ):
        for fields in (
            {},
            {"archived_at": past},
            {"confidential": True},
            {"confidential": True, "created_by": partner},
            {"confidential": True, "colleagues": [account_manager]},
        ):
            InteractionFactory(clients=clients, occurred_at=past - timedelta(hours=number), **fields)
    return list(Client.objects.unscoped(reason="a test"))


@pytest.mark.parametrize("who", ["partner", "account_manager", "outsider", "administrator", "assistant"])
def test_lists_see_the_touches_that_the_gate_lets_through(
    request: pytest.FixtureRequest, all_sorts: list[Client], who: str
) -> None:
    user = request.getfixturevalue(who)
    gate = Interaction.objects.visible_to(user).current().filter(occurred_at__lte=timezone.now())
    expected = {
        client.pk: sorted(gate.filter(touch_clients__client=client).values_list("occurred_at", flat=True), reverse=True)
        for client in all_sorts
    }
    assert last_touches(user, list(expected), most=100) == expected


def test_the_last_touches_are_the_newest_of_each_client(partner: User, novagen: Client) -> None:
    other, now = ClientFactory(), timezone.now()
    for days in (1, 2, 3):
        InteractionFactory(clients=[novagen], occurred_at=now - timedelta(days=days))
    InteractionFactory(clients=[novagen], occurred_at=now + timedelta(days=1))
    found = last_touches(partner, [novagen.pk, other.pk], most=2)
    assert found == {novagen.pk: [now - timedelta(days=1), now - timedelta(days=2)], other.pk: []}
