"""Every page of the matrix in a browser, with awkward names in it: axe finds nothing, nothing runs over the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement
from tests.access.matrix import PAGES
from tests.access.world import World, build_world
from tests.browser.test_lists import LONG, RIGHT_TO_LEFT, RULES

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
FRAGMENTS = {"client_rhythm", "client_options", "client_look_alikes", "engagement_options", "parse_log_line", "find"}
FRAGMENTS |= {"client_health_vital", "keyboard_help"}
"""Pieces of pages."""
SIZES = [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)]


def awkward(world: World) -> None:
    """Names as long and as foreign as they come, on every record in sight."""
    for model, about, name in (
        (Client, "client", LONG[:150]),
        (Client, "client group", RIGHT_TO_LEFT),
        (Person, "person", f"{RIGHT_TO_LEFT} {LONG[:120]}"),
        (Engagement, "engagement", LONG[:180]),
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


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_axe_and_the_edge(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: Callable[[Any], None],
    transactional_db: None,
    theme: Any,
    width: int,
) -> None:
    world = build_world()
    awkward(world)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    signed_in, faults = "", []
    for letter, address in addresses(world):
        if letter != signed_in:
            sign_in(world.users[letter])
            signed_in = letter
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        faults += [f"{address}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{address}: runs over the edge")
        faults += [f"{address}: {complaint}" for complaint in complaints]
        complaints.clear()
    assert not faults, "\n".join(faults)
