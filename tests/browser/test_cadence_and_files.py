"""Cadence, files of a touchpoint, a group's timeline and a line about tomorrow: nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import Cadence
from tests.browser.test_shell import PHONE, RULES, WIDE
from tests.factories import AttachmentFactory, ClientFactory, GroupEdgeFactory, InteractionFactory


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide, light", "phone, dark"])
def test_axe_finds_nothing(
    page: Page,
    live_server: LiveServer,
    sign_in: Callable[[Any], None],
    administrator: User,
    novagen: Client,
    size: Any,
    theme: Any,
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    cadence = Cadence.objects.create(tier="A", ideal_days=14, maximum_days=21)
    GroupEdgeFactory(client=ClientFactory(), parent=novagen, starts_on=None, ends_on=None)
    touch = InteractionFactory(clients=[novagen], colleagues=[administrator])
    AttachmentFactory(interaction=touch, name="A rather long name of the minutes of our steering committee.txt")
    sign_in(administrator)

    def check(what: str) -> None:
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], what
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what

    for address in (
        "/rhythm/",
        "/settings/cadence/",
        "/settings/cadence/new/",
        f"/settings/cadence/{cadence.public_id}/",
        f"/touchpoints/{touch.public_id}/",
        f"/touchpoints/{touch.public_id}/files/",
        f"/clients/{novagen.public_id}/timeline/?with=subsidiaries",
        "/me/keyboard/",
    ):
        page.goto(f"{live_server.url}{address}")
        check(address)
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.locator("#id_q").fill("m @nov tomorrow re renewal")
    page.locator("#id_q").press("Enter")
    plan = page.get_by_role("button", name="Plan it for")
    expect(plan).to_be_visible()
    check("a line about tomorrow")
    plan.press("Enter")
    expect(page.locator("#undo [role=status]")).to_contain_text("Meeting with Novagen Therapeutics: Renewal")
    expect(page.locator("#dialog")).not_to_be_visible()
