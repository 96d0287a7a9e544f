"""Alumni in a real browser: looked at by axe, narrowed while typing, added and left out, and all of it without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client as TestClient
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from tests.factories import (
    AlumnusFactory,
    AlumnusWordFactory,
    ConsentFactory,
    ConsentTextFactory,
    ContactPointFactory,
    EventFactory,
    InteractionFactory,
    InvitationFactory,
    OutsidePostFactory,
    PersonAliasFactory,
    PersonFactory,
    PositionFactory,
)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 3
RIGHT_TO_LEFT = "ليلى حداد"
SignIn = Callable[[Any], None]


@pytest.fixture
def daniel(novagen: Client, account_manager: User) -> Alumnus:
    """An alumnus about whom everything is known, and some others."""
    person = PersonFactory(name="Daniel Reyes")
    PositionFactory(person=person, client=novagen, started_on=timezone.localdate())
    OutsidePostFactory(person=person, sector="public", started_on=date(2021, 7, 1), ended_on=date(2024, 1, 1))
    PersonAliasFactory(person=person)
    ContactPointFactory(person=person, kind="phone", value="+41 61 555 01 23")
    InteractionFactory(people=[person], clients=[novagen], colleagues=[account_manager])
    alumnus = AlumnusFactory(person=person, keeper=account_manager, leaving_terms="good")
    ConsentFactory(alumnus=alumnus, purpose="news")
    for name, state in ((LONG, "withdrawn"), (RIGHT_TO_LEFT, "declined"), ("Sophie Lindgren", "given")):
        other = AlumnusFactory(person=PersonFactory(name=name), do_not_contact=state == "declined")
        ConsentFactory(alumnus=other, state=state, said_on=date(2020, 1, 1), review_on=date(2022, 1, 1))
        OutsidePostFactory(person=other.person, employer=name)
    return alumnus


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page,
    live_server: LiveServer,
    complaints: list[str],
    sign_in: SignIn,
    administrator: User,
    daniel: Alumnus,
    theme: Any,
    size: Any,
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    sign_in(administrator)
    guest = InvitationFactory(person=daniel.person, event=EventFactory(host=administrator, name=LONG))
    AlumnusWordFactory(alumnus=daniel)
    ConsentTextFactory()
    event = [guest.event.public_id]
    one, person = [daniel.public_id], [daniel.person.public_id]
    pages = ("alumnus_detail", "alumnus_history", "edit_alumnus", "record_consent")
    addresses = [
        "/alumni/?view=all",
        "/alumni/?q=nobody",
        "/alumni/writing/",
        "/alumni/words/",
        "/alumni/consent-texts/",
        "/events/",
        *(reverse(name, args=event) for name in ("event_detail", "edit_event", "invite_from_ties")),
        "/alumni/new/",
        *(reverse(name, args=one) for name in pages),
        *(reverse(name, args=person) for name in ("person_detail", "person_history", "add_outside_post")),
    ]
    for address in addresses:
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    assert complaints == []


def test_typing_and_filters_narrow_the_directory(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, alumni_admin: User, daniel: Alumnus
) -> None:
    sign_in(alumni_admin)
    page.goto(f"{live_server.url}/")
    expect(page).to_have_url(f"{live_server.url}/alumni/?show=moved")
    expect(page.locator("#alumni tr")).to_have_count(1)
    page.locator(".chip", has_text="Everyone").click()
    expect(page.locator("#alumni tr")).to_have_count(4)
    page.get_by_role("searchbox", name="Search alumni").press_sequentially("soph", delay=30)
    expect(page.locator("#alumni tr")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 alumnus")
    page.goto(f"{live_server.url}/alumni/")
    page.keyboard.press("f")
    page.locator("#filter-consent").select_option("withdrawn")
    expect(page.locator("#alumni tr")).to_have_count(1)
    # By keys: the first row, and into it.
    page.goto(f"{live_server.url}/alumni/?sort=-name")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/alumni/[0-9A-Za-z]{12}/$"))
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_added_recorded_and_left_out_without_javascript(
    browser: Browser, live_server: LiveServer, alumni_admin: User, novagen: Client
) -> None:
    signed_in = TestClient()
    signed_in.force_login(alumni_admin)
    context = browser.new_context(java_script_enabled=False)
    cookie = signed_in.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/alumni/")
    page.get_by_role("link", name="Add an alumnus").first.click()
    page.get_by_label("Name", exact=True).fill("Piotr Zając")
    page.get_by_label("Works now at").fill("Novagen Therapeutics")
    page.get_by_role("button", name="Add alumnus").click()
    expect(page.get_by_role("heading", name="Piotr Zając")).to_be_visible()
    page.get_by_role("link", name="Record consent").click()
    page.get_by_role("button", name="Record consent").click()
    expect(page.locator("#h-consent ~ *, table").filter(has_text="Agreed").first).to_be_visible()
    page.get_by_role("button", name="Leave them out").click()
    expect(page.get_by_role("heading", name="Left out, as they asked")).to_be_visible()
    assert "Piotr" not in page.locator("main").inner_text()
    context.close()
