"""Key people, the departure simulator and threads: page and file from one function, plans that take a row off."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.foundation.display.money import money_short
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.network.models import SecondTie
from relationships.scoring.health_actions import recompute_due
from tests.cast import SignIn
from tests.factories import DeclaredTieFactory, LedgerEntryFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(novagen: Client, account_manager: User) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen, title="CFO")
    DeclaredTieFactory(person=person, client=novagen, colleague=account_manager, declared_by=account_manager)
    LedgerEntryFactory(client=novagen, booked_on=firm_day().on - timedelta(days=9), amount=1250, base_amount=1250)
    count(novagen)
    return person


def count(client: Client) -> None:
    """Let the scores be counted anew."""
    facts_changed.send(sender=Client, client_ids=[client.pk])
    recompute_due(seconds=60)


def lines(answer: object) -> list[str]:
    return answer.getvalue().decode().lstrip("\ufeff").splitlines()  # type: ignore[attr-defined]


def test_page_and_file_say_the_same_of_both_sides(
    sign_in: SignIn, partner: User, ana: Person, account_manager: User
) -> None:
    browser = sign_in(partner)
    page = browser.get(reverse("key_people")).content.decode()
    assert "Maya Okafor" in page
    assert money_short(Decimal(1250), "EUR") in page
    assert lines(browser.get(reverse("export_key_people")))[1] == (
        f"Maya Okafor,{account_manager.practice},1250.00,1,Novagen Therapeutics,1250.00"
    )
    theirs = lines(browser.get(reverse("export_key_people") + "?side=theirs"))
    assert theirs[1] == 'Ana Ruiz,"CFO, Novagen Therapeutics",1250.00,1,Novagen Therapeutics,1250.00'


def test_the_simulator_says_whom_to_introduce(
    sign_in: SignIn, partner: User, ana: Person, account_manager: User
) -> None:
    browser = sign_in(partner)
    page = browser.get(reverse("leaving_colleague", args=[account_manager.public_id])).content.decode()
    assert "nobody yet" in page
    rows = lines(browser.get(reverse("export_leaving_colleague", args=[account_manager.public_id])))
    assert rows[1] == "1,Novagen Therapeutics,1250.00,1.0,yes,1250.00,,,Ana Ruiz"
    rows = lines(browser.get(reverse("export_leaving_person", args=[ana.public_id])))
    assert rows[1] == "1,Novagen Therapeutics,1250.00,1.0,yes,1250.00,,,Maya Okafor"


def test_what_stands_behind_a_wall_is_in_no_figure(
    sign_in: SignIn, administrator: User, partner: User, account_manager: User, walled_client: Client
) -> None:
    wilma = PersonFactory(name="Wilma")
    DeclaredTieFactory(person=wilma, client=walled_client, colleague=account_manager, declared_by=account_manager)
    LedgerEntryFactory(client=walled_client, booked_on=firm_day().on, amount=777, base_amount=777)
    count(walled_client)
    for name, args in (("key_people", []), ("leaving_colleague", [account_manager.public_id])):
        assert "Marrow" in sign_in(partner).get(reverse(name, args=args)).content.decode()
        page = sign_in(administrator).get(reverse(name, args=args)).content.decode()
        assert "Marrow" not in page
        assert "777" not in page


def test_a_planned_second_tie_stands_on_a_day_and_takes_the_row_off(
    sign_in: SignIn, partner: User, ana: Person, novagen: Client
) -> None:
    browser = sign_in(partner)
    assert "Novagen Therapeutics" in browser.get(reverse("thread_list")).content.decode()
    day = firm_day().on
    form = {"colleague": partner.public_id, "person": ana.public_id, "due_on": day.isoformat()}
    where = reverse("add_second_tie", args=[novagen.public_id])
    assert browser.post(where, {**form, "due_on": (day - timedelta(days=1)).isoformat()}).status_code == 422
    assert browser.post(where, form).status_code == 303
    recompute_due(seconds=60)
    page = browser.get(reverse("thread_list"), headers={"HX-Request": "true"}).content.decode()
    assert "Novagen Therapeutics" not in page
    assert "1 more with a second tie planned" in page
    assert "A second tie: meet Ana Ruiz" in browser.get(reverse("planned_list")).content.decode()
    SecondTie._base_manager.update(due_on=day - timedelta(days=31))
    assert "Novagen Therapeutics" in browser.get(reverse("thread_list")).content.decode()
    plan = SecondTie._base_manager.get()
    browser.post(reverse("withdraw_second_tie_plan", args=[plan.public_id]))
    assert PlannedTouch._base_manager.get().archived_at is not None
