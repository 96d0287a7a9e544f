"""Lists in a real browser: narrow, save, share, reopen, act on many and take it back, by keys and without JavaScript."""

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
from relationships.dashboards.models import BulkChange, Pin, SavedView
from tests.factories import ClientFactory, PersonFactory, PositionFactory, SavedViewFactory

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LONG = "Wolfeschlegelsteinhausenbergerdorff-Vereinigungsgesellschaft " * 3
RIGHT_TO_LEFT = "شركة النور للاستشارات القانونية"
SignIn = Callable[[Any], None]


@pytest.fixture
def firm(partner: User, account_manager: User, novagen: Client) -> list[Client]:
    """Novagen and six more, one of each awkward name."""
    names = (LONG, RIGHT_TO_LEFT, "Alderane", "Bellmere", "Cobalt", "Dunmore")
    clients = [ClientFactory(name=name, tier="C", industry="Banking", owner=account_manager) for name in names]
    PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen, title="General Counsel")
    return [novagen, *clients]


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    partner: User,
    firm: list[Client],
    theme: Any,
    size: Any,
) -> None:
    view = SavedViewFactory(owner=partner, name=LONG[:80], query="tier=C", is_shared=True)
    Pin.objects.create(user=partner, client=firm[1])
    Pin.objects.create(user=partner, view=view)
    done = BulkChange.objects.create(
        user=partner,
        list_key="clients",
        act="archive",
        words="Archived 2 clients",
        left=[[firm[2].pk, "It is archived."]],
    )
    picks = "&".join(f"pick={client.public_id}" for client in firm)
    addresses = [
        f"/clients/?tier=C&owner=me&view={view.public_id}",
        "/clients/?view=all&column=partner&column=office&column=industry&column=years&column=website&column=added",
        "/people/?view=all&column=role&column=touch&column=added",
        f"/clients/several/?act=owner&{picks}",
        "/clients/several/",
        f"/changes/{done.public_id}/",
        "/pins/",
        "/search/?q=nov",
        "/search/",
        "/views/new/?list=clients",
        f"/views/{view.public_id}/",
    ]
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    sign_in(partner)
    for address in addresses:
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    assert complaints == []


def test_filter_save_share_reopen_assign_undo_and_take_the_file(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    partner: User,
    account_manager: User,
    firm: list[Client],
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/clients/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("C · standard").check()
    expect(page.locator("#clients tr")).to_have_count(6)
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Industry", exact=True).last.check()
    expect(page.locator("thead")).to_contain_text("Industry")
    page.keyboard.press("Escape")
    # Saved and shared.
    page.keyboard.press("v")
    page.get_by_label("Name of the view").fill("Bankers")
    page.get_by_label("Share with the firm").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("Saved the view Bankers.")).to_be_visible()
    expect(page.locator(".chip[aria-current]")).to_contain_text("Bankers")
    # Changed since, seen at once.
    page.get_by_role("searchbox", name="Search clients by name").press_sequentially("mere", delay=20)
    expect(page.get_by_text("changed since saved")).to_be_visible()
    page.get_by_role("link", name="Back to as saved").click()
    expect(page.locator("#clients tr")).to_have_count(6)
    # Two rows by keys, given to Maya's colleague, and back.
    page.locator("body").click(position={"x": 5, "y": 5})
    for key in ("j", "Space", "j", "j", "Shift+Space"):
        page.keyboard.press(key)
    expect(page.locator("[data-ticked]")).to_have_text("3 selected")
    page.get_by_role("button", name="Assign").click()
    expect(page.locator("#dialog-title")).to_have_text("Who looks after 3 clients?")
    page.locator("#dialog select").select_option(partner.public_id)
    page.get_by_role("button", name="Assign 3 clients").click()
    expect(page.get_by_role("status").filter(has_text="Assigned 3 clients to Henrik Lindqvist")).to_be_visible()
    assert Client.objects.filter(owner=partner).count() == 3
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Taken back for 3 clients.")).to_be_visible()
    assert Client.objects.filter(owner=partner).count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert download.value.suggested_filename == "clients.csv"
    assert [line.split(",")[0] for line in text.splitlines()][:3] == ["Client", "Alderane", "Bellmere"]
    assert "Industry" in text.splitlines()[0]
    # Maya finds it among hers.
    sign_in(account_manager)
    page.goto(f"{live_server.url}/clients/?view=all")
    page.locator(".chip", has_text="Bankers").click()
    expect(page.locator("#clients tr")).to_have_count(6)
    assert complaints == []


def test_select_all_and_the_row_menu(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, partner: User, firm: list[Client]
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/clients/?view=all")
    expect(page.locator(".tick-bar")).to_be_hidden()
    page.locator("[data-tick-page]").check()
    expect(page.locator("[data-ticked]")).to_have_text("7 selected")
    page.get_by_label("Select all 7 clients").check()
    expect(page.locator("[data-ticked]")).to_have_text("All selected")
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("button", name="Archive 7 clients")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".tick-bar")).to_be_hidden()
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(page.locator("#cell-client")).to_contain_text("Alderane")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    page.keyboard.press(".")
    expect(page.locator("#row-menu a").first).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pinned Alderane.")).to_be_visible()
    expect(page.locator(".side .nav-pin")).to_contain_text("Alderane")
    assert complaints == []


def test_the_palette_begins_with_what_is_at_hand(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, partner: User, firm: list[Client]
) -> None:
    Pin.objects.create(user=partner, client=firm[3])
    sign_in(partner)
    page.goto(f"{live_server.url}/people/?view=all")
    page.keyboard.press("Control+k")
    expect(page.locator("#find-results a").first).to_contain_text("Alderane")
    page.keyboard.type("ana", delay=20)
    expect(page.locator("#find-results a").first).to_contain_text("Ana Ruiz")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz")
    assert complaints == []


def test_all_of_it_works_without_javascript(
    browser: Browser, live_server: LiveServer, partner: User, firm: list[Client]
) -> None:
    partner.set_password("hospitality-not-service")
    partner.save(update_fields=["password"])
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/clients/?view=all")
    page.get_by_label("E-mail").fill(partner.email)
    page.locator("input[name=password]").fill("hospitality-not-service")
    page.locator("input[name=password]").press("Enter")
    for name in ("Alderane", "Bellmere"):
        page.get_by_label(f"Select {name}").check()
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archive 2 clients?")
    page.get_by_role("button", name="Archive 2 clients").click()
    expect(page.locator("#clients tr")).to_have_count(5)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#clients tr")).to_have_count(7)
    page.get_by_text("Views", exact=True).click()
    page.get_by_label("Name of the view").fill("Everything")
    page.get_by_role("button", name="Save view").click()
    expect(page.locator(".chip[aria-current]")).to_contain_text("Everything")
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Pin", exact=True).first.click()
    expect(page.locator(".side .nav-pin")).to_contain_text("Everything")
    page.goto(live_server.url + reverse("client_detail", args=[firm[0].public_id]))
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    assert SavedView.objects.get().name == "Everything"
