"""Every page of the matrix in a browser, with awkward names in it: axe finds nothing, nothing runs over the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Office, Practice, User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.models import SavedView
from relationships.engagements.models import Engagement
from tests.access.matrix import PAGES
from tests.access.world import World, build_world
from tests.browser.test_lists import LONG, RIGHT_TO_LEFT, RULES

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
FRAGMENTS = {
    "client_rhythm",
    "client_options",
    "client_look_alikes",
    "person_look_alikes",
    "engagement_options",
    "parse_log_line",
    "find",
}
FRAGMENTS |= {"client_health_vital", "keyboard_help"}
"""Pieces of pages."""
SIZES = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]
PARTS = 4
"""Each size goes over the pages in so many tests, so that one part can be run by itself."""
NARROW = 320


def awkward(world: World) -> None:
    """Names as long and as foreign as they come, on every record in sight."""
    for model, about, name in (
        (Client, "client", LONG[:150]),
        (Client, "client group", RIGHT_TO_LEFT),
        (Person, "person", f"{RIGHT_TO_LEFT} {LONG[:120]}"),
        (Engagement, "engagement", LONG[:180]),
        (User, "colleague", "Ö" * 200),
        (Office, "office", LONG[:180]),
        (Practice, "practice", RIGHT_TO_LEFT * 5),
        (SavedView, "view", "W" * 80),
    ):
        model._base_manager.filter(public_id=world.seen[about]["public_id"]).update(name=name)


def addresses(world: World) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        if not page.get or page.got != 200 or page.name in FRAGMENTS or page.name.startswith("export"):
            continue
        if page.name.endswith("_export"):
            continue
        yield (
            page.whose or ("D" if "D" in page.get else page.get[0]),
            reverse(page.name, kwargs=world.seen[page.about] if page.about else {}) + page.query,
        )


@pytest.fixture
def open_pages(
    page: Page, live_server: LiveServer, sign_in: Callable[[Any], None], transactional_db: None
) -> Callable[[int, int], Iterator[str]]:
    """Answer a function that opens every `step`th page from `first` on, as somebody who may, and names it."""

    def opened(first: int, step: int) -> Iterator[str]:
        world, signed_in = build_world(), ""
        awkward(world)
        for letter, address in list(addresses(world))[first::step]:
            if letter != signed_in:
                sign_in(world.users[letter])
                signed_in = letter
            page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")
            yield address

    return opened


def too_wide(page: Page) -> str:
    """What reaches over the right edge, or nothing."""
    return str(
        page.evaluate(
            """() => {
                const edge = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= edge) return "";
                const over = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > edge + 1);
                const last = over.filter(e => !over.some(other => other !== e && e.contains(other)));
                return `${document.documentElement.scrollWidth} px of ${edge}: ` + last.slice(0, 3).map(e =>
                    `<${e.tagName.toLowerCase()} class="${e.className}"> ${(e.textContent || "").trim().slice(0, 30)}`).join("; ");
            }"""
        )
    )


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_axe_and_the_edge(
    page: Page,
    complaints: list[str],
    open_pages: Callable[[int, int], Iterator[str]],
    theme: Any,
    width: int,
    part: int,
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for address in open_pages(part, PARTS):
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [f"{address}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found]
        faults += [f"{address}: {over}" for over in [too_wide(page)] if over]
        faults += [f"{address}: {complaint}" for complaint in complaints]
        complaints.clear()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("part", range(PARTS))
def test_reflow_and_large_text(page: Page, open_pages: Callable[[int, int], Iterator[str]], part: int) -> None:
    """At 320 px, and with letters of twice the size at 1280 px, one reads down and never across."""
    faults = []
    page.set_viewport_size({"width": NARROW, "height": 900})
    for address in open_pages(part, PARTS):
        faults += [f"{address}, {NARROW} px: {over}" for over in [too_wide(page)] if over]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        faults += [f"{address}, 200 %: {over}" for over in [too_wide(page)] if over]
        page.set_viewport_size({"width": NARROW, "height": 900})
    assert not faults, "\n".join(faults)
