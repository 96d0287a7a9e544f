"""On a new installation the holder of the server's key lets themselves in, once."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts import first_key
from accounts.models import User

pytestmark = pytest.mark.django_db
HERE = "/setup/administrator/"
PASSWORD = "a quiet afternoon in Basel"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def send(with_key: str, **more: str) -> Any:
    sent = {"key": with_key, "name": "Gerd Achleitner", "email": "Gerd@Firm.example", "password": PASSWORD, **more}
    return Client().post(HERE, sent)


def printed_key() -> str:
    said = StringIO()
    call_command("welcome", stdout=said)
    return said.getvalue().split("(key: ")[1].split(")")[0]


def test_the_key_lets_one_in_and_leads_to_the_questions() -> None:
    browser = Client()
    assert HERE in browser.get("/accounts/login/").text
    sent = {
        "key": printed_key().lower().replace("-", " "),
        "name": "Gerd",
        "email": "g@firm.example",
        "password": PASSWORD,
    }
    answer = browser.post(HERE, sent)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/setup/firm/"
    user = User.objects.get()
    assert (user.role, user.check_password(PASSWORD)) == ("administrator", True)


def test_the_key_works_once_and_the_page_is_gone() -> None:
    key = printed_key()
    assert send(key).status_code == 303
    assert (send(key, email="eve@firm.example").status_code, Client().get(HERE).status_code) == (404, 404)
    assert HERE not in Client().get("/accounts/login/").text
    said = StringIO()
    call_command("welcome", stdout=said)
    assert "key" not in said.getvalue()
    assert User.objects.count() == 1


def test_a_newer_key_ends_the_older_one_and_time_ends_both(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = printed_key(), printed_key()
    assert send(old).status_code == 422
    cache.touch("first-administrator-key", 0)
    answer = send(new)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["key"])
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "AAAAA-AAAAA-AAAAA-AAAAA"}, "key"),
        ({"key": ""}, "key"),
        ({"key": "\ud7ff\u202e"}, "key"),
        ({"name": " "}, "name"),
        ({"email": "gerd"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "gerd@firm.example"}, "password"),
    ],
)
def test_what_does_not_fit_is_named_and_lets_nobody_in(more: dict[str, str], field: str) -> None:
    answer = send(printed_key(), **more)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not User.objects.exists()


def test_guessing_ends_soon() -> None:
    key = printed_key()
    for _ in range(20):
        send("AAAAA-AAAAA-AAAAA-AAAAA")
    assert "Too many tries" in send(key).text
    assert not User.objects.exists()


def test_only_a_digest_is_kept() -> None:
    key = first_key.new_key()
    kept = cache.get("first-administrator-key")
    assert len(kept) == 64
    assert key.replace("-", "") not in kept.upper()
