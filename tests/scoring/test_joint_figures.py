"""Every figure of a client reads a joint account split 60/40: fees by year, health, likelihood, key people and their lists."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.engagements.queries import fees_by_year
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year
from relationships.network import departure_actions
from relationships.network.actions import record_departure
from relationships.network.departure_models import Handover
from relationships.network.joint_terms import counted_ledger
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import policy_of
from relationships.scoring.health_queries import firm_figures, gather
from relationships.scoring.models import StaleMark
from relationships.scoring.part_entries import business_days, lines_of_windows, read_lines, windows
from relationships.scoring.repeat_business import Bar, Policy
from relationships.scoring.repeat_drill import Reading, standings
from relationships.scoring.return_facts import book_at
from tests.cast import SignIn
from tests.factories import WallFactory
from tests.scoring.ledger import Entry, load, share

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
SHARES = {"Smith": Decimal("0.6"), "Jones": Decimal("0.4")}


@pytest.fixture
def clients() -> dict[str, Client]:
    load(
        [
            Entry("1", "Both", date(2022, 5, 2), Decimal("70.00")),
            Entry("2", "Both", date(2023, 5, 2), Decimal("100.01")),
            Entry("3", "Both", date(2024, 5, 2), Decimal("333.33")),
            Entry("4", "Both", date(2024, 6, 3), Decimal("-33.33"), kind="credit"),
            Entry("5", "Jones", date(2024, 6, 1), Decimal("50.00")),
        ]
    )
    share("Both", SHARES, starts_on=date(2023, 1, 1))
    return {each.name: each for each in Client.objects.unscoped(reason="test")}


def facts(clients: dict[str, Client]) -> dict[str, HealthInputs]:
    day = firm_day(ON)
    found = gather(day, [each.pk for each in clients.values()], policy_of(day).rules, firm=firm_figures(day), past=True)
    return {name: found[each.pk] for name, each in clients.items()}


def test_all_figures_of_a_client_agree(clients: dict[str, Client], partner: User) -> None:
    by_year = fees_by_year(partner, [each.pk for each in clients.values()], start_month=1)
    assert {name: by_year.get(each.pk, {}) for name, each in clients.items()} == {
        "Both": {2022: Decimal("70.00")},
        "Smith": {2023: Decimal("60.01"), 2024: Decimal("180.00")},
        "Jones": {2023: Decimal("40.00"), 2024: Decimal("170.00")},
    }
    look = Reading(partner, Policy(level="entity"), fiscal_year(2024))
    rows = standings(look, bar=Bar.CURRENT, limit=9)
    assert {row.name: (row.previous, row.current) for row in rows} == {
        "Smith": (Decimal("60.01"), Decimal("180.00")),
        "Jones": (Decimal("40.00"), Decimal("170.00")),
    }
    health = facts(clients)
    assert {name: (each.net_before, each.net, each.first_fee_on) for name, each in health.items()} == {
        "Both": (0.0, 0.0, date(2022, 5, 2)),
        "Smith": (60.01, 180.0, date(2023, 5, 2)),
        "Jones": (40.0, 170.0, date(2023, 5, 2)),
    }
    assert (health["Smith"].business_on, health["Smith"].gap_days) == (date(2024, 5, 2), 366)
    book = book_at(ON, outcome=False)
    named = {each.pk: name for name, each in clients.items()}
    money = dict(zip([named[each] for each in book.client_ids], book.columns["money_12"], strict=True))
    assert money == {"Smith": 200.0, "Jones": pytest.approx(183.33)}, "positive fees only"
    assert book_at(date(2023, 12, 31)).came.tolist() == [1.0, 1.0]


def test_the_lists_behind_a_score_add_up_to_it(clients: dict[str, Client], partner: User, sign_in: SignIn) -> None:
    lines = lines_of_windows(clients["Jones"], ON)
    compared = windows(lines, ON)
    assert (compared.earlier, compared.now) == (Decimal("40.00"), Decimal("170.00"))
    assert sum(line.amount for line in lines) == 210
    assert [(each.entry.client.name, each.amount, each.is_part) for each in read_lines(partner, lines)] == [
        ("Both", Decimal("-13.33"), True),
        ("Jones", Decimal("50.00"), False),
        ("Both", Decimal("133.33"), True),
        ("Both", Decimal("40.00"), True),
    ]
    assert [day.on for day in business_days(partner, clients["Smith"], ON)] == [date(2024, 5, 2), date(2023, 5, 2)]
    visit = sign_in(partner)
    account = visit.get(f"/clients/{clients['Both'].public_id}/work/").text
    assert ("counts for" in account, "€70.00" in account) == (True, True)
    member = visit.get(f"/clients/{clients['Jones'].public_id}/work/?year=2024").text
    assert ("Has 40 % of what is booked on" in member, "€170.00" in member) == (True, True)
    by_fees = visit.get("/clients/?sort=-last_fees")
    assert by_fees.status_code == 200


def test_what_is_booked_on_the_account_makes_its_members_stale(clients: dict[str, Client]) -> None:
    StaleMark.objects.all().delete()
    facts_changed.send(sender=None, client_ids=[clients["Both"].pk])
    assert set(StaleMark.objects.values_list("client_id", flat=True)) == {each.pk for each in clients.values()}
    StaleMark.objects.all().delete()
    facts_changed.send(sender=None, client_ids=[clients["Smith"].pk])
    assert [each.client_id for each in StaleMark.objects.all()] == [clients["Smith"].pk]


def test_a_wall_around_one_of_them_leaves_the_account_whole(clients: dict[str, Client], administrator: User) -> None:
    wall = WallFactory(client=clients["Smith"], insiders=[administrator])
    assert {name: each.net for name, each in facts(clients).items()} == {"Both": 300.0, "Smith": 0.0, "Jones": 50.0}
    assert counted_ledger([clients["Jones"].pk]).ctes == ""
    StaleMark.objects.all().delete()
    facts_changed.send(sender=None, client_ids=[clients["Smith"].pk])
    assert StaleMark.objects.count() == 3, "once it falls, the account is split again"
    wall.ends_at = wall.starts_at + timedelta(seconds=1)
    wall.save()
    assert facts(clients)["Smith"].net == 180.0


def test_who_leaves_hands_over_what_each_client_counts_for(
    clients: dict[str, Client], administrator: User, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departure_actions, "firm_day", lambda: firm_day(ON))
    Client.objects.unscoped(reason="test").update(owner=account_manager)
    departure = record_departure(by=administrator, colleague=account_manager, last_day=ON + timedelta(days=20))
    handed = Handover.objects.unscoped(reason="test").filter(departure=departure, person=None)
    assert dict(handed.values_list("client__name", "fees")) == {
        "Both": None,
        "Smith": Decimal("240.01"),
        "Jones": Decimal("210.00"),
    }


def test_a_joint_account_says_whose_fees_are_booked_on_it(
    clients: dict[str, Client], partner: User, sign_in: SignIn
) -> None:
    visit = sign_in(partner)
    both = visit.get(f"/clients/{clients['Both'].public_id}/").text
    assert ("A joint account" in both, "Smith</a> (60 %)" in both, "Jones</a> (40 %)" in both) == (True, True, True)
    assert ("No fees" in both, "A joint account" in visit.get(f"/clients/{clients['Smith'].public_id}/").text) == (
        False,
        False,
    )
    wall = WallFactory(client=clients["Smith"], insiders=[])
    assert "A joint account" not in visit.get(f"/clients/{clients['Both'].public_id}/").text
    assert wall.pk
