"""What the matrix of colleagues leaves out, in a browser: pages without sign-in, of second steps, refusals, and forms sent empty.

axe finds nothing, and nothing runs over the edge, in both themes at the width of a desk and of a telephone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from relationships.alumni.link_actions import make_link, stop_token
from relationships.foundation.secret_address import digest_of
from relationships.hospitality.card_actions import make_card_link
from tests import factories as make
from tests.access.matrix import OPEN, PAGES
from tests.access.world import World, build_world
from tests.browser.test_every_page import FRAGMENTS, SIZES, awkward, too_wide
from tests.browser.test_lists import LONG, RIGHT_TO_LEFT, RULES

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
NO_PAGE = {
    "healthz": "words for machines",
    "readyz": "words for machines",
    "ask_for_own_page": "takes a form; leads to the page",
    "leave_own_page": "takes a form; leads to the page",
    "choose_visibility": "takes a form; leads to the page",
    "choose_consent": "takes a form; leads to the page",
    "say_on_own_page": "takes a form; leads to the page",
    "tell_new_post": "takes a form; leads to the page",
    "own_invitation_calendar": "a file",
    "answer_on_own_page": "takes a form; leads to the page",
    "calendar_feed": "a file",
    "mfa_login_webauthn": "words for a script",
    "openid_connect_login": "leads to the firm's provider; tested against one in a process of its own",
    "openid_connect_callback": "leads back from it",
    "socialaccount_login_cancelled": "leads to the sign-in page",
    "socialaccount_login_error": "leads to the sign-in page",
    "socialaccount_signup": "leads to the sign-in page",
    "socialaccount_connections": "leads to the sign-in page",
    "account_confirm_login_code": "there only while a code is waited for, which the firm does not use",
    "mfa_edit_webauthn": "needs a passkey, which test_entrance makes",
    "mfa_remove_webauthn": "needs a passkey, which test_entrance makes",
    "account_email": "closed: the firm gives addresses",
    "account_set_password": "leads to the page that changes it",
    "mfa_reauthenticate_webauthn": "needs a passkey",
    "first_administrator": "there only on an installation without an administrator",
}
"""Addresses without a page of their own, and pages that another test opens."""


def of_visitors(account_manager: User) -> dict[str, str]:
    """Pages without sign-in, by names; a guest's and an alumnus's with awkward names."""
    now = timezone.now()
    person = make.PersonFactory(name=f"{RIGHT_TO_LEFT} {LONG[:120]}")
    alumnus = make.AlumnusFactory(person=person, keeper=account_manager)
    make.ContactPointFactory(person=person, value="daniel@reyes.example")
    make.PositionFactory(person=person, client=make.ClientFactory(name=LONG[:150]))
    make.GuestFactFactory(person=person, shared=True)
    event = make.EventFactory(name=LONG[:150])
    make.InvitationFactory(event=event, person=person, digest=digest_of("an-invitation"))
    _, card = make_card_link(by=account_manager, person=person, now=now)
    return {
        "own_card": reverse("own_card", args=[card]),
        "own_page": reverse("own_page"),
        "open_own_page": reverse("open_own_page", args=[make_link(alumnus=alumnus, opens="page", now=now)]),
        "answer_consent": reverse("answer_consent", args=[make_link(alumnus=alumnus, opens="consent", now=now)]),
        "stop_mail": reverse("stop_mail", args=[stop_token(alumnus=alumnus, purpose="news", now=now)]),
        "own_invitation": reverse("own_invitation", args=["an-invitation"]),
        **{
            name: reverse(name)
            for name in (
                "account_login",
                "account_inactive",
                "account_signup",
                "account_email_verification_sent",
                "account_reset_password",
                "account_reset_password_done",
                "account_reset_password_from_key_done",
            )
        },
        "account_confirm_email": reverse("account_confirm_email", args=["never"]),
        "account_reset_password_from_key": reverse("account_reset_password_from_key", args=["0", "never"]),
        "404": "/nowhere/at/all/",
    }


SIGNED_IN = {
    name: reverse(name)
    for name in (
        *("account_logout", "account_reauthenticate", "account_change_password", "mfa_index", "mfa_activate_totp"),
        *("mfa_list_webauthn", "mfa_add_webauthn"),
    )
}
WITH_CODES = {
    name: reverse(name)
    for name in (
        *("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        "mfa_reauthenticate",
    )
}


BETWEEN = {"mfa_authenticate": reverse("mfa_authenticate")}
"""Between the password and the first page."""


def faults_of(page: Page, address: str) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{address}: {fault['id']} {fault['nodes'][0]['target']}" for fault in found]
    return told + [f"{address}: {over}" for over in [too_wide(page)] if over]


def test_every_address_without_the_matrix_has_a_page_here_or_a_reason(db: None, account_manager: User) -> None:
    opened = {*of_visitors(account_manager), *SIGNED_IN, *WITH_CODES, *BETWEEN}
    assert {each.name for each in OPEN} - opened == set(NO_PAGE)


def fresh(context: BrowserContext, server: LiveServer, user: User) -> None:
    """`user` signed in with their password this minute."""
    user.set_password("hospitality-not-service")
    user.save(update_fields=["password"])
    browser = Browser()
    browser.post(reverse("account_login"), {"login": user.email, "password": "hospitality-not-service"})
    cookies = [{"name": key, "value": each.value, "url": server.url} for key, each in browser.cookies.items()]
    context.add_cookies(cookies)  # type: ignore[arg-type]


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_pages_of_visitors_and_of_signing_in(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    transactional_db: None,
    account_manager: User,
    theme: Any,
    width: int,
) -> None:
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for address in of_visitors(account_manager).values():
        page.goto(live_server.url + address)
        faults += faults_of(page, address)
    fresh(context, live_server, account_manager)
    for address in [*SIGNED_IN.values(), "/clients/NeverThere00/", "/settings/firm/"]:
        page.goto(live_server.url + address)
        assert "/accounts/login/" not in page.url, address
        faults += faults_of(page, address)
    TOTP.activate(account_manager, generate_totp_secret())
    for address in WITH_CODES.values():
        page.goto(live_server.url + address)
        faults += faults_of(page, address)
    context.clear_cookies()
    fresh(context, live_server, account_manager)
    page.goto(live_server.url + BETWEEN["mfa_authenticate"])
    assert page.url.endswith(BETWEEN["mfa_authenticate"])
    faults += faults_of(page, page.url)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_forms_that_were_sent_empty(
    page: Page,
    live_server: LiveServer,
    sign_in: Callable[[Any], None],
    transactional_db: None,
    theme: Any,
    width: int,
) -> None:
    """What is wrong stands in a summary and at its field."""
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    world: World = build_world()
    awkward(world)
    faults, signed_in = [], ""
    for each in PAGES:
        if each.empty != 422 or not each.get or each.name in FRAGMENTS:
            continue
        letter = each.whose or next(letter for letter in "DPMALU" if letter in each.get and letter in each.post)
        if letter != signed_in:
            sign_in(world.users[letter])
            signed_in = letter
        address = reverse(each.name, kwargs=world.seen[each.about] if each.about else {}) + each.query
        page.goto(live_server.url + address)
        sent = page.evaluate(
            """() => {
                const form = document.querySelector("main form[method=post]");
                if (!form) return false;
                form.noValidate = true;
                form.querySelectorAll("input:not([type=hidden]), textarea").forEach(each => { each.value = ""; });
                form.submit();
                return true;
            }"""
        )
        if sent:
            page.wait_for_load_state("networkidle")
            faults += faults_of(page, f"{address} sent empty")
    assert not faults, "\n".join(faults)
