"""Whoever is about to be added twice is asked about first, and nobody hidden is ever named."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.alike import people_alike
from relationships.contacts.models import Person
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(novagen: Client) -> Person:
    person: Person = make.PersonFactory(name="Ana Novakova")
    make.PositionFactory(person=person, client=novagen, title="Buyer")
    make.ContactPointFactory(person=person, value="ana@novagen.example")
    make.ContactPointFactory(person=person, kind="phone", value="+41 (0)61 555 01 23")
    return person


@pytest.mark.parametrize(
    ("typed", "why", "sure"),
    [
        ({"email": "Ana@novagen.example"}, "is reached at this address", True),
        ({"phone": "0041 61 555 01 23"}, "is reached at this number", True),
        ({"name": "ana novakova"}, "is called so", True),
        ({"name": "Anna Novakova"}, "has a like name", False),
        ({"name": "Bo Berg", "email": "bo@novagen.example"}, "", False),
    ],
)
def test_somebody_is_found_by_what_was_typed(
    ana: Person, partner: User, typed: dict[str, str], why: str, sure: bool
) -> None:
    found = people_alike(partner, **typed)
    assert [(each.person, each.why, each.sure) for each in found] == ([(ana, why, sure)] if why else [])
    assert all(each.where.startswith("Buyer, Novagen") for each in found)


def test_old_names_find_them_and_archived_people_are_not_asked_about(ana: Person, partner: User) -> None:
    make.PersonAliasFactory(person=ana, name="Ana Berg")
    assert [each.person for each in people_alike(partner, name="Ana Berg")] == [ana]
    Person._base_manager.filter(pk=ana.pk).update(archived_at="2026-01-01T00:00Z")
    assert people_alike(partner, name="Ana Berg", email="ana@novagen.example") == []


def test_nobody_behind_a_wall_is_hinted_at(walled_client: Client, outsider: User, sign_in: SignIn) -> None:
    hidden = make.PersonFactory(name="Zzyx Hidden")
    make.PositionFactory(person=hidden, client=walled_client)
    make.ContactPointFactory(person=hidden, value="zzyx@hidden.example")
    browser = sign_in(outsider)
    typed = {"name": "Zzyx Hidden", "email": "zzyx@hidden.example"}
    assert b"Zzyx" not in browser.get(reverse("person_look_alikes"), typed).content
    assert browser.post(reverse("add_person"), typed).status_code == 303


def test_the_question_comes_once_and_anyway_adds(ana: Person, account_manager: User, sign_in: SignIn) -> None:
    browser, typed = sign_in(account_manager), {"name": "A. Novak", "email": "ana@novagen.example"}
    asked = browser.post(reverse("add_person"), typed)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Did you mean Ana Novakova?" in page
    assert reverse("person_detail", args=[ana.public_id]) in page
    assert '<input class="form-check-input" type="checkbox" name="anyway"' in page, "Enter must not press it"
    assert Person._base_manager.count() == 1
    assert browser.post(reverse("add_person"), typed | {"anyway": "yes"}).status_code == 303
    assert Person._base_manager.count() == 2


def test_a_like_name_is_told_while_typing_and_stops_nobody(ana: Person, account_manager: User, sign_in: SignIn) -> None:
    browser = sign_in(account_manager)
    page = browser.get(reverse("person_look_alikes"), {"name": "Anna Novakova"}).content.decode()
    assert "Did you mean Ana Novakova?" in page
    assert "anyway" not in page
    assert browser.post(reverse("add_person"), {"name": "Anna Novakova"}).status_code == 303


def test_an_alumnus_is_led_to_the_person_who_is_known(ana: Person, alumni_admin: User, sign_in: SignIn) -> None:
    browser = sign_in(alumni_admin)
    asked = browser.post(reverse("add_alumnus"), {"name": "Ana Novakova"})
    assert asked.status_code == 422
    assert f"{reverse('add_alumnus')}?person={ana.public_id}" in asked.content.decode()
    assert not Alumnus._base_manager.exists()
    assert browser.post(reverse("add_alumnus"), {"name": "Ana Novakova", "anyway": "yes"}).status_code == 303


def test_the_log_line_asks_before_it_makes_somebody_of_a_slip(
    ana: Person, account_manager: User, sign_in: SignIn
) -> None:
    browser = sign_in(account_manager)
    page = browser.get(reverse("parse_log_line"), {"q": "c anna novakova re fees"}).content.decode()
    assert "Did you mean Ana Novakova?" in page
    assert f"={ana.public_id}" in page, "one tap takes her"
    assert "Add Anna Novakova" in page


def test_hidden_namesakes_push_nobody_out_who_is_in_sight(
    walled_client: Client, novagen: Client, outsider: User
) -> None:
    for _ in range(30):
        make.PositionFactory(person=make.PersonFactory(name="Ana Novakova"), client=walled_client)
    seen = make.PersonFactory(name="Ana Novakova")
    make.PositionFactory(person=seen, client=novagen)
    assert [each.person for each in people_alike(outsider, name="Ana Novakova")] == [seen]
    assert [each.person for each in people_alike(outsider, name="Anna Novakova")] == [seen]
