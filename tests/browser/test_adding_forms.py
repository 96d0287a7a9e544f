"""Saving twice by hand: a double click, and Back and Save again, add one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.contacts.models import Person

SAVE = {"name": "Add person"}


def test_a_double_click_and_back_add_one_person(
    page: Page, live_server: LiveServer, sign_in: Callable[[Any], None], partner: User, complaints: list[str]
) -> None:
    sign_in(partner)
    page.goto(f"{live_server.url}/people/new/")
    page.get_by_label("Name").fill("Ana Ruiz")
    page.get_by_role("button", **SAVE).dblclick()
    expect(page.get_by_role("heading", name="Ana Ruiz", exact=True)).to_be_visible()
    theirs = page.url
    page.go_back()
    expect(page.get_by_label("Name")).to_have_value("Ana Ruiz")
    page.get_by_role("button", **SAVE).click()
    page.wait_for_url(theirs)
    assert Person.objects.unscoped(reason="a test counts").filter(name="Ana Ruiz").count() == 1
    page.go_back()
    page.get_by_label("Name").fill("Ana Ruiz Prado")
    page.get_by_role("button", **SAVE).click()
    expect(page.get_by_role("heading", name="Ana Ruiz Prado", exact=True)).to_be_visible()
    assert complaints == []
