"""No query per row: a list of one and a list of thirty ask the database equally often."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.listed import LISTS
from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import browser_of
from tests.access.world import build_world

FEW, MANY = 1, 30
LISTED = [page for page in PAGES if page.lists]


@pytest.mark.django_db
@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.name)
def test_one_row_and_thirty_take_the_same_queries(page: Page) -> None:
    world = build_world()
    browser = browser_of(world.users["D"] if "D" in page.get else world.users[page.get[0]])
    where = (reverse(page.name, kwargs=world.seen[page.about]) if page.about else reverse(page.name)) + page.query
    LISTS[page.lists](world, FEW)
    browser.get(where)
    with CaptureQueriesContext(connection) as few:
        short = browser.get(where)
    LISTS[page.lists](world, MANY - FEW)
    with CaptureQueriesContext(connection) as many:
        long = browser.get(where)
    assert (short.status_code, long.status_code) == (200, 200)
    assert len(long.getvalue()) > len(short.getvalue()), "The list did not grow: this test would see nothing."
    assert len(many) == len(few), extra(few, many)


def extra(few: CaptureQueriesContext, many: CaptureQueriesContext) -> str:
    """The statements that were asked more often for thirty rows."""
    before, after = ([query["sql"][:100] for query in asked.captured_queries] for asked in (few, many))
    return "\n".join(
        f"{after.count(sql)}x, not {before.count(sql)}x: {sql}"
        for sql in sorted(set(after))
        if after.count(sql) > before.count(sql)
    )


def test_every_list_of_the_matrix_can_be_filled() -> None:
    assert {page.lists for page in LISTED} == set(LISTS)
