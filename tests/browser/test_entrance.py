"""The way in, as a person meets it."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

PASSWORD = "long enough, never used"


def test_a_colleague_signs_in_by_address_and_password(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    User.objects.create_user("maya@example.com", PASSWORD, name="Maya Okafor")
    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/password/change/")
    page.get_by_label("E-mail").fill("maya@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Current password")).to_be_visible()
    assert complaints == []


def test_the_entrance_fits_a_telephone(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/accounts/login/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
