"""The frame in a real browser: keys, themes, drafts, reach, and no complaint from the content policy or axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
VISITOR_PAGES = ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no/such/page/")
LIGHT, DARK = "rgb(242, 244, 239)", "rgb(13, 20, 18)"

SignIn = Callable[[Any], None]


@pytest.fixture
def maya(account_manager: User) -> User:
    return account_manager


def ground(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, maya: User, theme: Any, size: Any
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    for address in VISITOR_PAGES:
        page.goto(live_server.url + address)
        assert faults(page) == [], address
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    assert faults(page) == []
    page.locator("[popovertarget=menu-me]:visible").click()
    assert faults(page) == []
    assert [text for text in complaints if "404" not in text] == []


def test_nothing_runs_over_the_edge(page: Page, live_server: LiveServer, sign_in: SignIn, maya: User) -> None:
    maya.name = "Wolfeschlegelsteinhausenbergerdorff " * 3
    maya.save(update_fields=["name"])
    sign_in(maya)
    for width in (320, 390, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        for address in (*VISITOR_PAGES, "/me/"):
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_auto_follows_the_system_and_a_choice_stands_above_it(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/accounts/login/")
    assert ground(page) == DARK
    page.emulate_media(color_scheme="light")
    assert ground(page) == LIGHT
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.locator("[popovertarget=menu-me]:visible").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert ground(page) == DARK
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--surface')").strip() == "#FFFFFF"
    )


def test_keys_open_help_and_focus_comes_back(page: Page, live_server: LiveServer, sign_in: SignIn, maya: User) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    helper = page.locator("[data-open=keys]")
    helper.focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    expect(helper).to_be_focused()


def test_keys_are_off_inside_fields_and_can_be_switched_off(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.get_by_label("Name").press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    maya.single_keys = False
    maya.save(update_fields=["single_keys"])
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Alt+?")
    expect(page.locator("#keys")).to_be_visible()


def test_what_was_typed_survives_a_reload_in_this_tab_until_it_is_saved(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.get_by_label("Name").fill("Maya O.")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Maya O.")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Saved your profile.")).to_be_visible()
    page.get_by_label("Name").fill("Maya Okafor")
    page.get_by_role("button", name="Save profile").click()
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Maya Okafor")


def test_a_draft_is_never_shown_to_the_next_person(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User, partner: User
) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.get_by_label("Name").fill("private words")
    sign_in(partner)
    page.goto(f"{live_server.url}/me/")
    expect(page.get_by_label("Name")).to_have_value(partner.name)
    assert "private words" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_a_password_can_be_shown_and_hidden(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    field = page.get_by_label("Password", exact=True)
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


def test_a_cold_page_costs_eight_requests(page: Page, live_server: LiveServer, sign_in: SignIn, maya: User) -> None:
    sign_in(maya)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/me/")
    page.wait_for_load_state("networkidle")
    assert len(set(asked)) <= 8, asked


def test_paper_shows_the_page_without_its_frame(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.emulate_media(media="print")
    expect(page.locator(".side")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_first_stop_of_the_keyboard_skips_the_frame(
    page: Page, live_server: LiveServer, sign_in: SignIn, maya: User
) -> None:
    sign_in(maya)
    page.goto(f"{live_server.url}/me/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
