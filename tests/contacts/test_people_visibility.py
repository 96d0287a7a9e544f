"""Whom a user may know of: anybody with a position at a visible client, or with none at all."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import queries
from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.contacts.queries import find_people, resembling_people
from tests.factories import ClientFactory, GroupEdgeFactory, PersonFactory, PositionFactory, WallFactory


@pytest.fixture
def people(novagen: Client, walled_client: Client) -> dict[str, Person]:
    everybody = {
        name: PersonFactory(name=f"Ana {name}") for name in ("nowhere", "seen", "hidden", "both", "taken", "left")
    }
    PositionFactory(person=everybody["seen"], client=novagen)
    PositionFactory(person=everybody["hidden"], client=walled_client)
    PositionFactory(person=everybody["both"], client=novagen)
    PositionFactory(person=everybody["both"], client=walled_client)
    PositionFactory(person=everybody["left"], client=novagen, ended_on="2020-01-01")
    gone = PositionFactory(person=everybody["taken"], client=walled_client)
    Position.objects.filter(pk=gone.pk).update(archived_at="2026-01-01T00:00:00Z")
    return everybody


def seen_by(user: User) -> set[str]:
    return {person.name.removeprefix("Ana ") for person in Person.objects.visible_to(user)}


def test_insiders_know_everybody(partner: User, people: dict[str, Person]) -> None:
    assert seen_by(partner) == set(people)


def test_outsiders_miss_only_those_who_are_nowhere_else(outsider: User, people: dict[str, Person]) -> None:
    assert seen_by(outsider) == {"nowhere", "seen", "both", "taken", "left"}


def test_a_wall_around_a_group_hides_the_people_of_its_members(outsider: User) -> None:
    holding, daughter = ClientFactory(), ClientFactory()
    GroupEdgeFactory(client=daughter, parent=holding)
    PositionFactory(person=PersonFactory(name="Ana below"), client=daughter)
    assert seen_by(outsider) == {"below"}
    WallFactory(client=holding, covers_group=True)
    assert seen_by(outsider) == set()


def test_finding_respects_the_gate(outsider: User, people: dict[str, Person]) -> None:
    found = {person.name for person in find_people(outsider, "ana", most=10)}
    assert found == {f"Ana {name}" for name in ("nowhere", "seen", "both", "taken", "left")}
    assert people["hidden"] not in resembling_people(outsider, "Ana hidden", most=10)


def test_behind_many_hidden_namesakes_the_visible_one_is_found(outsider: User, walled_client: Client) -> None:
    hidden = Person.objects.bulk_create(Person(name="Ana Aaa") for _ in range(70))
    Position.objects.bulk_create(Position(person=person, client=walled_client) for person in hidden)
    visible = PersonFactory(name="Ana Zzz")
    # As within a page, which reads the firm once.
    queries.begin_request()
    with CaptureQueriesContext(connection) as asked:
        assert find_people(outsider, "ana", most=5) == [visible]
    queries.end_request()
    assert len(asked) <= 4
    more = Person.objects.bulk_create(Person(name="Ana Aaa") for _ in range(100))
    Position.objects.bulk_create(Position(person=person, client=walled_client) for person in more)
    assert find_people(outsider, "ana", most=5) == [visible]
