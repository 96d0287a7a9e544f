"""A partner's two errands: how do we stand, and which invoices are behind the largest lost client."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.repeat_kept_actions import keep_snapshots
from relationships.scoring.repeat_refresh import refresh
from tests.scoring.ledger import Entry, load

PASSWORD = "hospitality-not-service"
SCREENS = [(1440, 900), (390, 844)]
WAITED = (
    "() => { const one = performance.getEntriesByType('navigation')[0]; return one.responseEnd - one.requestStart }"
)
"""Milliseconds that the server took for the page one stands on."""
SLOWEST = 4
"""A machine that runs the whole suite beside is allowed so many times the waits of the journeys' table."""


@pytest.fixture
def ledger(transactional_db, partner) -> None:
    """Five years: four clients each month, one of them lost after last year, one that went quiet, and some new work."""
    today = timezone.localdate()
    begun = date(today.year - 5, 1, 15)
    entries = []
    for month in range(12 * 6):
        day = date(begun.year + month // 12, month % 12 + 1, 15)
        if day > today:
            break
        for name, amount in (("Ash", 4_000), ("Birch", 3_000), ("Cedar", 2_000), ("Dune", 1_500)):
            lost = name == "Cedar" and day.year == today.year
            quiet = name == "Dune" and day > today - timedelta(days=200)
            if not lost and not quiet:
                entries.append(Entry(f"{name} {day}", name, day, Decimal(amount)))
        entries.append(Entry(f"new {day}", f"New {day}", day, Decimal(2_500)))
    load(entries)
    partner.set_password(PASSWORD)
    partner.save()


def in_view(page: Page, what: str) -> bool:
    box = page.locator(f"[data-t={what}]").first.bounding_box()
    height = page.viewport_size["height"]  # type: ignore[index]
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height


def enter(page: Page, address: str, partner: User) -> None:
    """Five steps: the sign-in page, address, password, the button, and what it leads to."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", partner.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/repeat/**")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("screen", SCREENS, ids=["desk", "phone"])
def test_share_gap_and_forecast_are_read_without_scrolling(
    browser: Browser, live_server, ledger, partner, screen, script
):
    given = {"viewport": {"width": screen[0], "height": screen[1]}, "java_script_enabled": script}
    page = browser.new_context(**given).new_page()
    enter(page, live_server.url, partner)
    refresh(seconds=30)
    page.reload()
    expect(page.locator("[data-t=share]")).to_contain_text("%")
    expect(page.locator("[data-t=distance]")).to_contain_text("points under")
    expect(page.locator("[data-t=forecast]")).to_contain_text(f"{firm_day().on.year} will end at")
    if script:
        assert page.evaluate(WAITED) <= SLOWEST * 1000
        expect(page.locator("a[data-t=gap]")).to_contain_text("Short by")
    assert [what for what in ("share", "distance", "forecast", "gap") if not in_view(page, what)] == []
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_three_clicks_lead_to_the_invoices_of_the_largest_lost_client(
    browser: Browser, live_server, ledger, partner, script
):
    page = browser.new_context(java_script_enabled=script).new_page()
    enter(page, live_server.url, partner)
    waits, clicks = [], 0

    def click(what: Locator) -> None:
        nonlocal clicks
        what.click()
        page.wait_for_load_state()
        clicks += 1
        if script:
            waits.append(page.evaluate(WAITED))

    click(page.locator("a[href*='/repeat/bridge/lost/']").first)
    row = page.locator("#clients tr").first
    change = row.locator("td.strong").inner_text()
    click(row.locator("a").first)
    click(page.get_by_role("link", name="entries"))
    assert clicks == 3
    assert sum(waits) <= SLOWEST * 450
    expect(page.locator("[data-t=sum]")).to_have_text(change)
    expect(page.locator("#entries tr").first).to_contain_text("Cedar")
    page.context.close()


def test_the_keyboard_alone_leads_there_too(page: Page, live_server, sign_in, ledger, partner, complaints):
    sign_in(partner)
    page.goto(f"{live_server.url}/repeat/")
    page.locator("a[href*='/repeat/bridge/lost/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bridge/lost/**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/repeat/clients/**")
    page.get_by_role("link", name="entries").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/repeat/entries/**")
    expect(page.locator("#entries tr").first).to_contain_text("Cedar")
    assert complaints == []


def test_a_touch_is_put_on_a_colleagues_day_and_taken_off_again(
    page: Page, live_server, sign_in, ledger, partner, account_manager, complaints
):
    Client.objects.filter(name="Dune").update(owner=account_manager)
    sign_in(partner)
    page.goto(f"{live_server.url}/repeat/gap/")
    page.get_by_role("button", name="Put a touch with Dune").click()
    expect(page.locator("#undo")).to_contain_text(f"On {account_manager.name}’s day: Dune")
    expect(page.locator("#quiet")).to_contain_text(account_manager.name)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Put a touch with Dune")).to_have_count(0)  # on the planned list now
    page.goto(f"{live_server.url}/repeat/gap/")
    expect(page.get_by_role("button", name="Put a touch with Dune")).to_have_count(1)
    assert complaints == []


def test_rule_sheet_and_weekly_mail_are_one_click_from_the_headline(
    page: Page, live_server, sign_in, ledger, partner, complaints
):
    sign_in(partner)
    page.goto(f"{live_server.url}/repeat/")
    share = page.locator("[data-t=share]").inner_text().replace("\n", "").removesuffix("%").strip()
    page.get_by_role("link", name="Net revenue retention").click()
    expect(page).to_have_url(re.compile("/repeat/rule/.*#nrr"))
    assert page.locator("#nrr").evaluate("each => each.getBoundingClientRect().top") < page.viewport_size["height"]
    page.go_back()
    page.get_by_role("link", name="On a sheet").click()
    expect(page.locator("[data-t=share]")).to_contain_text(share)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).not_to_be_visible()
    wide = "() => [...document.querySelectorAll('table')].filter(each => each.scrollWidth > document.body.clientWidth + 1).length"
    assert (page.evaluate(wide), page.pdf(format="A4")[:5]) == (0, b"%PDF-")
    page.emulate_media(media="screen")
    page.goto(f"{live_server.url}/repeat/")
    page.get_by_role("link", name="Weekly by mail").click()
    expect(page.locator("section", has_text="as it would go out now")).to_contain_text(share)
    page.get_by_role("button", name="Send it to me each week").press("Enter")
    expect(page.get_by_text("You get it each week from the next one on.")).to_be_visible()
    page.get_by_role("button", name="End this mail").click()
    expect(page.get_by_role("button", name="Send it to me each week")).to_be_visible()
    assert complaints == []


COVERED = """
menu => [...menu.querySelectorAll('a')].filter(link => {
  link.scrollIntoView({block: 'nearest'})
  const box = link.getBoundingClientRect()
  return !link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
}).map(link => link.textContent)
"""


@pytest.mark.parametrize("screen", SCREENS)
def test_no_choice_of_a_menu_lies_under_another(
    browser: Browser, live_server, sign_in, ledger, partner, screen: tuple[int, int]
):
    page = browser.new_page(viewport={"width": screen[0], "height": screen[1]})
    enter(page, live_server.url, partner)
    page.goto(f"{live_server.url}/repeat/")
    lengths = {}
    for name in ("Download", "Scope"):
        menu = page.locator("details.pick").filter(
            has=page.locator(f"summary[aria-label={name}], ul[aria-label={name}]")
        )
        menu.locator("summary").click()
        lengths[name] = menu.locator("a:visible").count()
        assert menu.evaluate(COVERED) == []
    assert lengths["Download"] == 8, "figures, bridge, trend and practices, each in two formats"
    assert page.locator("ul[aria-label=Groups] a").count() == 2
    page.close()


def counted_anew(page: Page, fits: Callable[[str], bool]) -> bool:
    """Whether the figure on the page becomes what it should: until it is counted, the kept one is shown."""
    beside = page.context.new_page()
    try:
        for _ in range(20):
            beside.goto(page.url)
            if fits(beside.locator("[data-t=without]").inner_text()):
                return True
            beside.wait_for_timeout(500)
        return False
    finally:
        beside.close()


def test_what_was_said_stays_and_a_one_off_is_marked_and_taken_back(
    page: Page, live_server, sign_in, ledger, partner, complaints
):
    day = firm_day().on
    load(
        [
            Entry(f"big {n}", "Elm", day - timedelta(days=40 * n), Decimal(amount))
            for n, amount in enumerate((90_000, 900, 800, 700), 1)
        ]
    )
    keep_snapshots()
    sign_in(partner)
    page.goto(f"{live_server.url}/repeat/")
    share = page.locator("[data-t=share]").inner_text().replace("\n", "").removesuffix("%").strip()
    page.get_by_role("link", name="What the page said before").click()
    expect(page.locator("[data-t=kept-share]")).to_contain_text(share)
    page.goto(f"{live_server.url}/repeat/one-offs/")
    before = page.locator("[data-t=without]").inner_text()
    page.get_by_role("button", name="of Elm is a one-off").click()
    expect(page.locator("#undo")).to_contain_text("is a one-off")
    assert counted_anew(page, lambda shown: shown != before)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#undo")).not_to_contain_text("is a one-off")
    assert counted_anew(page, lambda shown: shown == before)
    page.get_by_role("button", name="of Elm is usual").click()
    expect(page.get_by_text("Nothing stands out.")).to_be_visible()
    assert complaints == []
