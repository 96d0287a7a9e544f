"""The way in, as a person meets it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
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


def test_a_passkey_is_added_signs_in_alone_and_is_the_second_step(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    maya = User.objects.create_user("maya@example.com", PASSWORD, name="Maya Okafor")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    here = live_server.url.replace("127.0.0.1", "localhost")

    def password_given() -> None:
        page.goto(f"{here}/accounts/login/?next=/accounts/2fa/webauthn/add/")
        page.get_by_label("E-mail").fill("maya@example.com")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    password_given()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add this passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert Authenticator.objects.filter(user=maya, type="webauthn").count() == 1
    page.goto(f"{here}/accounts/2fa/")
    expect(page.get_by_role("row", name="Work laptop")).to_contain_text("signs in alone")

    page.context.clear_cookies()
    page.goto(f"{here}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: "/accounts/" not in address)

    page.context.clear_cookies()
    password_given()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    assert complaints == []
