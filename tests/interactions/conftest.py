"""People and touches that the tests of this folder talk about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchColleague, TouchPerson
from relationships.interactions.touch import NewPerson, Participants, Touch
from tests.factories import PersonFactory, PositionFactory

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def ana(novagen: Client) -> Person:
    """Novagen's General Counsel."""
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen, title="General Counsel")
    return person


@pytest.fixture
def felix(novagen: Client) -> Person:
    """Novagen's chief executive."""
    person = PersonFactory(name="Félix Brandt")
    PositionFactory(person=person, client=novagen, title="Chief executive")
    return person


@pytest.fixture
def mole(walled_client: Client) -> Person:
    """Somebody who works only behind the wall."""
    person = PersonFactory(name="Mina Holub")
    PositionFactory(person=person, client=walled_client, title="Head of research")
    return person


@pytest.fixture
def rung() -> Iterator[list[set[int]]]:
    """The client ids of every ring of the doorbell."""
    heard: list[set[int]] = []

    def listen(sender: Any, client_ids: list[int], **_: Any) -> None:
        heard.append(set(client_ids))

    facts_changed.connect(listen, weak=False, dispatch_uid="heard in tests")
    yield heard
    facts_changed.disconnect(dispatch_uid="heard in tests")


def a_touch(**changes: Any) -> Touch:
    return Touch(**{"kind": "call", "direction": "mutual", "occurred_at": NOON, **changes})


def taking_part(
    user: User,
    *,
    clients: Sequence[Client] = (),
    people: Sequence[Person] = (),
    new: Sequence[NewPerson] = (),
) -> Participants:
    return Participants(
        client_ids=frozenset(each.pk for each in clients),
        person_ids=frozenset(each.pk for each in people),
        colleague_ids=frozenset([user.pk]),
        new_people=tuple(new),
    )


def names(touch: Interaction) -> dict[str, set[str]]:
    """Who takes part in a saved touch."""
    return {
        "clients": {link.client.name for link in touch.touch_clients.all()},
        "people": {link.person.name for link in TouchPerson.objects.filter(interaction=touch)},
        "colleagues": {link.colleague.name for link in TouchColleague.objects.filter(interaction=touch)},
    }
