"""Journeys 2, 2b, 3 and 7 by keyboard alone, with their counts and what the server took; the others stand beside
their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import Health
from relationships.scoring.nudge import breaker
from tests.browser.test_log_line import Hand
from tests.browser.test_shell import PHONE
from tests.factories import ClientFactory, InteractionFactory, PersonFactory, PositionFactory
from tests.network.touching import TouchSpec, make_touches

SignIn = Callable[[Any], None]


class WholeHand(Hand):
    """Counts every answer one waits for: pages, what was found, the log line, why; not what a page fetches beside."""

    def _wait(self, request: Request) -> None:
        awaited = ("/find/", "/health/", "/log/?")
        if (
            request.resource_type == "document"
            or request.url.endswith("/log/")
            or any(x in request.url for x in awaited)
        ):
            self.waits.append(max(request.timing["responseEnd"], 0) / 1_000)


@pytest.fixture
def ana(novagen: Client, account_manager: User) -> Person:
    person: Person = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    InteractionFactory(
        clients=[novagen],
        people=[person],
        colleagues=[account_manager],
        occurred_at=timezone.now() - timedelta(days=3),
        summary="before",
    )
    return person


@pytest.fixture
def at(page: Page, live_server: LiveServer, sign_in: SignIn, account_manager: User) -> Callable[[str], Page]:
    """Maya's page at an address; the first request of a server reads its templates, and is not hers."""
    sign_in(account_manager)

    def go(address: str, where: Page = page) -> Page:
        for warm in ("/log/?q=c+nobody", "/find/?q=zz", address):
            where.goto(f"{live_server.url}{warm}")
        where.wait_for_load_state("networkidle")
        return where

    return go


def logged() -> Interaction:
    return Interaction.objects.unscoped(reason="test").exclude(summary="before").get()


def strip(page: Page) -> Any:
    return page.locator("#undo [role=status]")


def test_journeys_2_and_2b_one_line_on_a_list_and_on_a_page(
    at: Callable[..., Page], novagen: Client, ana: Person
) -> None:
    page = at("/clients/")
    hand = WholeHand(page)
    hand.press("l")
    hand.type("c ana@nov yd 20m re renewal")
    hand.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert (logged().duration_minutes, logged().summary) == (20, "Renewal")
    hand.held_to("2", steps=3, keys=29, by_hand=8.5, server=0.4, words_a_minute=55)
    logged().delete()

    page = at(f"/clients/{novagen.public_id}/")
    hand = WholeHand(page)
    hand.press("l")
    hand.type("c 20m re renewal")
    hand.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Novagen Therapeutics")
    hand.held_to("2b", steps=3, keys=18, by_hand=7.74, server=0.4)


def test_journey_3_on_a_telephone_with_a_keyboard(
    at: Callable[..., Page], browser: Browser, ana: Person, context: Any
) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, storage_state=context.storage_state())
    page = at("/clients/", phone.new_page())
    page.keyboard.press("l")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".log-chips input[name=with]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(".log-chips input[name=kind]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(strip(page)).to_have_text("Logged: call with Ana Ruiz")
    assert logged().kind == "call"
    phone.close()


def test_journey_7_why_a_client_stands_where_it_stands(
    at: Callable[..., Page], novagen: Client, ana: Person, account_manager: User, complaints: list[str]
) -> None:
    breaker.reset()
    ClientFactory(name="Norwood Optics", owner=account_manager)
    today = timezone.localdate()
    make_touches(TouchSpec(today - timedelta(days=90 + 30 * n), [novagen], [ana], [account_manager]) for n in range(9))
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    page = at("/people/")
    hand = WholeHand(page)
    hand.press("Control+k")
    hand.type("nov")
    expect(page.locator("#find-results li").first).to_contain_text("Novagen Therapeutics")
    hand.press("Enter")
    page.wait_for_url(f"**/clients/{novagen.public_id}/")
    expect(page.locator("#health-why")).to_be_visible()
    hand.press("w")
    drawer = page.locator("dialog#drawer[open]")
    expect(drawer.get_by_role("heading", level=2)).to_contain_text("Why Novagen Therapeutics is at")
    points = [int(text) for text in drawer.locator(".points > span:first-child").all_inner_texts()]
    assert sum(points) == int(Health.objects.get().score)
    hand.held_to("7", steps=4, keys=6, by_hand=4.4, server=0.5)
    assert complaints == []
