"""What outlasts whoever found a computer unlocked asks for the password, a code or a passkey once more: one table, both ways."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.access.matrix import PAGES, Page
from tests.access.test_matrix import address, ask, browser_of
from tests.access.world import World, build_world

ASKS = {
    "add_colleague": "lets somebody in",
    "edit_colleague": "gives rights, and the address that one signs in with",
    "reopen_account": "lets somebody in",
    "send_sign_in_link": "lets somebody in",
    "start_over_second_step": "takes a second step away",
    "sign_in_rules": "says who needs a second step",
    "scope_rules": "says who sees which clients",
    "add_token": "opens without a password",
    "make_feed": "opens without a password",
    "add_wall": "shuts colleagues out",
    "edit_wall": "lets colleagues in",
    "end_wall": "lets everybody in",
    "add_engagement_wall": "shuts colleagues out",
    "import_walls": "shuts colleagues out",
    "break_glass": "leads through a wall",
    "erase_person": "can't be undone",
    "erase_colleague": "can't be undone",
    "data_keeping": "erases by itself later",
    "archive_hold": "lets go of what a court may want",
    "ask_firm_export": "everything as a file",
}
"""Beside these: the password and second steps, by the library's own pages, and who sees fees among the firm's settings
(`tests/firm/test_settings.py`)."""
PASSWORD = "hospitality-not-service"
SENDS = [page for page in PAGES if page.post]
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    world = build_world()
    for user in world.users.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return world


def sender(page: Page, world: World) -> User:
    """Somebody who may, whose record it is."""
    return world.users[page.whose or next(letter for letter in "DPMALU" if letter in page.post)]


def test_who_signed_in_long_ago_is_asked_again_by_these_pages_and_no_others(world: World) -> None:
    browsers = {user.pk: browser_of(user) for user in world.users.values()}
    asked = set()
    for each in SENDS:
        where = address(each, world.seen[each.about] if each.about else {})
        answer = ask(browsers[sender(each, world).pk], "POST", where)
        if answer.headers.get("Location", "").startswith(AGAIN):
            asked.add(each.name)
    assert asked == set(ASKS)


def test_the_table_names_pages_that_are() -> None:
    assert set(ASKS) <= {page.name for page in SENDS}
