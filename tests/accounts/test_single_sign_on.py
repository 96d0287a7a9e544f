"""Signing in through a provider: a real one, in a process of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client as Browser

from accounts.models import User

pytestmark = pytest.mark.django_db

CLAIMS = [
    {"sub": "maya-1", "email": "Maya@Firm.example", "email_verified": True},
    {"sub": "eve-1", "email": "maya@firm.example", "email_verified": False},
    {"sub": "nobody-1", "email": "nobody@elsewhere.example", "email_verified": True},
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for claims in CLAIMS:
        command += ["--user-claims", json.dumps(claims)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def provider(issuer: str, settings: LazySettings) -> str:
    configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    app = {**configured["APPS"][0], "client_id": "perennial", "secret": "s", "settings": {"server_url": issuer}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**configured, "APPS": [app]}}
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "Firm ID"
    return issuer


def come_in(browser: Browser, subject: str, where: str = "/clients/") -> HttpResponse:
    """Press the button, say over there who one is, and come back."""
    there = browser.post("/accounts/oidc/firm/login/", {"next": where})
    assert there.status_code == 302, there.content
    over_there = requests.Session()
    form = over_there.get(there["Location"], timeout=5)
    assert form.status_code == 200
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text))
    back = over_there.post(there["Location"], data={**hidden, "sub": subject}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    return browser.get(f"{address.path}?{address.query}")


def said(answer: HttpResponse) -> str:
    return " ".join(str(each) for each in get_messages(answer.wsgi_request))


def test_a_colleague_comes_in_and_goes_where_they_wanted(client, provider, account_manager):
    assert "Sign in with Firm ID" in client.get("/accounts/login/").text
    answer = come_in(client, "maya-1")
    assert (answer.status_code, answer["Location"]) == (302, "/clients/")
    assert client.get("/me/").status_code == 200
    assert SocialAccount.objects.get(user=account_manager).uid == "maya-1"


def test_their_number_counts_afterwards_and_not_their_address(client, provider, account_manager):
    come_in(Browser(), "maya-1")
    User.objects.filter(pk=account_manager.pk).update(email="okafor@firm.example")
    come_in(client, "maya-1")
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("subject", ["eve-1", "nobody-1"])
def test_an_address_nobody_made_sure_of_and_a_stranger_stay_outside(client, provider, account_manager, subject):
    before = User.objects.count()
    answer = come_in(client, subject)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "Ask an administrator" in said(answer)
    assert client.get("/me/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_a_closed_account_stays_closed(client, provider, account_manager):
    come_in(Browser(), "maya-1")
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    come_in(client, "maya-1")
    assert client.get("/me/").status_code == 302


def test_an_answer_nobody_asked_for_opens_nothing(client, provider, account_manager):
    stolen = Browser()
    there = stolen.post("/accounts/oidc/firm/login/")
    state = re.search(r"state=([^&]+)", there["Location"])
    assert state
    for query in ("", "?code=x", f"?code=x&state={state[1]}", "?error=access_denied", "?code=%00&state=%00"):
        answer = client.get(f"/accounts/oidc/firm/login/callback/{query}")
        assert answer.status_code in (302, 400), query
        assert client.get("/me/").status_code == 302


def test_a_provider_out_of_reach_is_a_sentence(client, provider, settings, account_manager):
    configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    app = {**configured["APPS"][0], "settings": {"server_url": "http://127.0.0.1:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**configured, "APPS": [app]}}
    answer = client.post("/accounts/oidc/firm/login/")
    assert answer["Location"] == "/accounts/login/"
    assert "can't be reached" in said(answer)


def test_without_one_there_is_no_button_and_no_way(client):
    assert "/accounts/oidc/" not in client.get("/accounts/login/").text
    assert client.post("/accounts/oidc/firm/login/").status_code == 404
    assert client.get("/accounts/oidc/firm/login/callback/").status_code == 404
    assert client.post("/accounts/oidc/other/login/").status_code == 404
