"""Find anything: clients, people and work, forgiving, fast enough, and silent about what is walled."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.clients.models import Client
from tests.cast import SignIn
from tests.factories import AliasFactory, ClientFactory, EngagementFactory, PersonFactory, PositionFactory


@pytest.fixture
def firm(novagen: Client) -> Client:
    PositionFactory(person=PersonFactory(name="Ana Nováková"), client=novagen, title="General Counsel")
    PersonFactory(name="Jonas Weber")
    EngagementFactory(client=novagen, name="Novel therapies licence")
    return novagen


def found(answer: Any) -> tuple[list[str], list[str], list[str]]:
    page = answer.context["found"]
    people = [each.person.name for each in page.people]
    return [client.name for client in page.clients], people, [work.name for work in page.work]


def test_one_search_finds_clients_people_and_work(sign_in: SignIn, partner: User, firm: Client) -> None:
    answer = sign_in(partner).get("/find/", {"q": "nov"})
    assert found(answer) == (["Novagen Therapeutics"], ["Ana Nováková"], ["Novel therapies licence"])
    assert "General Counsel, Novagen Therapeutics" in answer.content.decode()


@pytest.mark.parametrize(
    ("q", "who"),
    [("NOVAKOVA ana", "Ana Nováková"), ("weber", "Jonas Weber"), ("jonas webre", "Jonas Weber")],
)
def test_accents_capitals_order_and_slips_do_not_matter(
    sign_in: SignIn, partner: User, firm: Client, q: str, who: str
) -> None:
    assert found(sign_in(partner).get("/find/", {"q": q}))[1] == [who]


def test_what_was_perhaps_meant_is_called_so(sign_in: SignIn, partner: User, firm: Client) -> None:
    page = sign_in(partner).get("/find/", {"q": "novagne"}).content.decode()
    assert "Nothing called “novagne”. Did you mean one of these?" in page
    assert "Novagen Therapeutics" in page


@pytest.mark.parametrize(
    ("q", "status", "says"),
    [
        ("", 200, "Type two letters or more."),
        ("n", 200, "Type two letters or more."),
        ("qqqqqq", 200, "Nothing called “qqqqqq”."),
        ("a\x00b", 400, "This text holds a NUL character."),
        ("%", 200, "Type two letters or more."),
        ("%%", 200, "Nothing called “%%”."),
        ("x" * 101, 400, "At most 100 fit."),
    ],
)
def test_every_other_text_gets_an_answer(
    sign_in: SignIn, partner: User, firm: Client, q: str, status: int, says: str
) -> None:
    answer = sign_in(partner).get("/find/", {"q": q})
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_the_palette_gets_a_list_alone(sign_in: SignIn, partner: User, firm: Client) -> None:
    page = sign_in(partner).get("/find/", {"q": "nova"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert page.count("<li>") == 2


@pytest.mark.parametrize("q", ["marrow", "mar", "marow", "pike", "hidden", "secret", "ana hidden"])
def test_walled_work_is_found_by_insiders_only(
    sign_in: SignIn, partner: User, outsider: User, walled_client: Client, q: str
) -> None:
    PositionFactory(person=PersonFactory(name="Ana Hidden"), client=walled_client)
    AliasFactory(client=walled_client, name="Pike Labs")
    EngagementFactory(client=walled_client, name="Secret merger")
    assert found(sign_in(partner).get("/find/", {"q": q})) != ([], [], [])
    assert found(sign_in(outsider).get("/find/", {"q": q})) == ([], [], [])


def test_archived_records_are_not_found(sign_in: SignIn, partner: User, firm: Client) -> None:
    Client.objects.filter(pk=firm.pk).update(archived_at="2026-01-01T00:00:00Z")
    assert found(sign_in(partner).get("/find/", {"q": "nov"})) == ([], ["Ana Nováková"], [])


def test_thirty_finds_cost_as_many_statements_as_one(sign_in: SignIn, partner: User, firm: Client) -> None:
    browser, counts = sign_in(partner), []
    for more in (0, 29):
        for _ in range(more):
            client = ClientFactory(name="Nova Bank")
            PositionFactory(person=PersonFactory(name="Nova Weber"), client=client)
            EngagementFactory(client=client, name="Nova audit")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/find/", {"q": "nov"})
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
