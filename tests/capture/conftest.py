"""Ana works at Novagen and has an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from relationships.clients.models import Client
from relationships.contacts.models import Person
from tests.factories import ContactPointFactory, PersonFactory, PositionFactory


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    ContactPointFactory(person=person, value="ana@novagen.example")
    return person


@pytest.fixture
def maildir(settings, tmp_path: Path) -> Path:
    settings.CAPTURE_MAILDIR = tmp_path / "maildir"
    settings.CAPTURE_DROP_DOMAIN = "crm.example"
    return settings.CAPTURE_MAILDIR
