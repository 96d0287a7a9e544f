"""The client list, the client page and finding in a real browser: typing, ticking, keys, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from tests.factories import (
    AliasFactory,
    ClientFactory,
    ContactPointFactory,
    EngagementFactory,
    GroupEdgeFactory,
    InteractionFactory,
    LedgerEntryFactory,
    PersonFactory,
    PositionFactory,
)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LONG = "Wolfeschlegelsteinhausenbergerdorff-Vereinigungsgesellschaft " * 3
RIGHT_TO_LEFT = "شركة النور للاستشارات القانونية"
SignIn = Callable[[Any], None]


@pytest.fixture
def firm(partner: User, novagen: Client) -> Client:
    """A client about whom everything is known, and some others."""
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    ContactPointFactory(person=ana, value="ana@novagen.example")
    InteractionFactory(clients=[novagen], people=[ana], colleagues=[partner])
    LedgerEntryFactory(client=novagen, engagement=EngagementFactory(client=novagen, partner=partner))
    AliasFactory(client=novagen)
    GroupEdgeFactory(client=novagen, parent=ClientFactory(name="Novagen Holding"))
    for name in (LONG, RIGHT_TO_LEFT, "Alderane Capital"):
        ClientFactory(name=name, industry="Banking")
    return novagen


def addresses(client: Client) -> list[str]:
    tabs = ("client_detail", "client_people", "client_work", "client_record", "edit_client", "add_group_edge")
    person = client.positions.get().person
    return [
        "/clients/",
        "/clients/?q=nothing+like+it",
        "/clients/new/",
        "/people/",
        "/find/?q=nov",
        reverse("person_detail", args=[person.public_id]),
        *(reverse(name, args=[client.public_id]) for name in tabs),
    ]


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    partner: User,
    firm: Client,
    theme: Any,
    size: Any,
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    sign_in(partner)
    for address in addresses(firm):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    assert complaints == []


def test_typing_narrows_the_list_and_keeps_an_address(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/clients/")
    field = page.get_by_role("searchbox", name="Search clients by name")
    field.press_sequentially("alder", delay=30)
    expect(page.locator("#clients tr")).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}/clients/?q=alder")
    expect(page).to_have_title("Clients (1 client) · Perennial")
    expect(page.locator("#live")).to_have_text("1 client")
    expect(field).to_be_focused()
    page.go_back()
    expect(page.locator("#clients tr")).to_have_count(5)
    assert complaints == []


def test_sorting_and_ticking_go_together(
    page: Page, live_server: LiveServer, sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/clients/")
    page.get_by_role("link", name="Looked after by").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Looked after by")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("A · key").check()
    expect(page.locator("#clients tr")).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}/clients/?tier=A&sort=owner")
    page.keyboard.press("Escape")
    expect(page.get_by_label("A · key")).to_be_hidden()
    page.locator(".chip-set", has_text="Tier A · key").click()
    expect(page.locator("#clients tr")).to_have_count(5)


def test_ctrl_k_finds_and_enter_opens(
    page: Page, live_server: LiveServer, sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/people/")
    page.keyboard.press("Control+k")
    page.keyboard.type("novagen th", delay=20)
    expect(page.locator("#find-results a").first).to_contain_text("Novagen Therapeutics")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Novagen Therapeutics")


def test_what_has_happened_arrives_by_itself(
    page: Page, live_server: LiveServer, sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(live_server.url + reverse("client_detail", args=[firm.public_id]))
    expect(page.locator("ol.timeline > li")).to_have_count(1)


def test_a_like_name_is_told_while_typing(
    page: Page, live_server: LiveServer, sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/clients/new/")
    page.get_by_label("Name").press_sequentially("Novagen Therapeutic", delay=10)
    expect(page.locator("#look-alikes")).to_contain_text("Novagen Therapeutics")


def test_archive_and_undo_by_key(
    page: Page, live_server: LiveServer, sign_in: SignIn, partner: User, firm: Client
) -> None:
    sign_in(partner)
    page.goto(live_server.url + reverse("client_record", args=[firm.public_id]))
    page.get_by_role("button", name="Archive client").click()
    expect(page.get_by_role("status").filter(has_text="Archived Novagen")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", level=1)).to_have_text("Novagen Therapeutics")
    firm.refresh_from_db()
    assert firm.archived_at is None


def test_everything_works_without_javascript(
    browser: Browser, live_server: LiveServer, partner: User, firm: Client
) -> None:
    partner.set_password("hospitality-not-service")
    partner.save(update_fields=["password"])
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/clients/")
    page.get_by_label("E-mail").fill(partner.email)
    page.locator("input[name=password]").fill("hospitality-not-service")
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("searchbox", name="Search clients by name").fill("alder")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#clients tr")).to_have_count(1)
    page.get_by_role("link", name="Alderane Capital").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Industry").fill("Insurance")
    page.get_by_role("button", name="Save client").click()
    expect(page.get_by_text("Saved Alderane Capital.")).to_be_visible()
    page.get_by_role("link", name="The whole timeline").click()
    expect(page.get_by_text("Nothing logged yet.")).to_be_visible()
