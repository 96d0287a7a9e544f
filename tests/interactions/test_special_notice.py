"""What hints at health, faith or the like is saved, and whoever wrote it is told what to write instead."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.special_notice import special_notice
from relationships.interactions.models import Interaction, Promise
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
REMEDY = "Write the choice, never the reason"


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = make.PersonFactory(name="Ana Ruiz")
    make.PositionFactory(person=person, client=novagen)
    return person


@pytest.fixture
def desk(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


def told(answer: object) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_texts_without_such_words_are_not_commented_on() -> None:
    assert special_notice("Spoke about the audit", None, 3) == ""
    assert "“Diabetes” speaks of health" in special_notice("", "Has Diabetes")
    assert "“Zöliakie” speaks of health" in special_notice("Zöliakie: kein Brot")


@pytest.mark.parametrize(
    "text", ["call with Ana Ruiz yesterday re her diabetes", "call with Ana Ruiz yesterday re the audit"]
)
def test_a_touchpoint_is_saved_and_its_words_are_commented_on(desk: Browser, ana: Person, text: str) -> None:
    answer = desk.post(reverse("log_interaction"), {"q": text})
    assert answer.status_code == 303
    assert Interaction._base_manager.count() == 1
    assert any(REMEDY in each for each in told(answer)) is ("diabetes" in text)


def test_the_dialog_says_it_beside_undo(desk: Browser, ana: Person) -> None:
    answer = desk.post(
        reverse("log_interaction"),
        {"q": "call with Ana Ruiz yesterday re her diabetes"},
        headers={"HX-Request": "true"},
    )
    assert REMEDY in answer.content.decode()
    assert "Undo" in answer.content.decode()


def test_a_promise_and_an_edit_say_it_too(desk: Browser, ana: Person, novagen: Client, account_manager: User) -> None:
    given = {"side": "ours", "due_on": "2027-01-04", "colleague": account_manager.public_id, "client": novagen.name}
    answer = desk.post(reverse("make_promise"), given | {"what": "Ask about her surgery"})
    assert answer.status_code == 303
    assert any(REMEDY in each for each in told(answer))
    assert REMEDY in desk.get(reverse("promise_list")).content.decode()
    promise = Promise._base_manager.get()
    answer = desk.post(
        reverse("edit_promise", args=[promise.public_id]), given | {"what": "Send the offer", "version": "1"}
    )
    assert answer.status_code == 303
    assert not any(REMEDY in each for each in told(answer))
