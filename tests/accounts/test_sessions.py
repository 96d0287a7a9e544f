"""Where one is signed in: seen, and ended from afar."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from accounts.devices import device_words
from accounts.models import User
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
PASSWORD = "long enough, never used"
HERE = "/me/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0"


def sign_in_with(agent: str, user: User) -> Browser:
    browser = Browser(headers={"User-Agent": agent}, REMOTE_ADDR="203.0.113.7")
    answer = browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


@pytest.fixture
def maya(account_manager: User) -> User:
    account_manager.set_password(PASSWORD)
    account_manager.save()
    return account_manager


def test_each_browser_is_named_and_one_is_signed_out_from_another(maya: User) -> None:
    laptop, phone = sign_in_with(LAPTOP, maya), sign_in_with(PHONE, maya)
    page = laptop.get(HERE).text
    assert re.findall(r'class="strong">([^<]*)<', page) == ["Edge on Windows", "Safari on iPhone"]
    assert page.count("203.0.113.7") == 2
    assert phone.session.session_key not in page
    tokens = re.findall(r'name="session" value="(\w+)"', page)
    assert len(tokens) == 1, "this browser signs out by the usual way"
    assert phone.get(HERE).status_code == 200
    assert "Signed out there." in laptop.post(f"{HERE}end/", {"session": tokens[0]}, follow=True).text
    assert phone.get(HERE).status_code == 302
    assert "Nobody is signed in there any more." in laptop.post(f"{HERE}end/", {"session": tokens[0]}, follow=True).text
    assert laptop.get(HERE).status_code == 200


def test_all_others_at_once(maya: User, partner: User, sign_in: SignIn) -> None:
    laptop, phone, other = sign_in_with(LAPTOP, maya), sign_in_with(PHONE, maya), sign_in(partner)
    assert "Signed out 1 other browser." in laptop.post(f"{HERE}end-others/", follow=True).text
    assert (phone.get(HERE).status_code, laptop.get(HERE).status_code, other.get(HERE).status_code) == (302, 200, 200)
    assert "You are signed in nowhere else." in laptop.post(f"{HERE}end-others/", follow=True).text


def test_nobody_signs_somebody_else_out(maya: User, partner: User, sign_in: SignIn) -> None:
    phone, laptop = sign_in_with(PHONE, maya), sign_in_with(LAPTOP, maya)
    tokens = re.findall(r'name="session" value="(\w+)"', laptop.get(HERE).text)
    sign_in(partner).post(f"{HERE}end/", {"session": tokens[0]})
    assert phone.get(HERE).status_code == 200


def test_an_administrator_signs_a_colleague_out_everywhere(maya: User, administrator: User, sign_in: SignIn) -> None:
    phone, gerd = sign_in_with(PHONE, maya), sign_in(administrator)
    where = f"/settings/colleagues/{maya.public_id}/sign-out/"
    assert "Signed Maya Okafor out in 1 browser." in gerd.post(where, follow=True).text
    assert phone.get(HERE).status_code == 302
    assert "Maya Okafor is signed in nowhere." in gerd.post(where, follow=True).text


def test_sessions_that_are_over_are_not_listed(maya: User) -> None:
    with time_machine.travel("2026-11-01 09:00", tick=False) as clock:
        sign_in_with(PHONE, maya)
        clock.shift(3600)
        assert "iPhone" not in sign_in_with(LAPTOP, maya).get(HERE).text
        assert Session.objects.count() == 2


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("", "An unknown browser"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.9", "An unknown browser"),
        ("<script>", "An unknown browser"),
    ],
)
def test_browsers_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words
