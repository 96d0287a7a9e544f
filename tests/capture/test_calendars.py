"""Subscribed calendars are read when due, once, and say what goes wrong; the feed tells plans to whoever has its address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from relationships.capture.access_actions import make_feed, withdraw_feed
from relationships.capture.calendar_actions import (
    AlreadySubscribed,
    due_calendars,
    end_calendar,
    read_subscription,
    subscribe_calendar,
)
from relationships.capture.models import CalendarReading, CaptureRun, Feed
from relationships.interactions.models import Interaction, Promise
from tests.capture.letters import calendar, meeting
from tests.capture.test_safe_fetch import Server, anywhere, server
from tests.factories import PlannedTouchFactory, WallFactory

pytestmark = pytest.mark.django_db
assert server


def served(*events: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\n\r\n" + calendar(*events)


def test_a_calendar_is_read_when_due_and_brings_each_meeting_once(account_manager, ana, server: Server):
    server.answers = [served(meeting()), served(meeting(), meeting("m2", "20261103T093000Z"))]
    subscribe_calendar(user=account_manager, name="Mine", url=server.address("/ical"))
    (reading,) = due_calendars()
    for count in (1, 2):
        assert read_subscription(reading_id=reading, permits=anywhere)
        assert Interaction._base_manager.count() == count
        assert due_calendars() == []
        assert not read_subscription(reading_id=reading, permits=anywhere), "it is not due"
        CalendarReading.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert [run.touched for run in CaptureRun.objects.order_by("pk")] == [1, 2]


def test_what_goes_wrong_is_told_and_tried_later_and_later(account_manager, server: Server):
    subscribe_calendar(user=account_manager, name="Mine", url=server.address())
    (reading,) = due_calendars()
    waits = []
    for permits in (anywhere, None):
        server.answers = [b"HTTP/1.1 200 OK\r\n\r\n<html>sign in</html>"]
        CalendarReading.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        read_subscription(reading_id=reading, **({"permits": permits} if permits else {}))
        found = CalendarReading.objects.get()
        waits.append((found.failures, found.problem.split()[0], round((found.due_at - timezone.now()).seconds / 3600)))
    assert waits == [(1, "The", 1), (2, "The", 2)]
    assert "private network" in CalendarReading.objects.get().problem


def test_one_that_was_ended_is_not_read_and_the_same_twice_is_refused(account_manager):
    made = subscribe_calendar(user=account_manager, name="Mine", url="webcal://x.example/ical")
    assert made.url == "https://x.example/ical"
    with pytest.raises(AlreadySubscribed):
        subscribe_calendar(user=account_manager, name="Again", url="https://x.example/ical")
    end_calendar(subscription=made)
    assert due_calendars() == []


class TestFeed:
    @pytest.fixture
    def plans(self, account_manager, novagen, ana):
        day = timezone.localdate() + timedelta(days=3)
        PlannedTouchFactory(client=novagen, colleague=account_manager, due_on=day, reason="Ask, about; the\nboard")
        Promise.objects.create(
            what="Send the paper",
            person=ana,
            client=novagen,
            colleague=account_manager,
            made_by=account_manager,
            promised_on=timezone.localdate(),
            due_on=day,
        )

    def ask(self, browser, token: str, **headers: str):
        return browser.get(reverse("calendar_feed", args=[token]), headers=headers)

    def test_it_tells_plans_without_a_session_and_only_its_hash_is_kept(self, stranger, account_manager, plans):
        token = make_feed(user=account_manager)
        answer = self.ask(stranger, token)
        text = answer.content.decode()
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "SUMMARY:Novagen Therapeutics: Ask\\, about\\; the" in text
        assert "SUMMARY:Promised to Ana Ruiz: Send the paper" in text
        assert not answer.cookies
        assert token not in repr(list(Feed.objects.values()))

    def test_nothing_new_is_304_and_a_change_is_not(self, stranger, account_manager, plans, novagen):
        token = make_feed(user=account_manager)
        first = self.ask(stranger, token)
        mark = first.headers["ETag"]
        again = self.ask(stranger, token, **{"If-None-Match": f"W/{mark}"})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", mark)
        Promise.objects.update(outcome="kept", settled_on=timezone.localdate())
        assert self.ask(stranger, token, **{"If-None-Match": mark}).status_code == 200

    def test_a_wall_holds_at_the_moment_of_reading(self, stranger, account_manager, plans, novagen, partner):
        token = make_feed(user=account_manager)
        wall = WallFactory(client=novagen, insiders=[partner])
        text = self.ask(stranger, token).content.decode()
        assert "Novagen" not in text
        assert "Ana" not in text
        assert "BEGIN:VEVENT" not in text
        type(wall).objects.update(ends_at=timezone.now())
        assert "Novagen" in self.ask(stranger, token).content.decode()

    def test_withdrawn_replaced_or_of_whoever_left_it_answers_as_one_that_never_was(
        self, stranger, account_manager, plans
    ):
        first = make_feed(user=account_manager)
        second = make_feed(user=account_manager)
        never = self.ask(stranger, "x" * 43)
        assert (never.status_code, self.ask(stranger, first).status_code) == (404, 404)
        assert self.ask(stranger, second).status_code == 200
        type(account_manager).objects.filter(pk=account_manager.pk).update(is_active=False)
        assert self.ask(stranger, second).status_code == 404
        type(account_manager).objects.filter(pk=account_manager.pk).update(is_active=True)
        withdraw_feed(user=account_manager)
        assert self.ask(stranger, second).content == never.content

    def test_whoever_asks_too_often_is_told_to_wait(self, stranger, account_manager, settings):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "feed": "2/m/ip"}
        token = make_feed(user=account_manager)
        statuses = [self.ask(stranger, token, **{"X-Forwarded-For": "203.0.113.9"}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]

    def test_the_address_is_shown_once(self, sign_in, account_manager):
        browser = sign_in(account_manager)
        made = browser.post(reverse("make_feed")).content.decode()
        token = made.split("/calendar/")[1].split("/")[0]
        assert self.ask(browser, token).status_code == 200
        assert token not in browser.get(reverse("capture_settings")).content.decode()
