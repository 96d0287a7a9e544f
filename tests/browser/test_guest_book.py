"""A host writes down what they heard, is warned in time, reads the brief; their guest corrects it on a card."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from relationships.hospitality.models import GuestFact
from tests.factories import PersonFactory, PositionFactory


@pytest.fixture
def ana(transactional_db, novagen):
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    return person


def test_a_host_remembers_and_the_guest_puts_it_right(
    page: Page, context: BrowserContext, live_server, sign_in, account_manager, ana, complaints
):
    sign_in(account_manager)
    page.goto(f"{live_server.url}/people/{ana.public_id}/guest-book/")
    page.keyboard.press("n")
    page.get_by_label("About").select_option("table")
    page.get_by_label("What to remember").fill("Allergic to nuts")
    page.get_by_label("Show it on their own card").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("speaks of health")
    page.get_by_label("What to remember").fill("No nuts")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#undo")).to_contain_text("Wrote it into Ana Ruiz’s guest book")
    expect(page.locator("main")).to_contain_text("No nuts")
    page.get_by_role("link", name="Their card").click()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Send this address").input_value()

    own = context.browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    hers = own.new_page()
    hers.goto(address)
    expect(hers.get_by_role("heading", level=1)).to_have_text("What we remember of you, Ana Ruiz")
    hers.get_by_label("At the table", exact=True).fill("No nuts, and no mushrooms")
    hers.get_by_role("button", name="Send").click()
    expect(hers.locator("main")).to_contain_text("Thank you.")
    assert own.cookies() == []
    own.close()

    page.reload()
    page.get_by_role("button", name="Accept").click()
    page.goto(f"{live_server.url}/people/{ana.public_id}/brief/")
    expect(page.locator("main")).to_contain_text("No nuts, and no mushrooms")
    assert GuestFact.objects.unscoped(reason="test").get().heard_where == "on their own card"
    assert complaints == ["Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"]
