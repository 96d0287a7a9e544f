"""What a calendar says is to come is known beforehand: on My day, on the arrival board and in the brief."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.capture.calendar_actions import due_calendars, end_calendar, read_subscription, subscribe_calendar
from relationships.capture.models import CalendarReading
from relationships.capture.run_actions import capture_file
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.coming_actions import forget_past_meetings
from relationships.interactions.models import ComingMeeting, ComingPerson, Interaction
from relationships.interactions.queries.coming import coming_on, next_meeting
from relationships.merging.actions import merge_people
from relationships.trust.erasure_actions import ask_erasure, erase_waiting
from tests.capture.letters import calendar, meeting
from tests.capture.test_calendars import served
from tests.capture.test_safe_fetch import Server, anywhere, server
from tests.cast import SignIn
from tests.factories import ContactPointFactory, GuestFactFactory, PersonFactory, PositionFactory, WallFactory

pytestmark = pytest.mark.django_db
assert server
SOON = timezone.now().replace(microsecond=0) + timedelta(days=2)


def stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}Z"


def upload(user: User, *events: str) -> None:
    capture_file(user=user, file=BytesIO(calendar(*events)), name="mine.ics", source="upload")


def coming() -> list[ComingMeeting]:
    return list(ComingMeeting._base_manager.order_by("starts_at", "key"))


def test_a_meeting_ahead_is_kept_with_whom_is_known_and_no_touchpoint_is_made(account_manager, novagen, ana):
    upload(
        account_manager, meeting("m1", stamp(SOON), "DURATION:PT45M\n", "ana@novagen.example", "new@novagen.example")
    )
    (kept,) = coming()
    assert (kept.colleague, kept.starts_at, kept.minutes, kept.title, kept.others) == (
        account_manager,
        SOON,
        45,
        "Review",
        1,
    )
    assert [(each.person, each.client) for each in ComingPerson._base_manager.all()] == [(ana, novagen)]
    assert not Interaction._base_manager.exists()


@pytest.mark.parametrize(
    "more",
    ["STATUS:CANCELLED\n", "ATTENDEE;PARTSTAT=DECLINED:mailto:maya@firm.example\n"],
    ids=["called off", "declined"],
)
def test_what_was_called_off_or_declined_is_not_to_come(account_manager, ana, more):
    account_manager.email = "maya@firm.example"
    account_manager.save()
    upload(account_manager, meeting("m1", stamp(SOON)))
    assert len(coming()) == 1
    upload(account_manager, meeting("m1", stamp(SOON), more))
    assert coming() == []


def test_only_meetings_with_somebody_known_within_a_month_are_kept(account_manager, ana):
    upload(
        account_manager,
        meeting("a", stamp(SOON), "", "stranger@elsewhere.example"),
        meeting("b", stamp(SOON + timedelta(days=60))),
        meeting("c", stamp(SOON - timedelta(days=9))),
    )
    assert coming() == []


def test_each_time_of_a_repeating_meeting_is_kept_and_one_that_moves_is_one(account_manager, ana):
    weekly = meeting("w", stamp(SOON - timedelta(days=14)), "RRULE:FREQ=WEEKLY\n")
    upload(account_manager, weekly)
    days = [each.starts_at - SOON for each in coming()]
    assert days == [timedelta(days=7 * n) for n in range(5)]
    assert Interaction._base_manager.count() == 2
    upload(account_manager, meeting("m1", stamp(SOON)))
    upload(account_manager, meeting("m1", stamp(SOON + timedelta(hours=3))))
    assert len(coming()) == 6
    assert ComingMeeting._base_manager.filter(starts_at=SOON + timedelta(hours=3)).count() == 1


def test_a_subscribed_calendar_takes_back_what_it_no_longer_says(account_manager, ana, server: Server):
    made = subscribe_calendar(user=account_manager, name="Mine", url=server.address("/ical"))
    (reading,) = due_calendars()
    later = meeting("m2", stamp(SOON + timedelta(days=1)))
    for events, left in (((meeting("m1", stamp(SOON)), later), 2), ((later,), 1), ((later,), 1)):
        server.answers = [served(*events)]
        assert read_subscription(reading_id=reading, permits=anywhere)
        assert len(coming()) == left
        CalendarReading.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    upload(account_manager, meeting("m3", stamp(SOON)))
    end_calendar(subscription=made)
    assert [each.origin for each in coming()] == [""], "a file's stay"


def test_one_that_has_been_is_a_touchpoint_and_no_longer_to_come(account_manager, ana):
    upload(account_manager, meeting("m1", stamp(SOON)))
    upload(account_manager, meeting("m1", stamp(SOON - timedelta(days=3))))
    assert coming() == []
    assert Interaction._base_manager.count() == 1


def test_what_nobody_read_again_goes_a_day_after_its_hour(account_manager, ana):
    upload(account_manager, meeting("m1", stamp(SOON)))
    ComingMeeting._base_manager.update(starts_at=timezone.now() - timedelta(hours=20))
    assert forget_past_meetings() == 0
    ComingMeeting._base_manager.update(starts_at=timezone.now() - timedelta(hours=25))
    assert (forget_past_meetings(), forget_past_meetings()) == (1, 0)
    assert not ComingPerson._base_manager.exists()


@pytest.fixture
def today(account_manager: User, ana: Person) -> ComingMeeting:
    """One that stands in Maya's calendar for today, at an hour that any clock may show."""
    upload(account_manager, meeting("m1", stamp(SOON)))
    at = timezone.localtime().replace(hour=23, minute=59, second=0, microsecond=0)
    ComingMeeting._base_manager.update(starts_at=at)
    return ComingMeeting._base_manager.get()


def test_my_day_names_it_with_its_hour_and_the_way_to_the_brief(sign_in: SignIn, account_manager, ana, today):
    shown = sign_in(account_manager).get(reverse("my_day")).content.decode()
    side = shown.split('id="coming"')[1].split("</ul>")[0]
    for word in ("23:59", "Review", "Ana Ruiz", "Novagen Therapeutics", "Open the brief"):
        assert word in side
    assert f'href="{reverse("person_brief", args=[ana.public_id])}"' in side


def test_the_brief_says_when_one_meets_next(sign_in: SignIn, account_manager, novagen, ana, today):
    browser = sign_in(account_manager)
    for name, record in (("person_brief", ana), ("client_brief", novagen)):
        assert "23:59" in browser.get(reverse(name, args=[record.public_id])).content.decode()


def test_the_board_of_everybody_has_it_without_its_title(
    sign_in: SignIn, account_manager, partner, assistant, ana, today
):
    GuestFactFactory(person=ana, text="By the window", shared=True)
    board = reverse("arrivals")
    for user, title in ((account_manager, True), (assistant, True), (partner, False)):
        shown = sign_in(user).get(board).content.decode()
        assert ("23:59" in shown, "Ana Ruiz" in shown, "Maya Okafor" in shown) == (True, True, True)
        assert ("Review" in shown) is title, user
    assert "23:59" in sign_in(account_manager).get(board + "?whose=mine").content.decode()
    assert "23:59" not in sign_in(partner).get(board + "?whose=mine").content.decode()


def test_the_same_invitation_in_two_calendars_is_one_meeting_with_two_hosts(account_manager, partner, ana, today):
    upload(partner, meeting("m1", stamp(SOON)))
    ComingMeeting._base_manager.update(starts_at=today.starts_at)
    (found,) = coming_on(partner, timezone.localdate())
    assert sorted(found.hosts) == sorted([account_manager.name, partner.name])
    assert [each.name for each in found.people] == ["Ana Ruiz"]
    assert found.title == "Review"


def test_a_wall_hides_the_whole_meeting_from_whoever_stands_outside(
    account_manager: User, partner: User, novagen: Client, ana: Person, today: ComingMeeting
):
    other = PersonFactory(name="Ben Cole")
    PositionFactory(person=other)
    ContactPointFactory(person=other, value="ben@cole.example")
    upload(account_manager, meeting("m1", stamp(SOON), "", "ana@novagen.example", "ben@cole.example"))
    ComingMeeting._base_manager.update(starts_at=today.starts_at)
    day = timezone.localdate()
    assert len(coming_on(partner, day)[0].people) == 2
    WallFactory(client=novagen, insiders=[account_manager])
    assert len(coming_on(account_manager, day)) == 1
    assert coming_on(partner, day) == []
    assert next_meeting(partner, person_id=other.pk) is None
    assert not ComingMeeting.objects.visible_to(partner).exists()
    assert ComingMeeting.objects.visible_to(account_manager).count() == 1


def test_an_erased_person_takes_the_meeting_along(account_manager, administrator, ana, today):
    ask_erasure(kind="person", subject=ana, by=administrator)
    assert erase_waiting() == 1
    assert coming() == []


def test_a_merged_person_is_invited_once(account_manager, partner, ana, today):
    twin = PersonFactory(name="Ana Ruiz-Lopez")
    ComingPerson._base_manager.create(meeting=today, person=twin)
    merge_people(keeper=ana, absorbed=[twin], by=partner)
    assert [each.person for each in ComingPerson._base_manager.all()] == [ana]
