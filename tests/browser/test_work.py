"""An engagement and its ledger entries in a real browser: added, booked, corrected, archived, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from tests.browser.test_clients import LONG, PHONE, RIGHT_TO_LEFT, RULES, WIDE
from tests.factories import EngagementFactory, LedgerEntryFactory, PracticeFactory

SignIn = Callable[[Any], None]


def test_work_is_added_booked_corrected_and_undone(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    partner: User,
    novagen: Client,
) -> None:
    PracticeFactory(name="Tax")
    sign_in(partner)
    page.goto(live_server.url + reverse("client_work", args=[novagen.public_id]))
    page.get_by_role("link", name="Add work").first.click()
    page.get_by_label("Name", exact=True).fill("Audit 2026")
    page.get_by_label("Practice").select_option("Tax")
    page.get_by_role("button", name="Add work").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Audit 2026")
    page.get_by_role("link", name="Book an entry").click()
    expect(page.get_by_label("Work", exact=False).last).to_have_value("Audit 2026")
    page.get_by_label("Document number").fill("INV-1")
    page.get_by_label("Amount", exact=True).fill("-100")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.get_by_label("Amount", exact=True)).to_be_focused()
    page.get_by_label("Amount", exact=True).fill("100")
    page.keyboard.press("Enter")
    expect(page.locator("#entries")).to_contain_text("€100.00")
    page.get_by_role("link", name="INV-1").click()
    page.get_by_role("link", name="Correct entry").click()
    page.get_by_label("Amount", exact=True).fill("80")
    page.keyboard.press("Enter")
    history = page.get_by_role("region", name="History")
    expect(history).to_contain_text("Henrik Lindqvist changed this entry")
    expect(history).to_contain_text("100.00 → 80.00")
    page.get_by_role("button", name="Archive entry").click()
    expect(page.locator("main")).to_contain_text("it is in no sum")
    # The keys listen once the page's scripts have run.
    page.wait_for_load_state()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("link", name="Correct entry")).to_be_visible()
    assert LedgerEntry._base_manager.get().archived_at is None
    assert [said for said in complaints if "422" not in said] == [], "the refused form is meant"


@pytest.fixture
def odd(partner: User, novagen: Client) -> Engagement:
    """Work with a long name, one from right to left, and a page and a half of entries."""
    work = EngagementFactory(client=novagen, name=LONG, partner=partner, practice=PracticeFactory(name=LONG))
    EngagementFactory(client=novagen, name=RIGHT_TO_LEFT, closed_on=date(2026, 1, 1), one_off=True)
    for number in range(60):
        LedgerEntryFactory(client=novagen, engagement=work, document=f"INV-{number} {LONG}"[:120], partner=partner)
    LedgerEntryFactory(client=novagen, amount="9999999999999.99", currency="JPY", document="", source="")
    for number in range(40):
        Engagement._base_manager.filter(pk=work.pk).update(name=f"{number} {LONG}")
    return work


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    partner: User,
    odd: Engagement,
    theme: Any,
    size: Any,
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    sign_in(partner)
    client, entry = odd.client.public_id, LedgerEntry._base_manager.latest("pk").public_id
    addresses = [
        *(reverse(name, args=[client]) for name in ("client_work", "client_engagements", "add_engagement")),
        *(reverse(name, args=[client]) for name in ("add_ledger_entry", "client_record")),
        *(reverse(name, args=[odd.public_id]) for name in ("engagement_detail", "edit_engagement")),
        *(reverse(name, args=[entry]) for name in ("ledger_entry_detail", "edit_ledger_entry")),
    ]
    for address in addresses:
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert complaints == []


def test_older_changes_follow_in_place_and_without_scripts(
    page: Page, browser: Browser, live_server: LiveServer, sign_in: SignIn, partner: User, odd: Engagement
) -> None:
    sign_in(partner)
    address = live_server.url + reverse("engagement_detail", args=[odd.public_id])
    page.goto(address)
    changes = page.locator("#history .history > li:not(.more)")
    expect(changes).to_have_count(30)
    page.get_by_role("link", name="Show 30 older").click()
    expect(changes).to_have_count(41)
    expect(page.get_by_role("link", name="Show 30 older")).to_have_count(0)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    plain.goto(address)
    plain.get_by_role("link", name="Show 30 older").click()
    expect(plain.locator("#history .history > li:not(.more)")).to_have_count(11)
    plain.get_by_role("button", name="Close today").click()
    expect(plain.locator("main")).to_contain_text("Reopen")
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator("main")).to_contain_text("Close today")
    plain.context.close()
