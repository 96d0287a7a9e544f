"""No query per row: a list of one and a list of thirty ask the database equally often."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relationships.scoring.repeat_refresh import refresh
from tests.access.listed import LISTS
from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of, undone
from tests.access.world import World, build_world

FEW, MANY = 1, 30
LISTED = [page for page in PAGES if page.lists]
KEPT = ("repeat", "one_off", "look_alike", "alumni_value", "second_engagement", "weekly_mail")
"""Pages of answers that a worker keeps (ADR 0012)."""
MOST = 12
MOST_OF = {"alumnus_detail": 16, "network": 16}
"""Pages that still ask more often than any other may."""


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    """One world for all lists; the rows they are filled with are taken out again."""
    return build_world()


@pytest.mark.parametrize("kind", LISTS)
def test_one_row_and_thirty_take_the_same_queries(kind: str, world: World) -> None:
    pages = [page for page in LISTED if page.lists == kind]
    assert pages, "No page of the matrix shows this list."
    with undone():
        LISTS[kind](world, FEW)
        few = {page: look(page, world) for page in pages}
        LISTS[kind](world, MANY - FEW)
        many = {page: look(page, world) for page in pages}
    for page in pages:
        assert many[page].size > few[page].size, f"{page.name} did not grow: this test would see nothing."
        assert len(many[page].asked) == len(few[page].asked), f"{page.name}: {extra(few[page].asked, many[page].asked)}"
        asked = "\n".join(many[page].asked)
        assert len(many[page].asked) <= MOST_OF.get(page.name, MOST), f"{page.name} asks too often: {asked}"


@dataclass
class Look:
    """A page: how long it is, and the statements it took."""

    size: int
    asked: list[str]


def look(page: Page, world: World) -> Look:
    """The page, looked at for the second time, when what it asks a worker to keep is kept."""
    browser = browser_of(world.users["D"] if "D" in page.get else world.users[page.get[0]])
    where = (reverse(page.name, kwargs=world.seen[page.about]) if page.about else reverse(page.name)) + page.query
    browser.get(where)
    if page.name.startswith(KEPT):
        refresh(seconds=60)
        browser.get(where)
        refresh(seconds=60)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(where)
    assert answer.status_code == 200
    return Look(len(answer.getvalue()), [query["sql"][:100] for query in asked.captured_queries])


def extra(few: list[str], many: list[str]) -> str:
    """The statements that were asked more often for thirty rows."""
    return "\n".join(
        f"{many.count(sql)}x, not {few.count(sql)}x: {sql}"
        for sql in sorted(set(many))
        if many.count(sql) > few.count(sql)
    )


def test_every_list_of_the_matrix_can_be_filled() -> None:
    assert {page.lists for page in LISTED} == set(LISTS)


OPENED = {
    "client_brief": 14,
    "person_brief": 13,
    "client_record": 15,
    "interaction_history": 13,
    "repeat_readings": 6,
}
"""Pages of one thing that somebody opens on their way, and how often each may ask, beside those that show a list."""


@pytest.mark.parametrize("name", OPENED)
def test_pages_of_one_thing_ask_no_more_often_than_they_did(name: str, world: World) -> None:
    page = next(page for page in PAGES if page.name == name and not page.lists)
    with undone():
        asked = look(page, world).asked
    assert len(asked) <= OPENED[name], "\n".join(asked)
