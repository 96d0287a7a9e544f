"""Searching names: every word, accents and case aside, LIKE's own signs taken literally."""

from __future__ import annotations

import pytest
from django.conf import settings

from accounts.models import User
from accounts.name_search import LIKELY, POSSIBLE, alike_from, holds_words
from relationships.clients.look_alikes import look_alikes
from relationships.clients.models import Client
from relationships.clients.queries import find_clients, industries, resembling_clients
from tests.factories import AliasFactory, ClientFactory


def names(text: str) -> list[str]:
    return sorted(Client.objects.filter(holds_words(text)).values_list("name", flat=True))


@pytest.fixture
def some(db: None) -> None:
    for name in ("Müller & Söhne", "Émile Santoro", "100% Pure", "100 Percent", "A_B", "AxB", r"Back\slash"):
        ClientFactory(name=name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("muller", ["Müller & Söhne"]),
        ("MÜLLER söh", ["Müller & Söhne"]),
        ("sohne muller", ["Müller & Söhne"]),
        ("ull", ["Müller & Söhne"]),
        ("em", ["Émile Santoro"]),
        ("mi", []),  # two letters begin a word
        ("100%", ["100% Pure"]),
        ("a_b", ["A_B"]),
        ("k\\slash", ["Back\\slash"]),
        ("toro emil", ["Émile Santoro"]),
        ("santoro bank", []),
    ],
)
def test_every_word_is_held(some: None, text: str, found: list[str]) -> None:
    assert names(text) == found


def test_the_best_comes_first(partner: User) -> None:
    for name in ("Grand Nova", "Nova Bank", "Renovatio", "Nova"):
        ClientFactory(name=name)
    assert [client.name for client in find_clients(partner, "nova", most=9)] == [
        "Nova",
        "Nova Bank",
        "Grand Nova",
        "Renovatio",
    ]


def test_other_names_find_a_client_until_they_are_archived(partner: User, novagen: Client) -> None:
    alias = AliasFactory(client=novagen, name="Nová Génétique")
    assert find_clients(partner, "genetique", most=5) == [novagen]
    Client.objects.filter(pk=novagen.pk).update(archived_at=None)
    type(alias).objects.filter(pk=alias.pk).update(archived_at="2026-01-01T00:00:00Z")
    assert find_clients(partner, "genetique", most=5) == []


@pytest.mark.parametrize("slip", ["novagne", "nvoagen", "novagen therapeutcs", "novogen"])
def test_slips_of_the_finger_are_understood(partner: User, novagen: Client, slip: str) -> None:
    ClientFactory(name="Alderane Capital")
    for similarity in (LIKELY, POSSIBLE):
        with alike_from(similarity):
            found = resembling_clients(partner, slip, most=3)
        if found:
            break
    assert found == [novagen]


def test_look_alikes_never_speak_of_walled_clients(partner: User, outsider: User, walled_client: Client) -> None:
    name = f"{walled_client.name} AG"
    assert list(look_alikes(partner, name)) == [walled_client]
    assert list(look_alikes(outsider, name)) == []


def test_industries_of_walled_clients_are_not_offered(outsider: User, partner: User, walled_client: Client) -> None:
    Client.objects.filter(pk=walled_client.pk).update(industry="Diagnostics")
    ClientFactory(industry="Banking")
    assert industries(outsider) == ["Banking"]
    assert industries(partner) == ["Banking", "Diagnostics"]


def test_the_index_finds_whatever_is_possible() -> None:
    assert f"pg_trgm.word_similarity_threshold={POSSIBLE}" in settings.DATABASES["default"]["OPTIONS"]["options"]
