"""Find anything: clients, people and work, forgiving, fast enough, and silent about what is walled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.models import Pin
from tests.cast import SignIn
from tests.factories import (
    AliasFactory,
    AlumnusFactory,
    ClientFactory,
    EngagementFactory,
    InteractionFactory,
    PersonAliasFactory,
    PersonFactory,
    PositionFactory,
)


@pytest.fixture
def firm(novagen: Client) -> Client:
    PositionFactory(person=PersonFactory(name="Ana Nováková"), client=novagen, title="General Counsel")
    PersonFactory(name="Jonas Weber")
    EngagementFactory(client=novagen, name="Novel therapies licence")
    return novagen


def found(answer: Any) -> tuple[list[str], list[str], list[str]]:
    by_kind = {group.kind: [hit.name for hit in group.hits] for group in answer.context["found"].groups}
    return by_kind.get("clients", []), by_kind.get("people", []), by_kind.get("work", [])


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
    assert 'href="/search/?q=nova"' in page


def test_the_kind_with_the_closest_name_comes_first(sign_in: SignIn, partner: User, firm: Client) -> None:
    def order(q: str) -> list[str]:
        return [group.kind for group in sign_in(partner).get("/search/", {"q": q}).context["found"].groups]

    assert order("ana") == ["people"]
    assert order("licence") == ["work"]
    assert order("nov") == ["clients", "work", "people"]


def test_alumni_are_found_as_alumni_and_once(sign_in: SignIn, partner: User, firm: Client) -> None:
    AlumnusFactory(person=PersonFactory(name="Nora Novik"))
    AlumnusFactory(person=PersonFactory(name="Novo Gone"), opted_out_on=date(2026, 1, 1))
    groups = {g.kind: g.hits for g in sign_in(partner).get("/search/", {"q": "nov"}).context["found"].groups}
    assert [hit.name for hit in groups["alumni"]] == ["Nora Novik"]
    assert "Nora Novik" not in [hit.name for hit in groups["people"]]


def test_other_names_of_people_are_found(sign_in: SignIn, partner: User, firm: Client) -> None:
    PersonAliasFactory(person=Person.objects.get(name="Jonas Weber"), name="Jonas Müller")
    assert found(sign_in(partner).get("/find/", {"q": "muller"}))[1] == ["Jonas Weber"]


def test_before_anything_is_typed_pins_and_the_last_talks_are_offered(
    sign_in: SignIn, partner: User, outsider: User, firm: Client, walled_client: Client
) -> None:
    for user in (partner, outsider):
        Pin.objects.create(user=user, client=walled_client)
        InteractionFactory(clients=[firm], people=[Person.objects.get(name="Jonas Weber")], colleagues=[user])
    offered = {
        user: [
            (group.kind, [hit.name for hit in group.hits])
            for group in sign_in(user).get("/find/", headers={"HX-Request": "true"}).context["found"].groups
        ]
        for user in (partner, outsider)
    }
    recent = ("recent", ["Novagen Therapeutics", "Jonas Weber"])
    assert offered[partner] == [("pinned", ["Marrow & Pike Diagnostics"]), recent]
    assert offered[outsider] == [recent]


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
    # Where names suffice nobody asks for other names.
    assert counts[1] <= counts[0] <= 12
