"""Small makers of clients, people and touches for tests of ties and health."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson


def make_client(name: str = "Novagen", **fields: object) -> Client:
    return Client.objects.create(name=name, **fields)


def make_colleague(name: str = "Maya Okafor", **fields: object) -> User:
    return User.objects.create_user(None, None, name=name, **fields)


def make_person(name: str = "Ana Ruiz") -> Person:
    return Person.objects.create(name=name)


@dataclass(frozen=True)
class TouchSpec:
    """A touchpoint to make; a bare date means ten in the morning, UTC."""

    on: date | datetime
    clients: Sequence[Client] = ()
    people: Sequence[Person] = ()
    colleagues: Sequence[User] = ()
    kind: str = "meeting"
    direction: str = "mutual"
    fields: dict[str, object] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        if isinstance(self.on, datetime):
            return self.on
        return datetime(self.on.year, self.on.month, self.on.day, 10, tzinfo=ZoneInfo("UTC"))


def make_touches(specs: Iterable[TouchSpec]) -> list[Interaction]:
    """All of them in four statements."""
    specs = list(specs)
    made = Interaction.objects.bulk_create(
        Interaction(kind=spec.kind, direction=spec.direction, occurred_at=spec.at, **spec.fields) for spec in specs
    )
    pairs = list(zip(made, specs, strict=True))
    for model, name, many in (
        (TouchClient, "client", "clients"),
        (TouchPerson, "person", "people"),
        (TouchColleague, "colleague", "colleagues"),
    ):
        model.objects.bulk_create(
            model(interaction=touch, occurred_at=spec.at, **{name: each})
            for touch, spec in pairs
            for each in getattr(spec, many)
        )
    return made


def make_touch(on: date | datetime, **spec: object) -> Interaction:
    """One touchpoint."""
    return make_touches([TouchSpec(on, **spec)])[0]


def days_before(day: date, count: int) -> date:
    return day - timedelta(days=count)
