"""My day in a real browser: a call with two keys, a snooze and back with four; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Interaction, TouchPerson
from tests.browser.test_log_line import Hand
from tests.browser.test_shell import PHONE, RULES, WIDE
from tests.factories import (
    ClientFactory,
    ComingMeetingFactory,
    InteractionFactory,
    PersonFactory,
    PlannedTouchFactory,
    PositionFactory,
    PromiseFactory,
)

SignIn = Callable[[Any], None]


class DayHand(Hand):
    """Counts what the server took for the day, too."""

    def _wait(self, request: Request) -> None:
        if "/day/" in request.url:
            self.waits.append(max(request.timing["responseEnd"], 0) / 1_000)


@pytest.fixture
def day(account_manager: User, sign_in: SignIn, novagen: Client) -> list[Person]:
    """Maya, and three people she promised something to: the first one's client pays most."""
    sign_in(account_manager)
    today, found = firm_day().on, []
    for number, name in enumerate(("Ana Ruiz", "Jonas Weidmann", "Leila Haddad")):
        client = novagen if number == 0 else ClientFactory(owner=account_manager)
        person = PositionFactory(person=PersonFactory(name=name), client=client, title="General Counsel").person
        InteractionFactory(clients=[client], people=[person], colleagues=[account_manager], summary="“Call me.”")
        due = today - timedelta(days=3 - number)
        PromiseFactory(client=client, person=person, colleague=account_manager, promised_on=due, due_on=due)
        found.append(person)
    return found


def names(page: Page) -> list[str]:
    return page.locator("#queue [data-main]").all_inner_texts()


def test_journey_1_a_call_is_logged_with_two_keys(
    page: Page, live_server: LiveServer, day: list[Person], complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/day/")
    assert names(page) == ["Ana Ruiz", "Jonas Weidmann", "Leila Haddad"]
    hand = DayHand(page)
    hand.press("c")
    hand.press("Enter")
    expect(page.get_by_text("Done today (1)")).to_be_visible()
    expect(page.locator("#queue > [data-row]").first).to_be_focused()
    assert names(page) == ["Jonas Weidmann", "Leila Haddad"]
    touch = Interaction.objects.unscoped(reason="test").order_by("-id")[0]
    assert (touch.kind, TouchPerson.objects.get(interaction=touch).person) == ("call", day[0])
    hand.held_to("1", steps=2, keys=2, by_hand=3.3, server=0.3)
    assert hand.seconds() <= 10
    assert complaints == []
    # Taken back, she waits again.
    page.keyboard.press("u")
    expect(page.locator("#queue [data-main]").first).to_have_text("Ana Ruiz")


def test_the_place_in_the_list_outlasts_an_answer_that_comes_meanwhile(
    page: Page, live_server: LiveServer, day: list[Person]
) -> None:
    page.goto(f"{live_server.url}/day/")
    rows = page.locator("#queue > [data-row]")
    rows.nth(1).focus()
    page.evaluate("""() => {
        const tell = (name, elt, xhr) =>
            elt.dispatchEvent(new CustomEvent(`htmx:${name}`, { bubbles: true, detail: { xhr, elt, target: elt } }));
        const [ours, theirs] = [new XMLHttpRequest(), new XMLHttpRequest()];
        const [queue, panel] = [document.getElementById("queue"), document.body.appendChild(document.createElement("p"))];
        tell("beforeSwap", queue, ours);
        queue.replaceWith(queue.cloneNode(true));
        tell("beforeSwap", panel, theirs);
        tell("afterSettle", panel, theirs);
        tell("afterSettle", document.getElementById("queue"), ours);
    }""")
    expect(rows.nth(1)).to_be_focused()


def test_journey_4_snoozed_for_two_weeks_and_back_with_four_keys(
    page: Page, live_server: LiveServer, day: list[Person], complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/day/")
    before = page.locator("#queue").inner_text()
    hand = DayHand(page)
    for key in "js3":
        hand.press(key)
    expect(page.get_by_text("Snoozed (1)")).to_be_visible()
    assert names(page) == ["Ana Ruiz", "Leila Haddad"]
    expect(page.locator("#queue > [data-row]").nth(1)).to_be_focused()
    hand.press("u")
    expect(page.locator("#queue > [data-row]")).to_have_count(3)
    assert page.locator("#queue").inner_text() == before
    hand.held_to("4", steps=4, keys=4, by_hand=4, server=0.5)
    assert hand.seconds() <= 10
    assert complaints == []


def test_every_key_of_a_row(page: Page, live_server: LiveServer, day: list[Person]) -> None:
    page.goto(f"{live_server.url}/day/")
    page.keyboard.press("j")
    expect(page.locator("#queue > [aria-current=true] [data-main]")).to_have_text("Jonas Weidmann")
    page.keyboard.press("l")
    expect(page.locator("#cell-with")).to_contain_text("Jonas Weidmann")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    page.keyboard.press("e")
    expect(page.locator("#cell-what")).to_have_text("E-mail")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    with page.expect_download() as meeting:
        page.keyboard.press("m")
    assert meeting.value.suggested_filename == "meeting.ics"
    page.keyboard.press("x")
    expect(page.locator("#undo")).to_contain_text("Not needed: Jonas Weidmann")
    assert names(page) == ["Ana Ruiz", "Leila Haddad"]
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(f"/people/{day[2].public_id}/"))


def test_journey_1_without_scripts(browser: Browser, page: Page, live_server: LiveServer, day: list[Person]) -> None:
    without = browser.new_context(java_script_enabled=False)
    without.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = without.new_page()
    plain.goto(f"{live_server.url}/day/")
    plain.locator("#queue > [aria-current=true] .bar a.btn-primary").click()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("Done today (1)")).to_be_visible()
    assert names(plain) == ["Jonas Weidmann", "Leila Haddad"]
    plain.locator("#queue > [aria-current=true] [popovertarget]").first.click()
    plain.locator("#queue > [aria-current=true] button[name=days][value='7']").click()
    expect(plain.get_by_text("Snoozed (1)")).to_be_visible()
    plain.get_by_role("button", name=re.compile(r"^Undo ?: Ana Ruiz$")).click()
    assert names(plain) == ["Ana Ruiz", "Leila Haddad"]
    without.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, live_server: LiveServer, day: list[Person], size: Any, theme: Any) -> None:
    colleague = User.objects.get(role="account_manager")
    client = ClientFactory(owner=colleague)
    for n in range(2):
        ComingMeetingFactory(colleague=colleague, others=n, invited=[(day[n], client)])
    PlannedTouchFactory(client=client, colleague=colleague)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    for address in (
        "/day/",
        "/day/book/",
        "/rhythm/",
        "/arrivals/",
        f"/people/{day[0].public_id}/brief/",
        "/promises/",
        "/notices/",
        "/me/notifications/",
        "/promises/new/",
    ):
        page.goto(f"{live_server.url}{address}")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
