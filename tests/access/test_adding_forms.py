"""Every form that adds carries the token by which a second click adds nothing (`accounts.once`)."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of
from tests.access.world import World, build_world

ADDS = re.compile(r"^(add|start|declare|plan|raise|record|take_out|log)_")
ADDING = [page for page in PAGES if ADDS.match(page.name) and page.get and page.post] + [
    page for page in PAGES if page.name == "set_up_invite"
]


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    return build_world()


@pytest.mark.parametrize("page", ADDING, ids=lambda page: page.name)
def test_a_form_that_adds_carries_a_token(page: Page, world: World) -> None:
    letter = page.whose or ("D" if "D" in page.get else page.get[0])
    address = reverse(page.name, kwargs=world.seen[page.about] if page.about else {}) + page.query
    forms = re.findall(
        r"<form[^>]*method=\"post\".*?</form>", browser_of(world.users[letter]).get(address).content.decode(), re.S
    )
    tokens = [re.findall(r'name="once" value="(\w{12})"', form) for form in forms]
    assert [len(found) for found in tokens if found] == [1], "one form of the page is the one that adds"
