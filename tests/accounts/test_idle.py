"""Half an hour without a click ends the session; a day ends it in any case."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


def set_clock(browser: Browser, **seconds_ago: float) -> None:
    session = browser.session
    for name, seconds in seconds_ago.items():
        session[name] = int(time.time() - seconds)
    session.save()


@pytest.mark.parametrize(
    ("clock", "stays"),
    [
        ({"seen": 29 * 60}, True),
        ({"seen": 31 * 60}, False),
        ({"seen": 10, "began": 11 * 3600}, True),
        ({"seen": 10, "began": 12 * 3600 + 5}, False),
    ],
)
def test_the_session_ends(sign_in: SignIn, account_manager: User, clock: dict[str, float], stays: bool) -> None:
    browser = sign_in(account_manager)
    set_clock(browser, **clock)
    answer = browser.get("/clients/?q=nova")
    assert (answer.status_code, SESSION_KEY in browser.session) == ((200, True) if stays else (302, False))
    if not stays:
        assert answer["Location"] == "/accounts/login/?next=/clients/%3Fq%3Dnova"
        assert "You were signed out" in browser.get(answer["Location"]).text


def test_what_was_sent_too_late_is_not_saved_and_leads_back_to_its_page(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    set_clock(browser, seen=settings.IDLE_SECONDS + 1)
    answer = browser.post("/me/", {"name": "Somebody else", "version": "1"})
    account_manager.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")
    assert account_manager.name == "Maya Okafor"


def test_a_click_moves_the_end_and_is_written_at_most_once_a_minute(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    set_clock(browser, seen=100)
    assert writes(browser) == 1
    assert writes(browser) == 0
    assert time.time() - browser.session["seen"] < 30


def test_a_page_that_is_only_read_can_say_so(sign_in: SignIn, account_manager: User, stranger: Any) -> None:
    browser = sign_in(account_manager)
    set_clock(browser, seen=100)
    assert browser.post("/me/here/").status_code == 204
    assert time.time() - browser.session["seen"] < 30
    assert stranger.post("/me/here/").status_code == 302


def writes(browser: Browser) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get("/me/")
    return sum(query["sql"].startswith('UPDATE "django_session"') for query in asked.captured_queries)


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
def test_a_refused_form_is_no_success(address: str) -> None:
    assert Browser().post(address, {"login": "eve@firm.example", "password": "wrong"}).status_code == 422


def test_a_page_that_asks_by_itself_is_no_sign_of_life_and_takes_no_last_word(sign_in, account_manager, settings):
    browser = sign_in(account_manager)
    began = int(time.time()) - settings.IDLE_SECONDS - 5
    session = browser.session
    session["seen"] = began
    session.save()
    unasked = browser.get("/notices/count/", headers={"X-Unasked": "1"})
    assert (unasked.status_code, unasked.content) == (204, b"")
    assert browser.session["seen"] == began
    answer = browser.get("/me/", follow=True)
    assert "You were signed out" in answer.text
