"""Journey 8: a second tie from the repeat-business page; key people and departures looked at by axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.foundation.firm_day import firm_day
from relationships.network.actions import record_departure
from relationships.network.models import SecondTie
from relationships.scoring.health_actions import recompute_due
from tests.factories import DeclaredTieFactory, LedgerEntryFactory, PersonFactory, PositionFactory

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SignIn = Callable[[Any], None]


@pytest.fixture
def hanging(novagen: Client, account_manager: User) -> Client:
    """Novagen hangs by Maya's tie with Ana."""
    ana = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=ana, client=novagen)
    DeclaredTieFactory(person=ana, client=novagen, colleague=account_manager, declared_by=account_manager)
    for days in (9, 400, 800):
        LedgerEntryFactory(client=novagen, booked_on=firm_day().on - timedelta(days=days))
    count(novagen)
    return novagen


def count(client: Client) -> None:
    facts_changed.send(sender=Client, client_ids=[client.pk])
    recompute_due(seconds=60)


def test_journey_8_a_second_tie_takes_the_row_off(
    page: Page, live_server: LiveServer, complaints: list[str], sign_in: SignIn, partner: User, hanging: Client
) -> None:
    sign_in(partner)
    page.goto(live_server.url + reverse("repeat_business"))
    rows = page.locator("#threads tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Maya Okafor to Ana Ruiz")
    rows.get_by_role("link", name="Add a second tie").click()
    page.get_by_label("Colleague").select_option(label="Henrik Lindqvist")
    page.get_by_role("button", name="Save plan").click()
    count(hanging)
    expect(page.get_by_text("1 more with a second tie planned")).to_be_visible()
    expect(page.locator("#threads tr")).to_have_count(0)
    plan = SecondTie._base_manager.get()
    assert (plan.colleague, plan.due_on) == (partner, firm_day().on + timedelta(days=14))
    assert complaints == []


@pytest.mark.parametrize(("size", "theme"), [(1440, "light"), (390, "dark")], ids=["wide", "phone"])
def test_axe_finds_nothing_and_nothing_runs_over_the_edge(
    page: Page, live_server: LiveServer, sign_in: SignIn, administrator: User, account_manager: User,
    hanging: Client, size: int, theme: Any,
) -> None:  # fmt: skip
    departure = record_departure(by=administrator, colleague=account_manager, last_day=firm_day().on)
    sign_in(administrator)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": size, "height": 900})
    ours = [account_manager.public_id]
    addresses = [
        reverse("key_people"),
        reverse("leaving_colleague", args=ours),
        reverse("thread_list"),
        reverse("departures"),
        reverse("record_departure", args=ours),
        reverse("departure_detail", args=[departure.public_id]),
    ]
    for address in addresses:
        page.goto(live_server.url + address)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size, address
