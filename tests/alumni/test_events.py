"""Events: whom we invite, who may be written to, places and the waiting list, who came, who follows up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from relationships.alumni.actions import opt_out
from relationships.alumni.event_actions import edit_event
from relationships.alumni.event_queries import changes_told
from relationships.alumni.guest_actions import add_guests, answer_invitation, record_attendance, send_invitations
from relationships.alumni.letter_actions import send_letters
from relationships.alumni.models import Consent, Event, Invitation, Letter
from relationships.clients.models import Client, Wall
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, Promise
from tests.cast import SignIn
from tests.factories import (
    AlumnusFactory,
    ConsentFactory,
    ContactPointFactory,
    EventFactory,
    InvitationFactory,
    PersonFactory,
    PositionFactory,
    WallFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def breakfast(account_manager: User) -> Event:
    cache.clear()
    return EventFactory(name="Energy breakfast", host=account_manager, capacity=2)


def person(name: str, **alumnus: object) -> Person:
    """Somebody with an address; a former colleague who agreed to events, unless `alumnus` says otherwise."""
    who = PersonFactory(name=name)
    ContactPointFactory(person=who, value=f"{name.split()[0].lower()}@guests.example")
    if alumnus:
        ConsentFactory(alumnus=AlumnusFactory(person=who), **alumnus)
    return who


def invite(event: Event, *people: Person, by: User) -> list[Invitation]:
    add_guests(event=event, guests=[(each.pk, None) for each in people], by=by, source="hand")
    send_invitations(event=event, by=by)
    send_letters()
    found = {each.person_id: each for each in Invitation.objects.unscoped(reason="test").filter(event=event)}
    return [found[each.pk] for each in people]


def state(guest: Invitation) -> str:
    return str(Invitation._base_manager.get(pk=guest.pk).state)


def test_only_who_may_be_written_to_gets_a_letter_and_the_others_their_reason(
    breakfast: Event, account_manager: User
) -> None:
    people = [
        person("Given Events", state="given", purpose="events"),
        person("News Only", state="given", purpose="news"),
        person("Said No", state="declined"),
        person("Ran Out", state="given", said_on="2020-01-01", review_on="2022-01-01"),
        person("Contact OfClient"),
    ]
    invite(breakfast, *people, by=account_manager)
    assert {each.to[0].split("@")[0] for each in mail.outbox} == {"given", "contact"}
    assert {each.person.name: each.reason for each in Letter.objects.filter(state="blocked")} == {
        "News Only": "They have not been asked.",
        "Said No": "They declined.",
        "Ran Out": "Their consent has run out: ask them to renew it.",
    }
    letter = next(each for each in mail.outbox if each.to[0].startswith("given"))
    assert "List-Unsubscribe" in letter.message()
    entry = Calendar.from_ical(letter.attachments[0][1]).walk("VEVENT")[0]
    assert (entry["summary"], entry.decoded("dtstart")) == (
        "Energy breakfast",
        breakfast.starts_at.replace(microsecond=0),
    )
    assert "Given" not in str(letter.attachments[0][1]), "no guest is named in it"


def test_consent_taken_back_and_a_wall_raised_after_queueing_hold_when_it_goes_out(
    breakfast: Event, account_manager: User, partner: User
) -> None:
    sophie, board = person("Sophie L", state="given"), person("Board Member")
    secret = Client.objects.create(name="Secret plc", owner=partner)
    PositionFactory(person=board, client=secret)
    guests = [(sophie.pk, None), (board.pk, secret.pk)]
    add_guests(event=breakfast, guests=guests, by=account_manager, source="hand")
    assert send_invitations(event=breakfast, by=account_manager) == 2
    Consent.objects.create(alumnus=sophie.alumnus, state="withdrawn", said_on=timezone.localdate())
    WallFactory(client=secret, insiders=[partner])
    assert (send_letters(), mail.outbox) == (0, [])
    reasons = set(Letter.objects.filter(state="blocked").values_list("reason", flat=True))
    assert reasons == {"They took their consent back.", "A wall stands between them and whoever invited them."}
    assert Wall.objects.count() == 1


def test_guests_answer_by_the_link_in_their_mail_without_a_session(breakfast: Event, account_manager: User) -> None:
    ana = person("Ana Ruiz")
    (guest,) = invite(breakfast, ana, by=account_manager)
    address = re.findall(r"(/invitation/[\w-]+/)", mail.outbox[0].body)[0]
    browser = Browser(enforce_csrf_checks=True)
    page = browser.get(address)
    assert "Energy breakfast" in page.content.decode()
    assert (page.headers["Referrer-Policy"], state(guest), len(browser.cookies)) == ("no-referrer", "listed", 0)
    assert browser.post(address, {"answer": "perhaps"}).status_code == 422
    assert browser.post(address, {"answer": "yes"}).status_code == 303
    assert state(guest) == "going"
    calendar = browser.get(f"{address}calendar/")
    assert Calendar.from_ical(calendar.content).walk("VEVENT")[0]["summary"] == "Energy breakfast"
    assert browser.get(reverse("own_invitation", args=["never-made"])).status_code == 404
    Event._base_manager.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert browser.post(address, {"answer": "no"}).status_code == 422
    assert state(guest) == "going"


def test_places_are_given_in_the_order_of_answers_and_back_to_who_waits_longest(
    breakfast: Event, account_manager: User
) -> None:
    guests = invite(breakfast, *(person(f"Guest{n} G") for n in range(4)), by=account_manager)
    now = timezone.now()
    for number, guest in enumerate(guests):
        answer_invitation(invitation=guest, comes=True, now=now + timedelta(seconds=number))
    assert [state(each) for each in guests] == ["going", "going", "waiting", "waiting"]
    answer_invitation(invitation=guests[0], comes=True, now=now + timedelta(hours=1))
    answer_invitation(invitation=guests[1], comes=False, now=now)
    assert [state(each) for each in guests] == ["going", "declined", "going", "waiting"]
    mail.outbox.clear()
    assert (send_letters(), mail.outbox[0].to) == (1, ["guest2@guests.example"])
    assert mail.outbox[0].subject == "There is a place for you: Energy breakfast"


def test_called_off_is_told_to_who_counted_on_it(
    breakfast: Event, account_manager: User, partner: User, sign_in: SignIn
) -> None:
    coming, silent = invite(breakfast, person("Coming C"), person("Silent S"), by=account_manager)
    answer_invitation(invitation=coming, comes=True, now=timezone.now())
    mail.outbox.clear()
    where = reverse("call_off_event", args=[breakfast.public_id])
    sign_in(account_manager).post(where, {"version": breakfast.version})
    # Whoever invited them has left since: it goes out in the name of the host.
    Event._base_manager.update(host=partner)
    User.objects.filter(pk=account_manager.pk).update(left_on=timezone.localdate() - timedelta(days=1))
    send_letters()
    assert [each.to for each in mail.outbox] == [["coming@guests.example"]]
    assert mail.outbox[0].subject.startswith("Called off")
    assert state(silent) == "listed"


def test_another_day_is_told_to_who_counts_on_it_and_to_who_has_the_old_one(
    breakfast: Event, account_manager: User, sign_in: SignIn
) -> None:
    names = ("Coming C", "Silent S", "Declined D")
    coming, _, declined = invite(breakfast, *(person(name) for name in names), by=account_manager)
    agreed, withdrew, out = (
        person(name, state="given", purpose="events") for name in ("Agreed A", "Withdrew W", "Out O")
    )
    goes = invite(breakfast, agreed, withdrew, out, by=account_manager)[2]
    never = InvitationFactory(event=breakfast, person=person("Never N"), invited_by=account_manager)
    answer_invitation(invitation=coming, comes=True, now=timezone.now())
    answer_invitation(invitation=goes, comes=True, now=timezone.now())
    answer_invitation(invitation=declined, comes=False, now=timezone.now())
    ConsentFactory(alumnus=withdrew.alumnus, state="withdrawn", purpose="events")
    opt_out(alumnus=out.alumnus, expected_version=out.alumnus.version)
    mail.outbox.clear()
    where = reverse("edit_event", args=[breakfast.public_id])
    whole = (timezone.now() + timedelta(days=9)).replace(second=0, microsecond=0)
    Event._base_manager.update(starts_at=whole, ends_at=whole + timedelta(hours=2))
    breakfast.refresh_from_db()
    shown = sign_in(account_manager).get(where).context["form"]
    same = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    browser = sign_in(account_manager)
    browser.post(where, {**same, "about": "Bring questions."})
    assert not Letter.objects.filter(kind="changed").exists()
    breakfast.refresh_from_db()
    for version, place in enumerate(("Opera cellar", "Opera foyer"), breakfast.version):
        answer = browser.post(where, {**same, "place": place, "version": version}, follow=True)
        assert "told of the new day or place in five minutes" in answer.content.decode()
    assert send_letters() == 0, "it may be corrected yet"
    send_letters(timezone.now() + timedelta(minutes=6))
    told = {each.to[0].split("@")[0]: each for each in mail.outbox}
    assert set(told) == {"coming", "silent", "agreed"}
    assert "Opera foyer" in told["coming"].body
    assert told["coming"].subject.startswith("Another day or place: Energy breakfast")
    blocked = set(Letter.objects.filter(kind="changed", state="blocked").values_list("person__name", flat=True))
    assert blocked == {"Withdrew W", "Out O"}
    assert not Letter.objects.filter(invitation=never, kind="changed").exists()


def test_who_came_has_a_touchpoint_and_loses_it_when_it_was_a_mistake(
    breakfast: Event, account_manager: User, novagen: Client, sign_in: SignIn
) -> None:
    ana, ben = person("Ana Ruiz"), person("Ben Ng")
    add_guests(event=breakfast, guests=[(ana.pk, novagen.pk), (ben.pk, None)], by=account_manager, source="hand")
    begun = timezone.now() - timedelta(hours=3)
    Event._base_manager.update(starts_at=begun, ends_at=begun + timedelta(hours=2))
    browser, page = sign_in(account_manager), reverse("record_attendance", args=[breakfast.public_id])
    guests = {each.person_id: each for each in Invitation.objects.visible_to(account_manager)}
    lines = [each.public_id for each in guests.values()]
    for _ in range(2):
        browser.post(page, {"line": lines, "came": [guests[ana.pk].public_id]})
    touch = Interaction.objects.visible_to(account_manager).get()
    assert (touch.kind, touch.occurred_at, touch.duration_minutes) == ("event", begun, 120)
    assert list(touch.touch_clients.values_list("client_id", flat=True)) == [novagen.pk]
    follow = reverse("follow_up_guests", args=[breakfast.public_id])
    assert "Ben Ng" not in browser.get(follow).content.decode(), "who did not come is not followed up on"
    due = timezone.localdate() + timedelta(days=5)
    form = {"what": "Call about the study", "due_on": due, "colleague": account_manager.public_id}
    assert browser.post(follow, {**form, "pick": []}).status_code == 422
    browser.post(follow, {**form, "pick": [guests[ana.pk].public_id]})
    promise = Promise.objects.unscoped(reason="test").get()
    assert (promise.what, promise.due_on, promise.person_id) == ("Call about the study", due, ana.pk)
    browser.post(page, {"line": lines})
    assert not Interaction.objects.visible_to(account_manager).current().exists()


def test_an_event_for_a_walled_client_and_its_guests_are_unknown_outside(
    walled_client: Client, partner: User, outsider: User, sign_in: SignIn
) -> None:
    hidden = EventFactory(name="Closing dinner", host=partner, client=walled_client)
    open_to_all = EventFactory(name="Summer party", host=partner)
    insider = InvitationFactory(event=open_to_all, client=walled_client, person__name="Ina Inside")
    InvitationFactory(event=open_to_all, person__name="Otto Open")
    browser = sign_in(outsider)
    assert browser.get(reverse("event_detail", args=[hidden.public_id])).status_code == 404
    texts = [
        browser.get(where).getvalue().decode()
        for where in ("/events/", f"/events/{open_to_all.public_id}/", f"/events/{open_to_all.public_id}/guests.csv")
    ]
    assert not any(word in text for text in texts for word in ("Closing dinner", "Ina Inside"))
    assert all("Otto Open" in text for text in texts[1:])
    where = reverse("answer_for_guest", args=[open_to_all.public_id, insider.public_id])
    assert browser.post(where, {"answer": "yes"}).status_code == 404
    # Nor are they counted in what is said of those who are told.
    Invitation._base_manager.update(state="going", queued_at=timezone.now())
    edit_event(event=open_to_all, expected_version=1, changes={"place": "Opera cellar"}, by=outsider)
    assert Letter.objects.filter(kind="changed").count() == 2
    assert changes_told(outsider, open_to_all.pk) == 1
    told = browser.post(reverse("call_off_event", args=[open_to_all.public_id]), {"version": 2}, follow=True)
    assert "Called off. 1 who counted on it" in told.content.decode()


def test_guests_are_on_the_list_once_and_their_coming_is_recorded_once(breakfast: Event, account_manager: User) -> None:
    people = [PersonFactory() for _ in range(3)]
    add_guests(event=breakfast, guests=[(each.pk, None) for each in people * 2], by=account_manager, source="hand")
    Event._base_manager.update(starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now())
    event = Event._base_manager.get()
    guests = list(Invitation.objects.visible_to(account_manager).select_related("interaction"))
    came = {each.pk for each in guests}
    assert len(guests) == 3
    assert record_attendance(event=event, guests=guests, came=came, by=account_manager) == 3
    again = list(Invitation.objects.visible_to(account_manager).select_related("interaction"))
    assert record_attendance(event=event, guests=again, came=came, by=account_manager) == 0
