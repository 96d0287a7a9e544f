"""A button that puts something away says which version its page showed: whoever saved in between is not overruled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.access.matrix import PAGES
from tests.access.test_matrix import browser_of
from tests.access.world import World, build_world

STANDS_ON = {
    "archive_client": "client_record",
    "archive_group_edge": "client_record",
    "archive_alias": "client_record",
    "archive_dispute": "client_record",
    "archive_team_member": "client_record",
    "archive_person": "person_detail",
    "archive_position": "person_detail",
    "archive_contact_point": "person_detail",
    "archive_person_alias": "person_detail",
    "archive_outside_post": "person_detail",
    "archive_guest_fact": "guest_book",
    "archive_exchange": "give_and_ask",
    "archive_gift": "gift_list",
    "archive_contribution": "person_value",
    "archive_introduction": "introduction_detail",
    "archive_alumnus": "alumnus_detail",
    "opt_out_alumnus": "alumnus_detail",
    "archive_consent": "alumnus_detail",
    "archive_consent_text": "consent_text_list",
    "archive_event": "event_detail",
    "archive_invitation": "event_detail",
    "undo_interaction": "interaction_detail",
    "archive_attachment": "interaction_detail",
    "close_engagement": "engagement_detail",
    "archive_engagement": "engagement_detail",
    "archive_ledger_entry": "ledger_entry_detail",
    "close_account": "colleague_detail",
    "archive_promise": "promise_detail",
    "archive_cadence": "cadence_list",
    "archive_hold": "data_keeping",
    "archive_joint_term": "client_record",
    "archive_rate": "rate_list",
    "archive_office": "office_list",
    "archive_practice": "practice_list",
}
OF_ONE_COLLEAGUE = {"archive_view"}
"""Only their owner can save these in between, in another tab: tests/dashboards/test_views.py."""
PUTS_AWAY = [page for page in PAGES if page.name.startswith(("archive_", "close_", "opt_out_", "undo_interaction"))]


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    return build_world()


@pytest.fixture(scope="module")
def browser(world: World) -> Browser:
    return browser_of(world.users["D"])


def shown_version(page: str, action: str) -> str:
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form, f"no button for {action}"
    found = re.search(r'name="version" value="(\d+)"', form[0])
    assert found, "the button says no version"
    return found[1]


@pytest.mark.parametrize("name", STANDS_ON)
def test_a_button_of_an_old_page_is_refused(name: str, world: World, browser: Browser) -> None:
    about = next(page.about for page in PUTS_AWAY if page.name == name)
    there = STANDS_ON[name]
    action = reverse(name, kwargs=world.seen[about])
    of_page = next(page.about for page in PAGES if page.name == there)
    of = {"public_id": world.seen[about]["public_id"]} if of_page else {}
    page = browser.get(reverse(there, kwargs=of)).content.decode()
    version = shown_version(page, action)
    with transaction.atomic():
        refused: Any = browser.post(action, {"version": str(int(version) + 1)})
        assert refused.status_code == 409
        assert "Somebody else saved first" in refused.content.decode()
        done = browser.post(action, {"version": version})
        assert done.status_code == 303
        again = browser.post(action, {"version": version})
        # The person's other position is behind a wall: without this one they are out of sight.
        expected = 404 if name == "archive_position" else 303
        assert again.status_code == expected, "a double click is no conflict"
        transaction.set_rollback(True)


def test_every_button_that_puts_away_is_known_here() -> None:
    assert {page.name for page in PUTS_AWAY} == set(STANDS_ON) | OF_ONE_COLLEAGUE
