"""Who is meant by a few letters, looked for from where somebody stands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.contacts.models import Person
from relationships.interactions.queries import Vicinity, match_clients, match_colleagues, match_people, matching
from relationships.interactions.queries.recent import recent_people
from tests.factories import (
    AliasFactory,
    ClientFactory,
    InteractionFactory,
    PersonFactory,
    PositionFactory,
    TeamMemberFactory,
    UserFactory,
    WallFactory,
)


def person(name: str, client: Client | None = None, **position: object) -> Person:
    """Somebody who works at a client that is nobody's, unless one is given."""
    return PositionFactory(person=PersonFactory(name=name), client=client or ClientFactory(), **position).person


def people(name: str, user: User, **shown: tuple[int, ...]) -> list[str]:
    return [found.name for found in match_people(name, Vicinity(user, user, **shown))]


NAMES = [
    "Ana Ruiz",
    "Dr Ana María Ruiz-Gómez",
    "Anna Rutledge",
    "Jean-Luc O'Neil",
    "Zoë Ångström",
    "李小龙",
    "Ruiz Ana",
]


@pytest.mark.parametrize(
    ("letters", "meant"),
    [
        ("ana", {"Ana Ruiz", "Dr Ana María Ruiz-Gómez", "Ruiz Ana"}),
        ("ana ru", {"Ana Ruiz", "Dr Ana María Ruiz-Gómez"}),
        ("an ru", {"Ana Ruiz", "Dr Ana María Ruiz-Gómez", "Anna Rutledge"}),
        ("a r", {"Ana Ruiz", "Dr Ana María Ruiz-Gómez", "Anna Rutledge"}),
        ("ANA RUIZ GOM", {"Dr Ana María Ruiz-Gómez"}),
        ("luc", {"Jean-Luc O'Neil"}),
        ("jean luc oneil", set()),
        ("o'neil", {"Jean-Luc O'Neil"}),
        ("zoe ang", {"Zoë Ångström"}),
        ("李", {"李小龙"}),
        ("z", {"Zoë Ångström"}),
        ("una", set()),
        ("...", set()),
        ("", set()),
        (".*", set()),
        ("\N{LATIN SMALL LETTER N PRECEDED BY APOSTROPHE}", {"Jean-Luc O'Neil"}),
    ],
)
def test_first_letters_of_words_in_order_find_a_name(account_manager: User, letters: str, meant: set[str]) -> None:
    for name in NAMES:
        person(name)
    assert set(people(letters, account_manager)) == meant


def test_a_full_name_is_that_person_whoever_is_nearer(account_manager: User, novagen: Client) -> None:
    person("Ana Ruizdael", novagen)
    person("Ana Ruiz")
    assert people("ana ruiz", account_manager) == ["Ana Ruiz"]
    assert people("ana rui", account_manager) == ["Ana Ruizdael"]


def test_the_nearest_circle_answers(account_manager: User, novagen: Client) -> None:
    firm = person("Jonas Firm")
    assert people("jonas", account_manager) == ["Jonas Firm"]
    team = ClientFactory()
    TeamMemberFactory(client=team, colleague=account_manager)
    person("Jonas Mine", team)
    assert people("jonas", account_manager) == ["Jonas Mine"]
    recent = person("Jonas Recent")
    InteractionFactory(people=[recent], colleagues=[account_manager])
    assert people("jonas", account_manager) == ["Jonas Recent"]
    page = person("Jonas Page")
    assert people("jonas", account_manager, person_ids=(page.pk,)) == ["Jonas Page"]
    assert people("jonas", account_manager, client_ids=(novagen.pk,)) == ["Jonas Recent"]
    person("Jonas Here", novagen)
    assert people("jonas", account_manager, client_ids=(novagen.pk,)) == ["Jonas Here"]
    assert people("jonas f", account_manager) == [firm.name]


def test_former_posts_and_archived_people_are_not_near(account_manager: User, novagen: Client) -> None:
    person("Jonas Left", novagen, ended_on=dt.date(2024, 1, 1))
    gone = person("Jonas Gone", novagen)
    Person.objects.unscoped(reason="test").filter(pk=gone.pk).update(archived_at=timezone.now())
    person("Jonas Here", novagen)
    assert people("jonas", account_manager, client_ids=(novagen.pk,)) == ["Jonas Here"]
    assert people("jonas left", account_manager) == ["Jonas Left"]
    assert people("jonas gone", account_manager) == []


def test_only_twenty_are_recent_and_undone_touches_make_nobody_recent(account_manager: User) -> None:
    now = timezone.now()
    for days in range(25):
        someone = person(f"Jonas Number{days:02}")
        InteractionFactory(occurred_at=now - dt.timedelta(days=days), people=[someone], colleagues=[account_manager])
    assert people("jonas number19", account_manager) == ["Jonas Number19"]
    recent = [each.name for each in recent_people(account_manager, account_manager, most=3)]
    assert recent == ["Jonas Number00", "Jonas Number01", "Jonas Number02"]


def test_an_assistant_looks_from_where_her_partner_stands(assistant: User, account_manager: User) -> None:
    person("Jonas Firm")
    recent = person("Jonas Recent")
    InteractionFactory(people=[recent], colleagues=[account_manager])
    assert [each.name for each in match_people("jonas", Vicinity(assistant, account_manager))] == ["Jonas Recent"]


def test_a_tenth_says_that_there_are_more_than_digits(account_manager: User) -> None:
    for number in range(15):
        person(f"Anabel {number:02}")
    person("Ana Last")
    found = people("ana", account_manager)
    assert (len(found), found[0]) == (10, "Ana Last")


def test_nobody_behind_a_wall_is_found_from_any_circle(
    account_manager: User, outsider: User, walled_client: Client, mole: Person, novagen: Client
) -> None:
    InteractionFactory(people=[mole], clients=[walled_client], colleagues=[outsider])
    TeamMemberFactory(client=walled_client, colleague=outsider)
    near = {"person_ids": (mole.pk,), "client_ids": (walled_client.pk,)}
    for letters in ("mina", "mina holub", "m h", "m"):
        assert people(letters, outsider, **near) == []
        assert people(letters, account_manager) == ["Mina Holub"]
    assert match_clients("marrow", Vicinity(outsider, outsider, client_ids=(walled_client.pk,))) == []
    assert recent_people(outsider, outsider) == []
    PositionFactory(person=mole, client=novagen)
    assert people("mina", outsider) == ["Mina Holub"]


def test_a_crowd_behind_walls_hides_nobody_in_front(outsider: User) -> None:
    hidden = ClientFactory()
    WallFactory(client=hidden)
    for number in range(205):
        person(f"Ana Hidden{number}", hidden)
    person("Ana Seen")
    assert people("ana", outsider) == ["Ana Seen"]
    Wall.objects.update(archived_at=timezone.now())
    assert len(people("ana", outsider)) == 10


def test_clients_are_found_by_name_and_alias(account_manager: User, novagen: Client) -> None:
    other = ClientFactory(name="Zürich Grid AG")
    AliasFactory(client=other, name="ZGA")
    AliasFactory(client=novagen, name="Nova Genetics Ltd")

    def clients(name: str) -> list[str]:
        return [found.name for found in match_clients(name, Vicinity(account_manager, account_manager))]

    assert clients("nov") == clients("novagen ther") == clients("nova gen") == ["Novagen Therapeutics"]
    assert clients("zurich") == clients("ZGA") == clients("grid") == ["Zürich Grid AG"]
    assert clients("nobody") == []


def test_colleagues_of_now_come_before_those_who_left(partner: User) -> None:
    UserFactory(name="Henrik Gone", left_on=dt.date(2024, 1, 1))
    assert [each.name for each in match_colleagues("henrik")] == ["Henrik Lindqvist"]
    assert [each.name for each in match_colleagues("henrik g")] == ["Henrik Gone"]
    assert [each.name for each in match_colleagues("HENRIK@firm.example")] == ["Henrik Lindqvist"]


def test_of_more_than_are_looked_at_one_finds_ones_own(
    account_manager: User, novagen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        person(f"Jonas Firm{number}")
    TeamMemberFactory(client=novagen, colleague=account_manager)
    person("Jonas Mine", novagen)
    monkeypatch.setattr(matching, "_REACH", 2)
    assert people("jonas", account_manager) == people("j", account_manager) == ["Jonas Mine"]
    assert len(people("jonas f", account_manager)) == 2


def test_a_name_costs_one_query_and_none_when_asked_again(account_manager: User, novagen: Client) -> None:
    person("Jonas Firm")
    vicinity = Vicinity(account_manager, account_manager)
    with CaptureQueriesContext(connection) as captured:
        match_people("jonas", vicinity)
        match_people("jonas", vicinity)
        match_people("firm", vicinity)
        match_clients("nov", vicinity)
    assert len(captured) == 4
