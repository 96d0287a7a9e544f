"""The log line in a real browser: the journeys with their counts, drafts, choices, undo; with and without a mouse."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchPerson
from tests.browser.test_shell import PHONE, RULES, WIDE
from tests.factories import InteractionFactory, PersonFactory, PositionFactory

SignIn = Callable[[Any], None]
SECONDS_A_KEY = {55: 0.20, 40: 0.28}  # words a minute
MENTAL_STEP, TAP = 1.35, 1.1 + 0.2


@dataclass
class Hand:
    """Does what a person does, and counts it: an interaction is a shortcut, a tap, or one burst of typing."""

    page: Page
    interactions: int = 0
    keys: int = 0
    taps: int = 0
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", self._wait)

    def _wait(self, request: Request) -> None:
        if request.url.endswith("/log/") or "/log/?" in request.url:
            self.waits.append(max(request.timing["responseEnd"], 0) / 1_000)

    def press(self, key: str) -> None:
        self.interactions += 1
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.interactions += 1
        self.keys += len(text)
        self.page.keyboard.type(text)

    def tap(self, selector: str) -> None:
        self.interactions += 1
        self.taps += 1
        self.page.locator(selector).tap()

    def held_to(
        self,
        journey: str,
        *,
        steps: int,
        keys: int = 0,
        taps: int = 0,
        by_hand: float,
        server: float,
        words_a_minute: int = 40,
        mental_steps: int = 2,
    ) -> None:
        """The counts and times of the journeys' table: acts exactly; what a person takes (keystroke model, without waits);
        and ten seconds for all of it. What the server took is printed: on a busy machine it says nothing (`make bench`)."""
        waited = sum(self.waits)
        took = self.seconds(words_a_minute, mental_steps) - waited
        print(
            f"journey {journey}: {self.interactions} steps, {self.keys} keys, {self.taps} taps, {took:.2f} s by hand"
            f" (of {by_hand}), server {waited:.3f} s (of {server})"
        )
        assert (self.interactions, self.keys, self.taps) == (steps, keys, taps)
        assert took <= by_hand + 0.05
        assert took <= 10

    def seconds(self, words_a_minute: int = 40, mental_steps: int = 2) -> float:
        """How long a person takes, with what the server took on the way."""
        typing = self.keys * SECONDS_A_KEY[words_a_minute]
        return typing + self.taps * TAP + mental_steps * MENTAL_STEP + sum(self.waits)


@pytest.fixture
def maya(account_manager: User, sign_in: SignIn, novagen: Client) -> User:
    sign_in(account_manager)
    return account_manager


@pytest.fixture
def ana(novagen: Client) -> Person:
    return PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person


@pytest.fixture
def recent(maya: User, novagen: Client, ana: Person) -> Interaction:
    """A word with Ana three days ago."""
    moment = timezone.now() - dt.timedelta(days=3)
    made: Interaction = InteractionFactory(
        occurred_at=moment, clients=[novagen], people=[ana], colleagues=[maya], created_by=maya, summary="Fees"
    )
    return made


@pytest.fixture(autouse=True)
def warm(page: Page, live_server: LiveServer, maya: User) -> None:
    """The first request of a server reads its templates; a person's server has been up for a while."""
    page.goto(f"{live_server.url}/log/?q=c+nobody")


def logged(but: Interaction | None = None) -> Interaction:
    """The touch that the journey made."""
    return Interaction.objects.unscoped(reason="test").exclude(pk=but.pk if but else None).get()


def shown_cells(page: Page) -> dict[str, str]:
    return {
        cell: page.locator(f"#cell-{cell} .cell-text").inner_text()
        for cell in ("what", "with", "client", "when", "about", "feel")
    }


def strip(page: Page) -> Any:
    return page.locator("#undo [role=status]")


def test_journey_2_one_line_from_the_client_list(page: Page, live_server: LiveServer, maya: User, ana: Person) -> None:
    page.goto(f"{live_server.url}/clients/")
    hand = Hand(page)
    hand.press("l")
    hand.type("c ana@nov yd 20m re renewal")
    hand.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    expect(page.locator("#dialog")).not_to_be_visible()
    touch = logged()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assert (touch.kind, touch.duration_minutes, touch.summary, timezone.localdate(touch.occurred_at)) == (
        "call",
        20,
        "Renewal",
        yesterday,
    )
    assert [link.person for link in TouchPerson.objects.filter(interaction=touch)] == [ana]
    assert [link.client.name for link in touch.touch_clients.all()] == ["Novagen Therapeutics"]
    hand.held_to("2", steps=3, keys=29, by_hand=8.5, server=0.4, words_a_minute=55)
    assert hand.seconds(words_a_minute=55) <= 10


def test_journey_2b_one_line_on_the_client_page(
    page: Page, live_server: LiveServer, maya: User, novagen: Client, recent: Interaction
) -> None:
    page.goto(f"{live_server.url}/clients/{novagen.public_id}/timeline/")
    hand = Hand(page)
    hand.press("l")
    hand.type("c 20m re renewal")
    hand.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Novagen Therapeutics")
    # The timeline of the page has taken it up by itself.
    expect(page.locator(".timeline .head").first).to_contain_text("Renewal")
    assert [link.client for link in logged(but=recent).touch_clients.all()] == [novagen]
    hand.held_to("2b", steps=3, keys=18, by_hand=7.74, server=0.4)
    assert hand.seconds() <= 10


def test_journey_3_four_taps_on_a_telephone(
    browser: Browser, live_server: LiveServer, maya: User, recent: Interaction, context: Any
) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, storage_state=context.storage_state())
    page = phone.new_page()
    page.goto(f"{live_server.url}/clients/")
    hand = Hand(page)
    hand.tap(".phone-tabs .raised")
    hand.tap(".log-chips label:has-text('Ana Ruiz')")
    hand.tap(".log-chips label:has-text('Call')")
    hand.tap(".log-foot .btn-primary")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert logged(but=recent).kind == "call"
    hand.held_to("3", steps=4, taps=4, by_hand=7, server=0.5, mental_steps=1)
    assert hand.seconds(mental_steps=1) <= 10
    phone.close()


def test_the_cells_say_what_was_understood_while_one_types(
    page: Page, live_server: LiveServer, complaints: list[str], maya: User, ana: Person
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("call with Ana Ruiz @ Novagen yesterday 20m re renewal +")
    expect(page.locator("#cell-feel .cell-text")).to_have_text("Good")
    cells = shown_cells(page)
    assert (cells["what"], cells["with"], cells["client"]) == ("Call, 20 min", "Ana Ruiz", "Novagen Therapeutics")
    assert cells["about"] == "Renewal"
    marks = page.locator("#log-marks mark").all_inner_texts()
    assert marks == ["call", "Ana Ruiz", "Novagen", "yesterday", "20m", "renewal", "+"]
    page.keyboard.press("Backspace")
    expect(page.locator("#cell-feel .cell-text")).to_have_text("Not said")
    assert complaints == []


def test_no_key_is_lost_on_a_slow_line(page: Page, live_server: LiveServer, maya: User, ana: Person) -> None:
    page.goto(f"{live_server.url}/clients/")
    held: list[Any] = []
    page.route(re.compile(r"/log/\?"), lambda route: held.append(route))
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m re renewal")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog textarea")).to_have_value("c ana 20m re renewal")
    assert not Interaction.objects.unscoped(reason="test").exists()
    held[0].continue_()
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert logged().summary == "Renewal"


def test_escape_keeps_the_draft_and_focus_goes_back(
    page: Page, live_server: LiveServer, maya: User, ana: Person
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.locator("a.logline").focus()
    page.keyboard.press("l")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()
    expect(page.locator("a.logline")).to_be_focused()
    page.goto(f"{live_server.url}/people/")
    page.keyboard.press("l")
    expect(page.locator("#id_q")).to_have_value("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    page.keyboard.press("l")
    expect(page.locator("#id_q")).to_have_value("")


def test_somebody_unknown_is_offered_and_enter_adds_them(
    page: Page, live_server: LiveServer, maya: User, novagen: Client
) -> None:
    page.goto(f"{live_server.url}/clients/{novagen.public_id}/timeline/")
    page.keyboard.press("l")
    page.keyboard.type("coffee with nobody known")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Add Nobody Known?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: meeting with Nobody Known")
    assert TouchPerson.objects.get(interaction=logged()).person.is_stub


def test_two_of_a_name_are_chosen_by_a_digit(
    page: Page, live_server: LiveServer, maya: User, ana: Person, novagen: Client
) -> None:
    other = PositionFactory(person=PersonFactory(name="Anabel Cruz"), client=novagen).person
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana@nov 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Which ana?")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Which ana? Choose one.")
    expect(page.locator("#id_q")).to_have_value("c ana@nov 20m")
    # A digit pressed before the summary has the focus would still go into the line.
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Anabel Cruz")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Anabel Cruz")
    assert [link.person for link in TouchPerson.objects.filter(interaction=logged())] == [other]


def test_each_cell_opens_its_picker_by_keyboard_alone(
    page: Page, live_server: LiveServer, maya: User, ana: Person
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    for cell in ("what", "with", "client", "when", "about", "feel"):
        page.locator(f"#open-{cell}").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#pick-{cell}")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(f"#pick-{cell}")).not_to_be_visible()
        expect(page.locator("#dialog")).to_be_visible()
        expect(page.locator(f"#open-{cell}")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#pick-feel").get_by_text("Warm").click()
    expect(page.locator("#cell-feel .cell-text")).to_have_text("Warm")
    page.keyboard.press("Escape")
    page.locator("#open-what").click()
    page.locator("#id_minutes").fill("45")
    expect(page.locator("#cell-what .cell-text")).to_have_text("Call, 45 min")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert (logged().duration_minutes, logged().sentiment) == (45, 2)


def test_undo_and_bring_back_by_the_strip(page: Page, live_server: LiveServer, maya: User, ana: Person) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    page.keyboard.press("Control+z")
    expect(strip(page)).to_have_text("Undone: call with Ana Ruiz")
    assert page.url == f"{live_server.url}/clients/"
    assert logged().archived_at is not None
    page.get_by_role("button", name="Undo").click()
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert logged().archived_at is None


def test_a_lost_line_keeps_the_text(page: Page, live_server: LiveServer, maya: User, ana: Person) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    page.route(re.compile(r"/log/$"), lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text("Your text is still here.")
    expect(page.locator("#id_q")).to_have_value("c ana 20m")
    page.unroute(re.compile(r"/log/$"))
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert logged().duration_minutes == 20


def test_offline_a_line_waits_in_the_tab_and_is_sent_once(
    page: Page, live_server: LiveServer, maya: User, ana: Person, context: Any
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m re renewal")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).not_to_be_visible()
    expect(page.locator("#undo")).to_contain_text("You're offline. Nothing is lost: 1 line waits")
    # A second one, whose form cannot even be fetched any more.
    page.keyboard.press("l")
    page.keyboard.type("m ana yd re fees")
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text("2 lines wait")
    context.set_offline(False)
    expect(strip(page)).to_have_text("Logged: meeting with Ana Ruiz")
    touches = Interaction.objects.unscoped(reason="test").order_by("kind")
    assert [(each.kind, each.summary) for each in touches] == [("call", "Renewal"), ("meeting", "Fees")]
    kept = "Object.keys(sessionStorage).filter((name) => name.startsWith('draft:'))"
    assert page.evaluate(kept) == [], "nothing waits any more"
    page.keyboard.press("l")
    expect(page.locator("#id_q")).to_have_value("")


def test_a_line_that_arrived_after_all_is_saved_once(
    page: Page, live_server: LiveServer, maya: User, ana: Person
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(re.compile(r"/log/$"), swallow)
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text("Your text is still here.")
    page.unroute(re.compile(r"/log/$"))
    # The tab tries again by itself; here at once.
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    expect(page.locator("#dialog")).not_to_be_visible()
    assert logged().duration_minutes == 20


def test_a_waiting_line_that_needs_a_word_comes_back_into_the_line(
    page: Page, live_server: LiveServer, maya: User, ana: Person, novagen: Client, context: Any
) -> None:
    page.goto(f"{live_server.url}/clients/")
    page.keyboard.press("l")
    page.keyboard.type("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Ana Ruiz")
    context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text("1 line waits")
    PositionFactory(person=PersonFactory(name="Anabel Cruz"), client=novagen)
    context.set_offline(False)
    expect(page.locator("#undo")).to_contain_text("A line that waited needs a word from you.")
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("#id_q")).to_have_value("c ana 20m")
    expect(page.locator("#cell-with .cell-text")).to_have_text("Which ana?")


def test_without_scripts_the_same_page_does_it(
    browser: Browser, live_server: LiveServer, maya: User, ana: Person, novagen: Client, context: Any
) -> None:
    PositionFactory(person=PersonFactory(name="Anabel Cruz"), client=novagen)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(f"{live_server.url}/clients/")
    page.locator("a.logline").click()
    page.get_by_label("What happened?").fill("c ana@nov 20m re renewal")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#cell-what .cell-text")).to_have_text("Call, 20 min")
    page.locator("#open-feel").click()
    page.locator("#pick-feel").get_by_text("Warm").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_contain_text("Which ana? Choose one.")
    page.locator("#log-questions").get_by_text("Ana Ruiz").click()
    page.get_by_role("button", name="Save").click()
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert page.url == f"{live_server.url}/clients/"
    assert (logged().summary, logged().sentiment) == ("Renewal", 2)
    page.get_by_role("button", name="Undo").click()
    expect(strip(page)).to_have_text("Undone: call with Ana Ruiz")
    plain.close()


def test_show_30_more_goes_on_in_place(page: Page, live_server: LiveServer, maya: User, novagen: Client) -> None:
    for day in range(35):
        InteractionFactory(occurred_at=timezone.now() - dt.timedelta(days=day), clients=[novagen])
    page.goto(f"{live_server.url}/clients/{novagen.public_id}/timeline/")
    expect(page.locator(".timeline .head")).to_have_count(30)
    page.get_by_role("link", name="Show 30 more").click()
    expect(page.locator(".timeline .head")).to_have_count(35)
    expect(page.get_by_role("link", name="Show 30 more")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page,
    live_server: LiveServer,
    maya: User,
    recent: Interaction,
    novagen: Client,
    ana: Person,
    theme: Any,
    size: Any,
) -> None:
    def faults() -> list[str]:
        found = Axe().run(page, options=RULES).response["violations"]
        return [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found]

    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    here = f"/touchpoints/{recent.public_id}/"
    for address in (
        "/log/?q=c+nobody+known+@nobody+20m",
        "/log/?plain=1",
        here,
        f"{here}edit/",
        f"{here}history/",
        f"/clients/{novagen.public_id}/timeline/",
        f"/people/{ana.public_id}/timeline/",
    ):
        page.goto(live_server.url + address)
        assert faults() == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
    page.locator('a[hx-get^="/log/"]:visible').first.click()
    page.locator("#id_q").fill("c jonas, ana 20m re renewal")
    expect(page.locator("#log-questions")).to_contain_text("Nobody is called jonas yet.")
    assert faults() == []
    page.locator("#open-what").click()
    assert faults() == []
