"""A person moves: one step, nothing lost; and signs of moves, which nobody applies but a colleague."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, MoveSignal, OutsidePost, Person, Position
from relationships.contacts.move_actions import note_bounces, note_employers, note_new_addresses
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch, TouchClient
from tests.cast import SignIn
from tests.factories import (
    ClientFactory,
    ContactPointFactory,
    InteractionFactory,
    MoveSignalFactory,
    OutsidePostFactory,
    PersonFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture
def fennmoor(partner: User) -> Client:
    return ClientFactory(name="Fennmoor Capital", owner=partner)


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen, title="Head of legal", started_on=date(2020, 1, 1))
    ContactPointFactory(person=person, value="ana@novagen.example", is_primary=True)
    return person


def move(sign_in: SignIn, by: User, person: Person, **form: object) -> int:
    held = Position._base_manager.filter(person=person, ended_on__isnull=True)
    ends = [each.public_id for each in [*held, *OutsidePost.objects.filter(person=person, ended_on__isnull=True)]]
    sent = {"moved_on": firm_day().on.isoformat(), "ends": ends, "congratulate": "on", **form}
    where = reverse("record_person_move", args=[person.public_id])
    signal = sent.pop("signal", "")
    return sign_in(by).post(f"{where}?signal={signal}", sent).status_code


def jobs(person: Person) -> list[tuple[str, bool]]:
    held = [(p.client.name, p.ended_on is None) for p in Position._base_manager.filter(person=person).order_by("pk")]
    return held + [(p.employer, p.ended_on is None) for p in OutsidePost.objects.filter(person=person)]


def test_one_step_ends_and_starts_and_keeps_what_was(
    sign_in: SignIn, account_manager: User, partner: User, ana: Person, novagen: Client, fennmoor: Client
) -> None:
    touch = InteractionFactory(clients=[novagen], people=[ana], colleagues=[account_manager])
    form = {"employer": "fenn", "title": "General counsel", "email": "ana@fennmoor.example"}
    assert move(sign_in, account_manager, ana, **form) == 303
    assert jobs(ana) == [("Novagen Therapeutics", False), ("Fennmoor Capital", True)]
    points = ContactPoint.objects.filter(person=ana, archived_at__isnull=True)
    assert {(each.value, each.is_primary) for each in points} == {
        ("ana@novagen.example", False),
        ("ana@fennmoor.example", True),
    }
    assert [each.client for each in TouchClient.objects.filter(interaction=touch)] == [novagen]
    planned = PlannedTouch._base_manager.get()
    assert (planned.client, planned.colleague, planned.due_on) == (fennmoor, partner, firm_day().on)
    assert planned.reason == "Congratulate Ana Ruiz on the new post: General counsel"


def test_an_employer_that_is_no_client_may_become_one(sign_in: SignIn, account_manager: User, ana: Person) -> None:
    OutsidePostFactory(person=ana, employer="Basel Law Society", started_on=None, ended_on=None)
    assert move(sign_in, account_manager, ana, employer="Quillon Labs", open_client="on") == 303
    assert jobs(ana) == [
        ("Novagen Therapeutics", False),
        ("Quillon Labs", True),
        ("Basel Law Society", False),
    ]
    opened = Client.objects.visible_to(account_manager).get(name="Quillon Labs")
    assert opened.owner == account_manager


def test_nobody_opens_a_client_who_may_not(sign_in: SignIn, assistant: User, ana: Person) -> None:
    assert move(sign_in, assistant, ana, employer="Quillon Labs", open_client="on") == 422
    assert move(sign_in, assistant, ana, employer="Quillon Labs") == 303
    assert not Client._base_manager.filter(name="Quillon Labs").exists()


def test_what_cannot_be_is_refused_and_nothing_half_written(
    sign_in: SignIn, account_manager: User, ana: Person, fennmoor: Client
) -> None:
    ClientFactory(name="Fennland")
    assert move(sign_in, account_manager, ana, employer="fenn") == 422
    assert move(sign_in, account_manager, ana, employer="Fennmoor Capital", moved_on="2019-01-01") == 422
    assert jobs(ana) == [("Novagen Therapeutics", True)]


def test_a_walled_client_is_no_place_that_outsiders_find(
    sign_in: SignIn, outsider: User, ana: Person, walled_client: Client
) -> None:
    assert move(sign_in, outsider, ana, employer="marrow") == 303
    assert jobs(ana)[-1] == ("marrow", True)


def test_signs_come_once_and_only_where_they_say_something(ana: Person) -> None:
    said = [
        ("Ana Ruiz", "ana.ruiz@quillon.example", DAY),
        ("Ana Ruiz", "ana@novagen.example", DAY),
        ("Ana Ruiz", "anna@novagen.example", DAY),
        ("Ana Ruiz", "ana@gmail.com", DAY),
        ("Nobody Known", "nobody@quillon.example", DAY),
    ]
    assert note_new_addresses(said, passed_over={"gmail.com"}) == 1
    assert note_new_addresses(said, passed_over={"gmail.com"}) == 0
    assert note_bounces([("ana@novagen.example", DAY), ("other@novagen.example", DAY)]) == 1
    assert note_employers([(ana.pk, "Quillon", "CFO")], seen_on=DAY) == 1
    signs = MoveSignal.objects.unscoped(reason="test").values_list("kind", "said")
    assert set(signs) == {
        ("address", "ana.ruiz@quillon.example"),
        ("bounce", "ana@novagen.example"),
        ("list", "Quillon"),
    }
    assert Position._base_manager.filter(person=ana, ended_on__isnull=True).exists()


def test_two_of_one_name_are_nobody(ana: Person) -> None:
    PersonFactory(name="Ana Ruiz")
    assert note_new_addresses([("Ana Ruiz", "ana@quillon.example", DAY)], passed_over=()) == 0


def test_a_sign_is_confirmed_by_recording_the_move(
    sign_in: SignIn, account_manager: User, ana: Person, fennmoor: Client
) -> None:
    sign = MoveSignalFactory(person=ana, kind="list", said="Fennmoor Capital", title="Partner")
    where = reverse("record_person_move", args=[ana.public_id])
    form = sign_in(account_manager).get(f"{where}?signal={sign.public_id}").content.decode()
    assert 'value="Fennmoor Capital"' in form
    assert move(sign_in, account_manager, ana, employer="Fennmoor Capital", signal=sign.public_id) == 303
    sign.refresh_from_db()
    assert (sign.outcome, sign.settled_by) == ("moved", account_manager)


def test_not_so_is_remembered_and_can_be_asked_again(sign_in: SignIn, account_manager: User, ana: Person) -> None:
    note_bounces([("ana@novagen.example", DAY)])
    sign, browser = MoveSignal.objects.unscoped(reason="test").get(), sign_in(account_manager)
    browser.post(reverse("dismiss_move", args=[sign.public_id]))
    assert note_bounces([("ana@novagen.example", DAY + timedelta(days=30))]) == 0
    page = browser.get(reverse("move_list")).content.decode()
    assert "Nobody seems to have moved." in page
    browser.post(reverse("reopen_move", args=[sign.public_id]))
    sign.refresh_from_db()
    assert (sign.outcome, sign.settled_by) == ("", None)
