"""When a change began, and who spoke with the client last before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import LedgerEntry
from relationships.foundation.periods import fiscal_year, shift_months
from relationships.interactions.models import Interaction
from relationships.scoring.repeat_business import CHANGES, Bar, Policy
from relationships.scoring.repeat_drill import standings
from relationships.scoring.repeat_entries import Slice, counted_entries
from relationships.scoring.repeat_turn import turns
from tests.examples import examples
from tests.factories import InteractionFactory, PersonFactory, PositionFactory, WallFactory
from tests.scoring.ledger import Edge, Entry, load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.test_repeat_drill import ALL, reading
from tests.scoring.test_repeat_properties import PERIODS, POLICIES, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


def turned_by_hand(look, group: Client) -> date | None:
    """Day by day: the first from which both sums differ in the direction in which they differ at the end."""
    period = look.period
    steps: dict[date, int] = {}
    for entry in LedgerEntry.objects.filter(
        pk__in=[each.id for each in counted_entries(look, Slice(group.pk), limit=ALL)]
    ):
        now = entry.booked_on >= period.start
        day = entry.booked_on if now else min(shift_months(entry.booked_on, 12), period.last_day)
        steps[day] = steps.get(day, 0) + (entry.base_amount if now else -entry.base_amount)
    ahead, days = 0, []
    for day in sorted(steps):
        ahead += steps[day]
        days.append((day, (ahead > 0) - (ahead < 0)))
    end = days[-1][1]
    for day, sign in reversed(days):
        if sign != end:
            break
        turned = day
    return turned if end else None


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(), ownerships(), POLICIES, PERIODS)
def test_the_turn_is_the_first_day_of_the_lead_that_lasts(entries, edges, policy, period):
    with ledger(entries, edges):
        look = reading(policy, period)
        for bar in (*CHANGES, Bar.CURRENT):
            listed = [row.public_id for row in standings(look, bar=bar, limit=ALL)]
            found = turns(look, listed, look.user)
            for key in listed:
                by_hand = turned_by_hand(look, Client.objects.get(public_id=key))
                assert (found[key].on if key in found else None) == by_hand


def touch(client: Client, day: datetime, **more) -> Interaction:
    return InteractionFactory(occurred_at=day, clients=[client], **more)


@pytest.fixture
def elm(db) -> Client:
    """Was billed on 10 Mar and 5 Jun 2023, and again, less, on 10 Mar 2024. A part of Oak."""
    load(
        [
            Entry("1", "Elm", date(2023, 3, 10), 400),
            Entry("2", "Elm", date(2023, 6, 5), 300),
            Entry("3", "Elm", date(2024, 3, 10), 500),
        ],
        [Edge("Elm", "Oak")],
    )
    return Client.objects.get(name="Elm")


def turn_of_oak():
    look = reading(Policy(), fiscal_year(2024))
    (row,) = standings(look, bar=Bar.SHRUNK, limit=ALL)
    return turns(look, [row.public_id], look.user)[row.public_id]


def test_the_last_touch_before_the_turn_is_named_with_who_when_and_what(elm):
    maya = User.objects.create_user("maya@firm.example", name="Maya Okafor", role="partner")
    ana = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=ana, client=elm)
    touch(elm, datetime(2024, 5, 1, tzinfo=UTC), kind="email")
    touch(
        elm,
        datetime(2024, 6, 4, 12, tzinfo=UTC),
        kind="call",
        colleagues=[maya],
        people=[ana],
        summary="Budget\nis cut.",
    )
    touch(elm, datetime(2024, 6, 6, tzinfo=UTC), kind="meeting", summary="Afterwards")
    undone = touch(elm, datetime(2024, 6, 4, 13, tzinfo=UTC), kind="meeting")
    Interaction.objects.filter(pk=undone.pk).update(archived_at=datetime(2024, 6, 5, tzinfo=UTC))
    found = turn_of_oak()
    assert found.on == date(2024, 6, 5)
    assert (found.sentence, found.line, found.ours) == (
        "Maya Okafor called Ana Ruiz",
        "Budget is cut.",
        ["Maya Okafor"],
    )


def test_a_touch_that_names_a_walled_client_is_not_told(elm):
    touch(elm, datetime(2024, 5, 1, tzinfo=UTC), kind="email", summary="Seen")
    both = touch(elm, datetime(2024, 5, 2, tzinfo=UTC), kind="call", summary="Kept")
    hidden = Client.objects.create(name="Walled")
    both.touch_clients.create(client=hidden, occurred_at=both.occurred_at)
    WallFactory(client=hidden, starts_at=datetime.now(UTC) - timedelta(days=1))
    assert turn_of_oak().line == "Seen"


def test_who_was_never_spoken_with_has_a_turn_and_no_touch(elm):
    assert (turn_of_oak().touch, turn_of_oak().sentence) == (None, "")
