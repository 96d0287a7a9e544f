"""Key-person risk by its definition, counted over practices; and second ties, which are plans with a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client, Wall
from relationships.clients.whole_groups import whole_groups
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.interactions.planned_actions import CannotSeeClient
from relationships.network.key_people import hanging_on, key_people
from relationships.network.second_tie_actions import DayIsOver, plan_second_tie, withdraw_second_tie
from tests.cast import colleague
from tests.factories import (
    ClientFactory,
    DeclaredTieFactory,
    GroupEdgeFactory,
    LedgerEntryFactory,
    PersonFactory,
    PositionFactory,
    PracticeFactory,
    WallFactory,
)

pytestmark = pytest.mark.django_db


def tie(client: Client, person: Person, ours: User, strength: int) -> None:
    DeclaredTieFactory(client=client, person=person, colleague=ours, declared_by=ours, strength=strength)


def billed(client: Client, amount: int, days_ago: int = 30) -> None:
    day = firm_day().on - timedelta(days=days_ago)
    LedgerEntryFactory(client=client, booked_on=day, amount=amount, base_amount=amount)


@pytest.fixture
def tax(db: None) -> User:
    """Works in another practice."""
    petra = colleague("Petra Lang", Role.PARTNER)
    petra.practice = PracticeFactory(name="Tax")
    petra.save(update_fields=["practice"])
    return petra


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    billed(novagen, 1000)
    billed(novagen, 9000, days_ago=400)
    return person


def at_risk(client: Client) -> dict[int, Decimal]:
    return {each.who: each.amount for each in key_people({client.pk: client.pk})}


def test_the_share_of_the_ties_is_the_share_of_the_fees(
    novagen: Client, ana: Person, account_manager: User, partner: User
) -> None:
    """60 of 60 + 20: three quarters of the 1,000 of twelve months; the practice is the same, so nobody makes good."""
    ben = PersonFactory(name="Ben")
    tie(novagen, ana, account_manager, 60)
    tie(novagen, ben, account_manager, 30)
    tie(novagen, ana, partner, 20)
    assert at_risk(novagen) == {account_manager.pk: Decimal("750.00"), partner.pk: Decimal("250.00")}


def test_a_living_tie_of_another_practice_makes_good_for_it(
    novagen: Client, ana: Person, account_manager: User, partner: User, tax: User
) -> None:
    tie(novagen, ana, account_manager, 60)
    tie(novagen, ana, tax, 39)
    assert set(at_risk(novagen)) == {account_manager.pk}
    ben = PersonFactory(name="Ben")
    tie(novagen, ben, tax, 40)
    assert at_risk(novagen) == {}


def test_each_of_two_practices_makes_good_for_the_other(
    novagen: Client, ana: Person, account_manager: User, tax: User
) -> None:
    tie(novagen, ana, account_manager, 60)
    tie(novagen, ana, tax, 60)
    assert at_risk(novagen) == {}
    (row,) = hanging_on(account_manager.pk, {novagen.pk: novagen.pk})
    assert (row.share, row.fees, row.alone, row.at_risk) == (0.5, 1000, False, 0)
    assert (row.heir, row.heir_strength, row.others) == (tax.pk, 60, [ana.pk])


def test_whoever_has_left_and_whoever_is_gone_hold_nothing(
    novagen: Client, ana: Person, account_manager: User, tax: User
) -> None:
    tie(novagen, ana, account_manager, 60)
    tie(novagen, ana, tax, 90)
    User.objects.filter(pk=tax.pk).update(left_on=firm_day().on - timedelta(days=1), is_active=False)
    assert at_risk(novagen) == {account_manager.pk: Decimal(1000)}
    gone = PersonFactory(name="Gone")
    PositionFactory(person=gone, client=novagen, ended_on=firm_day().on - timedelta(days=9))
    tie(novagen, gone, account_manager, 99)
    (row,) = hanging_on(account_manager.pk, {novagen.pk: novagen.pk})
    assert row.strength == 60


def test_amounts_of_a_client_add_up_to_its_fees(
    novagen: Client, ana: Person, account_manager: User, partner: User
) -> None:
    third = colleague("Dag Holm", Role.PARTNER)
    for each in (account_manager, partner, third):
        tie(novagen, ana, each, 50)
    assert abs(sum(at_risk(novagen).values()) - 1000) <= Decimal("0.02")


def test_the_mirror_is_their_person_on_whom_everything_hangs(
    novagen: Client, ana: Person, account_manager: User, partner: User
) -> None:
    tie(novagen, ana, account_manager, 60)
    tie(novagen, ana, partner, 80)
    ben = PersonFactory(name="Ben")
    tie(novagen, ben, partner, 20)
    (first,) = key_people({novagen.pk: novagen.pk}, side="theirs")
    assert (first.who, first.amount, first.largest) == (ana.pk, Decimal(800), novagen.pk)
    (row,) = hanging_on(ana.pk, {novagen.pk: novagen.pk}, side="theirs")
    assert (row.heir, row.others) == (ben.pk, [partner.pk, account_manager.pk])


def test_a_group_is_one_client(
    novagen: Client, ana: Person, account_manager: User, partner: User, tax: User, outsider: User
) -> None:
    """Its fees are those of all its clients, and a tie at any of them is a tie at it."""
    daughter = ClientFactory(name="Novagen Pharma")
    GroupEdgeFactory(client=daughter, parent=novagen)
    billed(daughter, 500)
    tie(novagen, ana, account_manager, 60)
    tie(daughter, PersonFactory(name="Ben"), partner, 20)
    groups = whole_groups(partner, [daughter.pk])
    assert groups == {novagen.pk: novagen.pk, daughter.pk: novagen.pk}
    assert {each.who: (each.amount, each.largest) for each in key_people(groups)} == {
        account_manager.pk: (Decimal("1125.00"), novagen.pk),
        partner.pk: (Decimal("375.00"), novagen.pk),
    }
    tie(daughter, PersonFactory(name="Cem"), tax, 40)
    assert key_people(groups) == [], "another practice holds the group"
    WallFactory(client=novagen, insiders=[partner])
    assert whole_groups(outsider, [daughter.pk, novagen.pk]) == {daughter.pk: daughter.pk}


def test_nothing_hangs_where_nothing_was_billed(novagen: Client, account_manager: User) -> None:
    tie(novagen, PersonFactory(), account_manager, 60)
    assert at_risk(novagen) == {}
    assert hanging_on(account_manager.pk, {novagen.pk: novagen.pk}) == []


def test_a_second_tie_is_a_plan_with_a_day(novagen: Client, ana: Person, partner: User, tax: User) -> None:
    day = firm_day().on + timedelta(days=10)
    plan = plan_second_tie(by=partner, client=novagen, colleague=tax, person=ana, due_on=day)
    planned = PlannedTouch._base_manager.get()
    assert (planned.colleague, planned.due_on, planned.reason) == (tax, day, "A second tie: meet Ana Ruiz")
    again = plan_second_tie(by=partner, client=novagen, colleague=tax, due_on=day + timedelta(days=1))
    assert (again.pk, again.person) == (plan.pk, None)
    withdraw_second_tie(plan=again)
    planned.refresh_from_db()
    assert planned.archived_at is not None


def test_no_second_tie_on_a_day_that_is_over_or_over_a_wall(
    novagen: Client, partner: User, outsider: User, wall: Wall
) -> None:
    with pytest.raises(DayIsOver):
        plan_second_tie(by=partner, client=novagen, colleague=partner, due_on=firm_day().on - timedelta(days=1))
    with pytest.raises(CannotSeeClient):
        plan_second_tie(by=partner, client=wall.client, colleague=outsider, due_on=firm_day().on)
