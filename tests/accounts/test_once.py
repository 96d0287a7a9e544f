"""A form that adds is taken once, whatever the mouse does; what was refused, or says something else, is taken anew."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Office, SentForm, User
from accounts.tasks import forget
from relationships.clients.models import Client
from tests.cast import SignIn

OFFICES = "/settings/offices/new/"
CLIENTS = "/clients/new/"


def token(browser: Browser, address: str) -> str:
    found = re.search(r'name="once" value="(\w{12})"', browser.get(address).content.decode())
    assert found, "the form carries no token"
    return found[1]


def test_a_second_click_leads_to_what_the_first_one_made(account_manager: User, sign_in: SignIn) -> None:
    browser = sign_in(account_manager)
    form = {"name": "Kestrel Foods", "tier": "B", "owner": account_manager.public_id, "once": token(browser, CLIENTS)}
    first, second = (browser.post(CLIENTS, form) for _ in range(2))
    made = Client._base_manager.get(name="Kestrel Foods")
    assert first["Location"] == second["Location"] == f"/clients/{made.public_id}/"
    assert (first.status_code, second.status_code) == (303, 303)
    said = browser.get(first["Location"]).content.decode()
    assert "Added Kestrel Foods." in said
    assert "You saved this form before" not in said


def test_what_comes_later_is_told_that_nothing_was_added(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    form = {"name": "Dublin", "once": token(browser, OFFICES)}
    browser.post(OFFICES, form, follow=True)
    SentForm.objects.update(made_at=timezone.now() - timedelta(minutes=2))
    again = browser.post(OFFICES, form, follow=True)
    assert "You saved this form before. Here is what came of it; nothing was added." in again.content.decode()
    assert Office.objects.filter(name="Dublin").count() == 1


def test_what_was_refused_is_taken_once_it_is_right(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    once = token(browser, OFFICES)
    refused = browser.post(OFFICES, {"name": "", "once": once})
    assert (refused.status_code, SentForm.objects.count()) == (422, 0)
    assert f'name="once" value="{once}"' in refused.content.decode()
    assert browser.post(OFFICES, {"name": "Cork", "once": once}).status_code == 303
    assert Office.objects.filter(name="Cork").exists()


def test_something_else_is_another_record(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    once = token(browser, OFFICES)
    for name in ("Cork", "Galway"):
        assert browser.post(OFFICES, {"name": name, "once": once}).status_code == 303
    assert Office.objects.filter(name__in=["Cork", "Galway"]).count() == 2


def test_a_token_is_nobody_elses(partner: User, account_manager: User, sign_in: SignIn) -> None:
    form = {"name": "Kestrel Foods", "tier": "B", "owner": account_manager.public_id, "once": "AAAAAAAAAAAA"}
    places = {sign_in(user).post(CLIENTS, form)["Location"] for user in (partner, account_manager)}
    assert len(places) == 2


def test_htmx_is_led_to_the_same_page(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    form = {"name": "Dublin", "once": token(browser, OFFICES)}
    answers = [browser.post(OFFICES, form, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [(answer.status_code, answer["HX-Redirect"]) for answer in answers] == [(204, "/settings/offices/")] * 2


def test_a_failure_leaves_the_form_to_be_sent_again(
    administrator: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(administrator)
    browser.raise_request_exception = False
    form = {"name": "Dublin", "once": token(browser, OFFICES)}

    def falls_over(**given: Any) -> None:
        Office.objects.create(name=given["name"])
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("accounts.admin_actions.add_place", falls_over)
        assert browser.post(OFFICES, form).status_code == 500
    assert not Office.objects.filter(name="Dublin").exists(), "half of it was written"
    assert browser.post(OFFICES, form).status_code == 303


def test_two_clicks_at_once_wait_for_each_other(transactional_db: None, account_manager: User, sign_in: SignIn) -> None:
    browser = sign_in(account_manager)
    form = {"name": "Kestrel Foods", "tier": "B", "owner": account_manager.public_id, "once": token(browser, CLIENTS)}

    def click(_: int) -> str:
        try:
            return str(browser.post(CLIENTS, form)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        places = set(hands.map(click, range(4)))
    assert len(places) == 1
    assert Client._base_manager.filter(name="Kestrel Foods").count() == 1


def test_what_nobody_can_send_any_more_is_forgotten(administrator: User) -> None:
    old = SentForm.objects.create(key="old", user=administrator)
    SentForm.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=3))
    SentForm.objects.create(key="new", user=administrator)
    forget()
    assert list(SentForm.objects.values_list("key", flat=True)) == ["new"]


def test_a_touchpoint_saved_again_over_back_is_the_first(
    account_manager: User, novagen: Client, sign_in: SignIn
) -> None:
    """Its own token is drawn anew, and is no content."""
    browser, plain = sign_in(account_manager), "/log/?plain=1"
    drawn = browser.get(plain).content.decode()
    once = re.search(r'name="once" value="(\w{12})"', drawn)
    assert once
    form = {
        "form": "plain",
        "kind": "call",
        "on": "2026-11-20",
        "at": "14:05",
        "colleagues": account_manager.name,
        "once": once[1],
    }
    form |= {"summary": "Renewal", "clients": novagen.name}
    tokens = ("7f1c0c1e-5b0c-4c58-9d1e-000000000001", "7f1c0c1e-5b0c-4c58-9d1e-000000000002")
    places = {browser.post(plain, {**form, "form_token": each}).headers.get("Location") for each in tokens}
    assert len(places) == 1
    assert None not in places
