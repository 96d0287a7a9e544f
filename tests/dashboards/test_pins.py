"""Pins: what a colleague keeps in the navigation."""

from __future__ import annotations

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards.models import Pin
from relationships.dashboards.shelf import MOST_PINS
from tests.cast import SignIn
from tests.factories import ClientFactory, PersonFactory


def test_a_pin_stands_in_the_navigation_until_it_is_taken_away(
    sign_in: SignIn, partner: User, account_manager: User, novagen: Client
) -> None:
    browser = sign_in(partner)
    answer = browser.post("/pins/add/", {"client": novagen.public_id, "next": f"/clients/{novagen.public_id}/"})
    assert (answer.status_code, answer["Location"]) == (303, f"/clients/{novagen.public_id}/")
    browser.post("/pins/add/", {"client": novagen.public_id})
    assert Pin.objects.count() == 1, "twice is once"
    page = browser.get(f"/clients/{novagen.public_id}/").content.decode()
    assert "Unpin" in page
    assert 'class="nav-item nav-pin"' in page
    assert 'class="nav-item nav-pin"' not in sign_in(account_manager).get("/people/?view=all").content.decode()
    browser.post("/pins/remove/", {"client": novagen.public_id})
    assert 'class="nav-item nav-pin"' not in browser.get("/people/?view=all").content.decode()


def test_seven_are_shown_then_all_pins(sign_in: SignIn, partner: User) -> None:
    browser = sign_in(partner)
    for number in range(9):
        browser.post("/pins/add/", {"person": PersonFactory(name=f"Person {number}").public_id})
    page = browser.get("/people/?view=all").content.decode()
    assert page.count('class="nav-item nav-pin"') == 14, "seven in the column, seven in the phone's menu"
    assert "2 more" in page
    assert [pin.name for pin in browser.get("/pins/").context["pins"]] == [f"Person {n}" for n in range(9)]


def test_no_more_than_a_hundred(sign_in: SignIn, partner: User, novagen: Client) -> None:
    Pin.objects.bulk_create(Pin(user=partner, client=ClientFactory()) for _ in range(MOST_PINS))
    page = sign_in(partner).post("/pins/add/", {"client": novagen.public_id, "next": "/pins/"}, follow=True)
    assert "You have 100 pins." in page.content.decode()
    assert Pin.objects.count() == MOST_PINS


def test_nothing_that_is_hidden_can_be_pinned(
    sign_in: SignIn, partner: User, outsider: User, walled_client: Client
) -> None:
    for browser, status in ((sign_in(partner), 303), (sign_in(outsider), 404)):
        assert browser.post("/pins/add/", {"client": walled_client.public_id}).status_code == status


@pytest.mark.parametrize("data", [{}, {"client": ""}, {"colleague": "x"}])
def test_a_pin_names_what_it_pins(sign_in: SignIn, partner: User, data: dict[str, str]) -> None:
    assert sign_in(partner).post("/pins/add/", data).status_code == 400


def test_next_leads_nowhere_else(sign_in: SignIn, partner: User, novagen: Client) -> None:
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        answer = sign_in(partner).post("/pins/add/", {"client": novagen.public_id, "next": wanted})
        assert answer["Location"] == "/"
