"""In a non-profit no page says "client" or "fee": every page of the matrix, and every form that was sent empty."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Firm
from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of
from tests.access.world import World, build_world

HOUSE_WORDS = re.compile(
    r"\b(clients?|engagements?|fees?|invoices?|repeat business|partners?|practices?|alumn\w+)\b", re.IGNORECASE
)
NOT_READ = re.compile(r"<(script|style|code|pre)\b[^>]*>.*?</\1>|<!--.*?-->", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-announce)="([^"]*)"')
TAG = re.compile(r"<[^>]+>")
SAYS_BOTH = {
    "words": "the two sets of words stand side by side to be chosen from",
    "set_up_words": "the same, on the first run",
    "bulk_change": "tells in the words in which it was done",
    "import_list": "names kinds and columns of files, which are the same everywhere",
}
"""Pages whose subject is the words themselves."""


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    made = build_world()
    Firm.objects.update_or_create(
        defaults={"name": "Open Hands", "vocabulary": "non_profit", "set_up_at": "2026-01-01T00:00Z"}
    )
    return made


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Browser]:
    return {each: browser_of(user) for each, user in world.users.items()}


def addresses(page: Page, world: World) -> Iterator[str]:
    if page.name.startswith("export") or page.name.endswith("_export"):
        return
    yield reverse(page.name, kwargs=world.seen[page.about] if page.about else {}) + page.query


def unspoken(body: str) -> list[str]:
    """Where a word of the house stands, with what is around it."""
    body = NOT_READ.sub(" ", body)
    texts = [*READ_ALOUD.findall(body), re.sub(r"\s+", " ", TAG.sub(" ", body))]
    return [text[max(0, m.start() - 40) : m.end() + 30] for text in texts for m in HOUSE_WORDS.finditer(text)]


def told(body: str) -> None:
    found = unspoken(body)
    assert not found, "\n".join(found)


def letter(page: Page) -> str:
    return page.whose or ("D" if "D" in page.get else page.get[0])


@pytest.mark.parametrize(
    "page", [each for each in PAGES if each.get and each.name not in SAYS_BOTH], ids=lambda p: p.name
)
def test_every_page_speaks_the_firms_words(page: Page, world: World, browsers: dict[str, Browser]) -> None:
    browser = browsers[letter(page)]
    for address in addresses(page, world):
        with transaction.atomic():
            answer = browser.get(address)
            if page.got == 200:
                assert answer.status_code == 200
                told(answer.getvalue().decode())
            if page.empty == 422 and letter(page) in page.post:
                refused = browser.post(address, {})
                told(refused.getvalue().decode())
            transaction.set_rollback(True)
