"""Finding a way in, in a real browser: three clicks from a client to the question, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Promise
from relationships.network.models import Introduction
from tests import factories as make
from tests.browser.test_shell import PHONE, RULES

SignIn = Callable[[Any], None]
YEARS = {"started_on": date(2015, 1, 1), "ended_on": date(2021, 1, 1)}


@pytest.fixture
def cfo(account_manager: User, partner: User, novagen: Client, sign_in: SignIn) -> Person:
    """The chief financial officer of Novagen, whom nobody of us knows; Felix Brandt once worked with her."""
    sign_in(account_manager)
    elsewhere = make.ClientFactory(name="Fennmoor Capital")
    person = make.PositionFactory(
        person=make.PersonFactory(name="Ida Amrein"), client=novagen, title="CFO", started_on=date(2021, 3, 1)
    ).person
    make.PositionFactory(person=person, client=elsewhere, **YEARS)
    felix = make.PositionFactory(person=make.PersonFactory(name="Felix Brandt"), client=elsewhere, **YEARS).person
    make.DeclaredTieFactory(person=felix, colleague=partner, strength=85)
    return person


def ask(page: Page, live_server: LiveServer, novagen: Client) -> None:
    """Client page → See ways → the first way → Ask."""
    page.goto(f"{live_server.url}/clients/{novagen.public_id}/")
    expect(page.get_by_text("Nobody knows them yet.")).to_be_visible()
    page.locator("table.knows").get_by_role("link", name="See ways").click()
    expect(page.get_by_role("heading", name="Ways to Ida Amrein")).to_be_visible()
    first = page.locator("#ways > li").first
    expect(first).to_contain_text("both at Fennmoor Capital, 2015 to 2021")
    first.get_by_role("button", name="Ask Henrik Lindqvist").click()
    expect(page.get_by_role("heading", name="Introduction to Ida Amrein")).to_be_visible()


def test_journey_9_from_an_unknown_cfo_to_the_question(
    page: Page, live_server: LiveServer, cfo: Person, novagen: Client, account_manager: User, complaints: list[str]
) -> None:
    ask(page, live_server, novagen)
    expect(page.locator("#h-note")).to_have_text("The note to Henrik Lindqvist")
    made = Introduction.objects.unscoped(reason="test").get()
    assert made.through is not None
    assert (made.person, made.through.name, made.state) == (cfo, "Felix Brandt", "asked")
    assert "You know Felix Brandt, who seems to know Ida Amrein" in made.note
    promise = Promise.objects.unscoped(reason="test").get()
    assert (promise.colleague, promise.person, promise.outcome) == (account_manager, cfo, "")
    assert complaints == []
    # Taken back with the strip.
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("No introduction asked for yet.")).to_be_visible()


def test_the_same_without_scripts(
    browser: Browser, page: Page, live_server: LiveServer, cfo: Person, novagen: Client
) -> None:
    state = page.context.storage_state()
    with browser.new_context(java_script_enabled=False, storage_state=state) as context:
        ask(context.new_page(), live_server, novagen)
    assert Introduction.objects.unscoped(reason="test").count() == 1


def test_the_ways_in_stand_in_nobodys_way(page: Page, live_server: LiveServer, cfo: Person) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/network/path/?to={cfo.public_id}")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
