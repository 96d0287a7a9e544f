"""No page that is opened all day asks the database more than twelve times, whoever looks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from tests.cast import Browser, SignIn
from tests.factories import PositionFactory

MOST = 12
AS_TYPED = {"HTTP_HX_REQUEST": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(novagen: Client) -> Person:
    person: Person = PositionFactory(client=novagen, person__name="Ana Ruiz").person
    return person


def asked(browser: Browser, address: str, **headers: str) -> int:
    browser.get(address, **headers)  # what a process reads once
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address, **headers).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["partner", "account_manager"])
def test_pages_ask_twelve_times_at_most(
    who: str, request: pytest.FixtureRequest, sign_in: SignIn, novagen: Client, ana: Person
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    of_client = [novagen.public_id]
    pages = {
        name: asked(browser, reverse(name, args=arguments) + query, **headers)
        for name, arguments, query, headers in (
            ("client_list", [], "", {}),
            ("client_list", [], "?q=novagen&sort=-tier", {}),
            ("client_list", [], "?q=nova", AS_TYPED),
            ("client_detail", of_client, "", {}),
            ("client_timeline", of_client, "", {}),
            ("client_people", of_client, "", {}),
            ("person_list", [], "", {}),
            ("person_list", [], "?q=ana", AS_TYPED),
            ("person_detail", [ana.public_id], "", {}),
            ("find", [], "?q=novagen", AS_TYPED),
            ("find", [], "?q=ana", AS_TYPED),
            ("find", [], "?q=anna+riuz", AS_TYPED),
            ("find", [], "?q=nvoagen", AS_TYPED),
        )
    }
    assert {name: count for name, count in pages.items() if count > MOST} == {}


def test_a_touchpoint_is_saved_in_twelve_statements(
    sign_in: SignIn, account_manager: User, novagen: Client, ana: Person
) -> None:
    browser = sign_in(account_manager)
    typed = {"q": "call 20m re renewal", "client": novagen.public_id, "with": ana.public_id}
    with CaptureQueriesContext(connection) as queries:
        saved = browser.post(reverse("log_interaction"), typed, **AS_TYPED)
    assert saved.status_code == 200
    assert len(queries) <= MOST
