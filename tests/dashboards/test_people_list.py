"""The list of people: filters, sorts and columns, each with an address."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.network.actions import rebuild_ties
from tests.cast import SignIn
from tests.factories import ClientFactory, InteractionFactory, PersonAliasFactory, PersonFactory, PositionFactory

LIST = "/people/"


def names(answer: Any) -> list[str]:
    return [row.person.name for row in answer.context["page"].people]


@pytest.fixture
def four(partner: User, account_manager: User, novagen: Client) -> None:
    """Ana decides at Novagen (Maya's); Ben advises at Alderane (Henrik's); Cem is only heard of; Dora is archived."""
    PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen, buying_role="decision_maker")
    alderane = ClientFactory(name="Alderane", owner=partner)
    PositionFactory(person=PersonFactory(name="Ben Okri"), client=alderane, buying_role="influencer")
    PersonFactory(name="Cem Yıldız", is_stub=True)
    PersonFactory(name="Dora", archived_at="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=all", ["Ana Ruiz", "Ben Okri", "Cem Yıldız"]),
        ("sort=-name", ["Cem Yıldız", "Ben Okri", "Ana Ruiz"]),
        ("sort=-added", ["Cem Yıldız", "Ben Okri", "Ana Ruiz"]),
        ("sort=added", ["Ana Ruiz", "Ben Okri", "Cem Yıldız"]),
        ("owner=me", ["Ben Okri"]),
        ("role=decision_maker", ["Ana Ruiz"]),
        ("role=decision_maker&role=influencer", ["Ana Ruiz", "Ben Okri"]),
        ("stub=yes", ["Cem Yıldız"]),
        ("archived=yes", ["Dora"]),
        ("known=nobody", ["Ana Ruiz", "Ben Okri", "Cem Yıldız"]),
        ("known=me", []),
        ("q=yildiz", ["Cem Yıldız"]),
        ("q=ana+aka", ["Ana Ruiz"]),
        ("q=zzz", []),
    ],
)
def test_filters_and_sorts(sign_in: SignIn, partner: User, four: None, query: str, found: list[str]) -> None:
    PersonAliasFactory(person=Person.objects.get(name="Ana Ruiz"), name="Ana Aka")
    assert names(sign_in(partner).get(f"{LIST}?{query}")) == found


def test_who_of_us_knows_them(sign_in: SignIn, partner: User, account_manager: User, four: None) -> None:
    ana = Person.objects.get(name="Ana Ruiz")
    client = Client.objects.get(name="Novagen Therapeutics")
    InteractionFactory(people=[ana], clients=[client], colleagues=[partner])
    rebuild_ties(client_ids=[client.pk])
    assert names(sign_in(partner).get(f"{LIST}?known=me")) == ["Ana Ruiz"]
    assert names(sign_in(account_manager).get(f"{LIST}?known=me")) == []
    assert names(sign_in(partner).get(f"{LIST}?known=nobody")) == ["Ben Okri", "Cem Yıldız"]


def test_columns_and_their_facts(sign_in: SignIn, partner: User, four: None) -> None:
    answer = sign_in(partner).get(f"{LIST}?column=role&column=added&column=nonsense")
    page = answer.content.decode()
    assert list(answer.context["page"].shows) == ["role", "added"]
    assert "Decides" in page
    assert '<th scope="col">Works at</th>' not in page


def test_htmx_gets_the_table_and_the_address_to_show(sign_in: SignIn, partner: User, four: None) -> None:
    answer = sign_in(partner).get(f"{LIST}?q=ana&owner=&known=", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer["HX-Push-Url"] == "/people/?q=ana"
    assert "<html" not in page
    assert 'data-announce="1 person"' in page
    assert 'id="views"' in page


def test_every_filter_can_be_cleared(sign_in: SignIn, partner: User, four: None) -> None:
    page = sign_in(partner).get(f"{LIST}?q=ana&stub=yes&sort=-name").content.decode()
    assert "Nobody fits these filters." in page
    assert 'href="?stub=yes&amp;sort=-name"' in page
    assert 'href="?q=ana&amp;sort=-name"' in page
    assert 'href="?sort=-name"' in page
