"""From an empty database to a firm at work, in a browser: the key, the questions, sample data, keys, idleness."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import first_key
from accounts.models import Firm, User
from relationships.clients.models import Client

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SETTINGS = ("/settings/firm/", "/settings/words/", "/settings/repeat-business/", "/settings/sample/", "/imports/")
OWN = ("/me/appearance/", "/me/keyboard/", "/help/keyboard/")
PHONE = {"width": 390, "height": 844}

SignIn = Callable[[Any], None]


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]


def test_the_first_run(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    cache.clear()
    page.goto(f"{live_server.url}/setup/administrator/#{first_key.new_key()}")
    assert "#" not in page.url, "the key stays in no history"
    assert faults(page) == []
    page.get_by_label("Your name").fill("Gerd Own")
    page.get_by_label("Your e-mail").fill("gerd@own.example")
    page.get_by_label("Password").fill("a quiet afternoon in Basel")
    page.get_by_role("button", name="Create the administrator").click()
    expect(page.get_by_role("heading", name="Who are you?")).to_be_visible()
    page.get_by_label("Name of the firm").fill("Open Hands")
    page.get_by_label("Currency").select_option("SEK")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("A non-profit: donors, gifts, giving").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Goal, in percent").fill("60")
    page.get_by_role("button", name="Save and go on").click()
    assert faults(page) == []
    page.get_by_role("button", name="Make sample data").click()
    expect(page.get_by_role("heading", name="Who else should be here?")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("link", name="Donors", exact=True).first.click()
    expect(page.get_by_role("heading", name="Donors", exact=True)).to_be_visible()
    expect(page.get_by_text("sample", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Remove it").click()
    page.get_by_role("button", name="Remove all sample data").click()
    expect(page.get_by_text("Removed the sample data.")).to_be_visible()
    assert not Client._base_manager.exists()
    assert [text for text in complaints if "404" not in text] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_settings(
    page: Page, live_server: LiveServer, sign_in: SignIn, administrator: User, theme: Any
) -> None:
    sign_in(administrator)
    page.emulate_media(color_scheme=theme)
    for size in ({"width": 1440, "height": 900}, PHONE):
        page.set_viewport_size(size)
        for address in (*SETTINGS, *OWN):
            page.goto(live_server.url + address)
            assert faults(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address


def test_g_and_a_letter_goes_to_a_page_even_where_its_link_is_hidden(
    page: Page, live_server: LiveServer, sign_in: SignIn, account_manager: User
) -> None:
    sign_in(account_manager)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/me/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/clients/")
    page.goto(f"{live_server.url}/me/keyboard/")
    page.get_by_label("Single letters are shortcuts").uncheck()
    page.get_by_role("button", name="Save keyboard").click()
    expect(page.get_by_text("Saved keyboard.")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    assert page.url.endswith("/me/keyboard/")
    page.keyboard.press("Alt+g")
    page.keyboard.press("Alt+c")
    page.wait_for_url("**/clients/")


def test_before_the_session_ends_one_is_asked_and_typed_text_survives_its_end(
    page: Page, live_server: LiveServer, sign_in: SignIn, account_manager: User
) -> None:
    account_manager.set_password("long enough, never used")
    account_manager.save(update_fields=["password"])
    sign_in(account_manager)
    page.clock.install()
    page.goto(f"{live_server.url}/me/")
    page.get_by_label("Name").fill("Maya, typed and not sent")
    page.clock.fast_forward("28:30")
    stay = page.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    stay.press("Enter")
    expect(stay).to_be_hidden()
    _let_the_session_end(page)
    page.clock.fast_forward("30:30")
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_text("You were signed out")).to_be_visible()
    page.get_by_label("E-mail").fill(account_manager.email or "")
    page.get_by_label("Password", exact=True).fill("long enough, never used")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_label("Name")).to_have_value("Maya, typed and not sent")


def _let_the_session_end(page: Page) -> None:
    """What the server's clock would have done meanwhile."""
    from django.contrib.sessions.backends.db import SessionStore

    key = next(each["value"] for each in page.context.cookies() if each["name"] == "sessionid")
    session = SessionStore(key)
    session["seen"] = int(time.time()) - 31 * 60
    session.save()


def test_questions_work_without_scripts(live_server: LiveServer, browser: Any, db: None) -> None:
    cache.clear()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/setup/administrator/")
    page.get_by_label("Key").fill(first_key.new_key())
    page.get_by_label("Your name").fill("Gerd Own")
    page.get_by_label("Your e-mail").fill("gerd@own.example")
    page.get_by_label("Password").fill("a quiet afternoon in Basel")
    page.get_by_role("button", name="Create the administrator").click()
    for _ in range(4):
        page.locator("a.btn", has_text="Skip").first.click()
    page.get_by_role("button", name="Finish").click()
    assert Firm.objects.get().set_up_at is not None
    context.close()
