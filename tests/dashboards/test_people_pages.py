"""The list of people and a person's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.network.actions import rebuild_ties
from tests.cast import SignIn
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory, UserFactory
from tests.network.touching import make_touch


def names(answer: Any) -> list[str]:
    return [row.person.name for row in answer.context["page"].people]


def meet(colleague: User, person: Person, client: Client) -> None:
    make_touch(timezone.localdate(), clients=[client], people=[person], colleagues=[colleague])
    rebuild_ties(client_ids=[client.pk])


def test_a_row_tells_where_how_and_who_knows_them(sign_in: SignIn, partner: User, novagen: Client) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    ContactPointFactory(person=ana, value="ana@novagen.example")
    meet(partner, ana, novagen)
    answer = sign_in(partner).get("/people/")
    row = answer.context["page"].people.rows[0]
    at = [(each.client_public_id, each.client_name) for each in row.positions]
    assert (row.person.public_id, at) == (ana.public_id, [(novagen.public_id, novagen.name)])
    assert (row.person.name, row.known_by) == ("Ana Ruiz", "Henrik Lindqvist")
    assert "ana@novagen.example" in answer.content.decode()


def test_pages_sorting_and_search(sign_in: SignIn, partner: User) -> None:
    Person.objects.bulk_create(Person(name=f"Person {number:03}") for number in range(101))
    browser = sign_in(partner)
    assert names(browser.get("/people/", {"page": 3})) == ["Person 100"]
    assert names(browser.get("/people/", {"page": 99})) == ["Person 100"]
    assert names(browser.get("/people/", {"sort": "-name"}))[0] == "Person 100"
    assert names(browser.get("/people/", {"q": "person 042"})) == ["Person 042"]
    page = browser.get("/people/", {"q": "prson 042"}).content.decode()
    assert "Nobody called “prson 042”." in page
    assert "Person 042" in page


def test_htmx_gets_the_table(sign_in: SignIn, partner: User) -> None:
    PersonFactory(name="Ana Ruiz")
    page = sign_in(partner).get("/people/", {"q": "ana"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'data-announce="1 person"' in page


def test_a_person_of_walled_work_is_nowhere_outside(
    sign_in: SignIn, outsider: User, walled_client: Client, novagen: Client
) -> None:
    hidden = PositionFactory(person=PersonFactory(name="Ana Hidden"), client=walled_client).person
    both = PositionFactory(person=PersonFactory(name="Ana Both"), client=walled_client).person
    PositionFactory(person=both, client=novagen)
    browser = sign_in(outsider)
    assert names(browser.get("/people/")) == ["Ana Both"]
    assert browser.get(reverse("person_detail", args=[hidden.public_id])).status_code == 404
    assert "Marrow" not in browser.get(reverse("person_detail", args=[both.public_id])).content.decode()
    assert "Marrow" not in browser.get("/people/").content.decode()


def test_the_page_shows_positions_ties_and_ways_to_reach(sign_in: SignIn, partner: User, novagen: Client) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen, title="General Counsel").person
    PositionFactory(person=ana, client=ClientFactory(name="Old Firm"), title="Associate", ended_on="2019-12-31")
    ContactPointFactory(person=ana, kind="phone", value="+41 61 555 01 23")
    meet(partner, ana, novagen)
    answer = sign_in(partner).get(reverse("person_detail", args=[ana.public_id]))
    page = answer.content.decode()
    assert [each.title for each in answer.context["page"].current] == ["General Counsel"]
    assert [each.title for each in answer.context["page"].former] == ["Associate"]
    assert [tie.name for tie in answer.context["page"].ties] == ["Henrik Lindqvist"]
    assert 'href="tel:+41615550123"' in page
    assert reverse("end_position", args=[ana.public_id, ana.positions.first().public_id]) in page


def test_readers_get_no_buttons(sign_in: SignIn, auditor: User) -> None:
    ana = PersonFactory(name="Ana Ruiz")
    page = sign_in(auditor).get(reverse("person_detail", args=[ana.public_id])).content.decode()
    assert reverse("edit_person", args=[ana.public_id]) not in page
    assert reverse("archive_person", args=[ana.public_id]) not in page


def test_thirty_people_cost_as_many_statements_as_one(sign_in: SignIn, partner: User) -> None:
    browser, counts = sign_in(partner), []
    for more in (1, 29):
        for _ in range(more):
            position = PositionFactory()
            ContactPointFactory(person=position.person)
            meet(UserFactory(), position.person, position.client)
        with CaptureQueriesContext(connection) as asked:
            assert len(names(browser.get("/people/"))) > 0
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    ("query", "status"),
    [("?page=x", 200), ("?q=%00", 400), ("?sort=drop", 200), ("?page=999999999999999999999", 200)],
)
def test_odd_addresses_are_answered(sign_in: SignIn, partner: User, query: str, status: int) -> None:
    assert sign_in(partner).get(f"/people/{query}").status_code == status
