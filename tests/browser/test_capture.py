"""Capture in a real browser: a mailbox uploaded, a stranger named, a mail begun; without scripts too, and for axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.capture.access_actions import make_drop_address
from relationships.capture.calendar_actions import subscribe_calendar
from relationships.capture.models import DraftTouch
from relationships.clients.models import Client
from relationships.interactions.models import Interaction
from tests.browser.test_shell import RULES
from tests.capture.letters import letter, mailbox
from tests.factories import ContactPointFactory, PersonFactory, PositionFactory

SignIn = Callable[[Any], None]
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 4


@pytest.fixture
def ana(novagen: Client) -> Any:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    ContactPointFactory(person=person, value="ana@novagen.example")
    return person


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "inbox.mbox"
    bo = letter(to="Bo Chen <bo@novagen.example>", message_id="<two@x>", subject="A word")
    path.write_bytes(mailbox(letter(), bo, letter(message_id="<l@x>", List_Id="<list>", subject=LONG)))
    return path


def upload(page: Page, live_server: LiveServer, box: Path) -> None:
    page.goto(live_server.url + reverse("capture_list"))
    page.get_by_role("link", name="Upload", exact=True).click()
    page.get_by_label("Files").set_input_files(box)
    page.get_by_role("button", name="Upload files").click()
    expect(page.get_by_text("inbox.mbox: 3 read. 1 new touchpoint, 1 ignored, 1 wait for a name.")).to_be_visible()


def name_bo(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("capture_list"))
    expect(page.get_by_text("Came through a mailing list.")).to_be_visible()
    page.get_by_role("link", name="Say who they are").click()
    page.get_by_role("button", name="Add at Novagen Therapeutics").click()
    expect(page.get_by_text("Nobody to add.")).to_be_visible()
    page.goto(live_server.url + reverse("capture_list") + "?fate=touched")
    expect(page.locator("#messages [data-row]")).to_have_count(2)


def test_a_mailbox_is_uploaded_and_a_stranger_named(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    account_manager: User,
    ana: Any,
    box: Path,
    complaints: list[str],
) -> None:
    sign_in(account_manager)
    upload(page, live_server, box)
    name_bo(page, live_server)
    page.goto(live_server.url + reverse("write_to_person", args=[ana.public_id]))
    # The mail program of the machine is not the browser's affair.
    page.evaluate("document.querySelector('a[data-writes]').addEventListener('click', (e) => e.preventDefault())")
    page.get_by_role("link", name="Write to ana@novagen.example").click()
    page.get_by_label("What was it about?").fill("The fee")
    page.get_by_role("button", name="Sent: log it").click()
    expect(page.get_by_text("Logged: e-mail to Ana Ruiz")).to_be_visible()
    assert Interaction._base_manager.filter(summary="The fee").count() == 1
    assert complaints == []


def test_the_same_with_scripts_off(
    browser: Browser, live_server: LiveServer, account_manager: User, ana: Any, box: Path
) -> None:
    from django.conf import settings
    from django.test import Client as Visitor

    visitor = Visitor()
    visitor.force_login(account_manager)
    context = browser.new_context(java_script_enabled=False)
    cookie = visitor.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    upload(page, live_server, box)
    name_bo(page, live_server)
    page.goto(live_server.url + reverse("write_to_person", args=[ana.public_id]))
    page.get_by_role("button", name="Note that I am writing").click()
    page.get_by_role("button", name="Sent: log it").click()
    assert Interaction._base_manager.count() == 3
    context.close()


@pytest.mark.long
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page, live_server: LiveServer, sign_in: SignIn, account_manager: User, ana: Any, box: Path
) -> None:
    make_drop_address(user=account_manager)
    subscribe_calendar(user=account_manager, name=LONG[:120], url="https://x.example/ical")
    DraftTouch.objects.create(user=account_manager, person=ana)
    sign_in(account_manager)
    upload(page, live_server, box)
    names = ("capture_list", "upload_capture", "correspondent_list", "capture_settings", "subscribe_calendar")
    addresses = [*(reverse(name) for name in names), reverse("write_to_person", args=[ana.public_id])]
    faults = []
    for address in addresses:
        page.goto(live_server.url + address)
        for theme, width in (("light", 1280), ("dark", 390)):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, options=RULES).response["violations"]
            faults += [f"{address} {theme}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{address} {width}: runs over the edge")
    assert not faults, "\n".join(faults)
