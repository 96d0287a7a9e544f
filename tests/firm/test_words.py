"""A non-profit reads its own nouns, and a firm's figures stay what they are."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from accounts.models import Firm, User
from accounts.vocabulary import NON_PROFIT, PROFESSIONAL_SERVICES, speak
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
PAGES = ("/clients/", "/people/", "/repeat/", "/repeat/rule/", "/imports/", "/settings/firm/", "/me/", "/find/?q=ana")
# Names of columns in files, and what people have written, stay.
TOLD = re.compile(r"<(?:code|script|style)[^>]*>.*?</|<[^>]+>", re.S)


@pytest.fixture
def visit(sign_in: SignIn, administrator: User) -> Browser:
    Firm.objects.create(name="Open Hands", vocabulary="non_profit", set_up_at="2026-01-01T00:00Z")
    client = make.ClientFactory(name="Ana Ruiz")
    make.LedgerEntryFactory(client=client)
    return sign_in(administrator)


def said(visit: Browser, address: str) -> str:
    page = visit.get(address).text
    return re.sub(r"\s+", " ", TOLD.sub(" ", page[page.index("<body") :]))


@pytest.mark.parametrize("address", PAGES)
def test_navigation_and_headings_speak_the_non_profits_words(visit: Browser, address: str) -> None:
    text = said(visit, address)
    assert "Donors" in text
    assert "Returning giving" in text
    assert not re.search(r"\bClients\b|\bRepeat business\b|\bPractices\b", text)


def test_the_list_heads_its_columns_with_them(visit: Browser) -> None:
    text = said(visit, "/clients/")
    assert re.search(r"Donor Tier Health Giving 20\d\d Giving 20\d\d", text)
    assert "1 donor" in text
    assert "All donors" in text


def test_both_sets_have_every_word() -> None:
    assert NON_PROFIT.keys() == PROFESSIONAL_SERVICES.keys()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Add a client", "Add a donor"),
        ("Work and fees", "Gifts and giving"),
        ("Repeat business by practice", "Returning giving by programme"),
        ("The clientele stays", "The clientele stays"),
        ("An engagement of the client group", "A gift of the donor group"),
    ],
)
def test_our_own_texts_are_spoken_in_the_firms_nouns(text: str, spoken: str) -> None:
    Firm.objects.create(vocabulary="non_profit")
    assert speak(text) == spoken
    Firm.objects.update(vocabulary="professional_services")
    assert speak(text) == text
