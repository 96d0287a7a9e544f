"""Parts to break, and what must hold afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections

from accounts.models import User
from crm.services.processes import wait_until
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.scoring.models import StaleMark
from relationships.scoring.verification import verify
from tests.factories import PersonFactory, PositionFactory
from tests.faults.parts import Broker, Web, WorkerOn

RIGHT_SECONDS = 60.0


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A broker of this test's own, running."""
    made = Broker()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def worker_on(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[Broker], WorkerOn]]:
    made: list[WorkerOn] = []

    def start(broker: Broker) -> WorkerOn:
        made.append(WorkerOn(tmp_path / f"worker{len(made)}.log", broker.url))
        made[-1].start()
        return made[-1]

    yield start
    for each in made:
        each.kill()


@pytest.fixture
def web_on(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[str, User], Web]]:
    """`web_on(broker_url, user)`: the web server, with `user` signed in."""
    made: list[Web] = []

    def start(url: str, user: User) -> Web:
        made.append(Web(tmp_path / f"web{len(made)}.log", url))
        made[-1].start(user)
        return made[-1]

    yield start
    for each in made:
        each.kill()


@pytest.fixture
def ana(novagen: Client) -> Person:
    """Ana Ruiz, who decides at Novagen."""
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen, buying_role="decision_maker")
    return person


def all_is_right(within: float = RIGHT_SECONDS) -> None:
    """No mark waits any more, and what is stored is what a full recomputation gives."""
    assert wait_until(lambda: not StaleMark.objects.exists(), within), list(StaleMark.objects.values())
    assert verify().as_json()["differences"] == []


def alone(work: Callable[[], None]) -> Callable[[], None]:
    """`work` for a thread of its own: with its own connection, closed afterwards."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run
