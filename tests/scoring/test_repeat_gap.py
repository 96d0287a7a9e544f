"""Short of the goal: which quiet clients usually bring it, in which order, and who could call them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from accounts.models import User
from relationships.clients.group_actions import add_group_edge
from relationships.clients.models import Client
from relationships.foundation.periods import year_to_date
from relationships.scoring.models import ReturnFit, ReturnLikelihood
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_chance import chance_to_return
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_gap import Gap, gap_to_goal
from relationships.scoring.repeat_queries import repeat_business
from tests.factories import InteractionFactory, PersonFactory, PlannedTouchFactory, PositionFactory, WallFactory
from tests.scoring.ledger import Edge, Entry, load

pytestmark = pytest.mark.django_db
TODAY = date(2024, 6, 30)


def every(client: str, days: int, until: date, amount: int, times: int = 12) -> list[Entry]:
    """A fee each `days` days, the last on `until`."""
    return [
        Entry(f"{client} {until} {n}", client, until - timedelta(days=days * n), Decimal(amount)) for n in range(times)
    ]


@pytest.fixture
def ledger(db) -> None:
    """Ash stopped in March, monthly until then. Birch comes each December. Cedar shrank and is on time. Dune, below
    Root, stopped a year ago. Elm is new and makes the share fall short."""
    load(
        [
            *every("Ash", 30, date(2024, 3, 1), 1000, times=40),
            *[Entry(f"Birch {year}", "Birch", date(year, 12, 10), Decimal(5000)) for year in range(2019, 2024)],
            *every("Cedar", 30, date(2023, 12, 20), 900, times=30),
            *every("Cedar", 30, date(2024, 6, 15), 100, times=6),
            *every("Dune", 30, date(2023, 6, 1), 2000, times=40),
            Entry("Elm", "Elm", date(2024, 2, 1), Decimal(9000)),
        ],
        [Edge("Dune", "Root")],
    )


def gap(user: User, **more) -> Gap:
    look = Reading(user, Policy(), year_to_date(TODAY), (), TODAY)
    return gap_to_goal(look, user, repeat_business(policy=Policy(), period=look.period, user=user, today=TODAY))


def names(found: Gap) -> list[str]:
    return [each.standing.name for each in found.quiet]


@pytest.mark.usefixtures("ledger")
def test_quiet_is_late_for_the_clients_own_rhythm(partner):
    found = gap(partner)
    assert names(found) == ["Ash", "Root"]
    ash = found.quiet[0]
    assert (ash.gap, ash.days, ash.last_on) == (45, 121, date(2024, 3, 1))
    assert ash.usual == 6000
    assert ash.missing == 6000 - ash.standing.current
    assert ash.chance == chance_to_return(121, 45)


@pytest.mark.usefixtures("ledger")
def test_enough_of_them_close_the_gap(partner):
    found = gap(partner)
    assert found.short_by
    assert found.short_by > found.missing
    assert found.enough is None
    quiet = found.quiet
    assert Gap(quiet[0].missing, quiet).enough == 1
    assert Gap(quiet[0].missing + Decimal("0.01"), quiet).enough == 2
    assert Gap(None, quiet).enough is None


@pytest.mark.usefixtures("ledger")
def test_who_has_the_tie_moves_a_client_up_and_is_named(partner, account_manager):
    dune = Client.objects.get(name="Dune")
    ReturnLikelihood.objects.create(
        client=dune, fit=ReturnFit.objects.create(fitted_on=TODAY), as_of=TODAY, probability=0.9, intercept=0
    )
    assert next((each.standing.name, each.chance, each.predicted) for each in gap(partner).quiet) == ("Root", 0.9, True)
    ana = PersonFactory(name="Ana")
    PositionFactory(person=ana, client=dune)
    for day in range(1, 9):
        at = datetime.now(UTC) - timedelta(days=20 * day)
        InteractionFactory(clients=[dune], people=[ana], colleagues=[account_manager], kind="meeting", occurred_at=at)
    call_command("recompute", verbosity=0)
    planned = PlannedTouchFactory(client=Client.objects.get(name="Root"), colleague=account_manager)
    root = gap(partner).quiet[0]
    assert root.holder
    assert root.holder.colleague == account_manager
    assert root.holder.strength
    assert root.planned == planned


@pytest.mark.usefixtures("ledger")
def test_without_a_tie_it_is_whoever_looks_after_them(partner, account_manager):
    Client.objects.filter(name="Ash").update(owner=account_manager)
    holder = gap(partner).quiet[0].holder
    assert holder
    assert (holder.colleague, holder.strength) == (account_manager, None)


@pytest.mark.usefixtures("ledger")
def test_a_walled_client_is_nobody_to_call(partner):
    WallFactory(client=Client.objects.get(name="Ash"))
    assert names(gap(partner)) == ["Root"]


@pytest.mark.usefixtures("ledger")
def test_a_walled_member_leaves_its_group_as_it_was(partner):
    before = gap(partner).quiet
    load(every("Dusk", 30, TODAY, 7000, times=50))
    add_group_edge(client=Client.objects.get(name="Dusk"), parent=Client.objects.get(name="Root"))
    assert gap(partner).quiet != before, "Else the test is blind."
    WallFactory(client=Client.objects.get(name="Dusk"))
    assert gap(partner).quiet == before


def test_the_chance_halves_with_each_further_gap():
    assert [chance_to_return(days, 30) for days in (0, 30, 60, 90)] == [1.0, 1.0, 0.5, 0.25]
