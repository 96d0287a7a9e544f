"""Writing in one's own mail program: begun, and a touchpoint by a word or by its copy."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from relationships.capture.access_actions import make_drop_address
from relationships.capture.models import DraftTouch
from relationships.capture.own_queries import drop_written
from relationships.interactions.models import Interaction, TouchClient, TouchPerson
from tests.capture.letters import letter
from tests.capture.test_settle import capture

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in, account_manager):
    return sign_in(account_manager)


@pytest.fixture
def draft(browser, ana) -> DraftTouch:
    browser.post(reverse("write_to_person", args=[ana.public_id]))
    return DraftTouch.objects.get()


def test_the_link_opens_the_mail_program_with_a_copy_to_the_drop_address(browser, account_manager, ana):
    where = reverse("write_to_person", args=[ana.public_id])
    assert 'href="mailto:ana@novagen.example"' in browser.get(where).content.decode()
    drop = drop_written(make_drop_address(user=account_manager)).replace("+", "%2B")
    assert f'href="mailto:ana@novagen.example?bcc={drop}"' in browser.get(where).content.decode()


def test_begun_twice_is_one_and_a_word_logs_it(browser, account_manager, novagen, ana, draft):
    browser.post(reverse("write_to_person", args=[ana.public_id]))
    assert DraftTouch.objects.count() == 1
    confirm = reverse("confirm_draft", args=[draft.public_id])
    browser.post(confirm, {"summary": "The fee"})
    browser.post(confirm, {"summary": "Again"})
    touch = Interaction._base_manager.get()
    assert (touch.kind, touch.direction, touch.summary) == ("email", "ours", "The fee")
    assert (TouchPerson.objects.get().person, TouchClient.objects.get().client) == (ana, novagen)


def test_not_sent_is_let_go_and_taken_up_again(browser, draft):
    browser.post(reverse("let_draft_go", args=[draft.public_id]))
    assert "Mail you began" not in browser.get(reverse("capture_list")).content.decode()
    browser.post(reverse("take_draft_up", args=[draft.public_id]))
    assert "Mail you began" in browser.get(reverse("capture_list")).content.decode()
    assert Interaction._base_manager.count() == 0


def test_the_copy_of_the_mail_confirms_it(account_manager, ana, draft):
    capture(account_manager, letter(at=timezone.now()))
    draft.refresh_from_db()
    assert draft.interaction == Interaction._base_manager.get()


def test_the_summary_is_refused_with_a_message_where_it_can_not_be_stored(browser, draft):
    told = browser.post(reverse("confirm_draft", args=[draft.public_id]), {"summary": "a\x00"}, follow=True)
    assert "NUL" in told.content.decode()
    assert Interaction._base_manager.count() == 0
