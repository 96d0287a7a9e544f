"""Journey 10: an alumnus moves to a client, in five acts; and the same form looked at by axe and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client as TestClient
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.contacts.models import Position
from relationships.foundation.firm_day import firm_day
from tests.factories import (
    AlumnusFactory,
    ClientFactory,
    LedgerEntryFactory,
    MoveSignalFactory,
    PersonFactory,
    PositionFactory,
)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SignIn = Callable[[Any], None]


@pytest.fixture
def daniel(db: None, account_manager: User) -> Alumnus:
    person = PersonFactory(name="Daniel Reyes")
    PositionFactory(person=person, client=ClientFactory(name="Oxbow Water"), title="Counsel")
    LedgerEntryFactory(client=ClientFactory(name="Fennmoor Capital", owner=account_manager))
    MoveSignalFactory(person=person)
    return AlumnusFactory(person=person)


def test_journey_10_an_alumnus_moves_to_a_client(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, alumni_admin: User,
    account_manager: User, daniel: Alumnus,
) -> None:  # fmt: skip
    sign_in(alumni_admin)
    page.goto(f"{live_server.url}/alumni/?show=all")
    page.get_by_role("searchbox", name="Search alumni").press_sequentially("rey", delay=20)
    expect(page.locator("#alumni tr")).to_have_count(1)
    page.locator("#alumni a").first.click()
    expect(page.get_by_role("heading", name="Daniel Reyes")).to_be_visible()
    page.keyboard.press("v")
    employer = page.get_by_label("Moves to")
    expect(employer).to_be_focused()
    page.keyboard.type("fenn")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("A client, looked after by Maya Okafor")
    held = Position._base_manager.get(person=daniel.person, ended_on__isnull=True)
    assert (held.client.name, held.started_on) == ("Fennmoor Capital", firm_day().on)
    browser = TestClient()
    browser.force_login(account_manager)
    day = browser.get(reverse("my_day")).content.decode()
    assert "just joined Fennmoor Capital" in day
    assert complaints == []


def test_the_form_and_the_signs_are_read_by_everybody(
    page: Page, browser: Browser, live_server: LiveServer, sign_in: SignIn, account_manager: User, daniel: Alumnus
) -> None:
    sign_in(account_manager)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (reverse("move_list"), reverse("record_person_move", args=[daniel.person.public_id])):
        page.goto(live_server.url + address)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    signed_in = TestClient()
    signed_in.force_login(account_manager)
    context = browser.new_context(java_script_enabled=False)
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    plain = context.new_page()
    plain.goto(live_server.url + reverse("move_list"))
    plain.get_by_role("link", name="Moved… Daniel Reyes").click()
    plain.get_by_label("Moves to").fill("Fennmoor Capital")
    plain.get_by_role("button", name="Record move").click()
    expect(plain.get_by_role("heading", name="Signs of moves")).to_be_visible()
    expect(plain.locator("main")).to_contain_text("Nobody seems to have moved.")
    context.close()
