"""The firms that pages are measured on: one process, one database connection for each, changed between calls."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import User
from accounts.policy import Role
from benchmarks.plain import handler
from benchmarks.visitor import Visitor
from crm.settings.database import database
from relationships.clients.models import Client
from relationships.contacts.models import Position

LOOKED_AT = 40
"""Clients that are visited in turn."""


@dataclass(frozen=True)
class Sample:
    """A client with somebody who works there."""

    client_id: int
    public_id: str
    name: str
    person_public_id: str
    person: str


@dataclass
class World:
    """One firm: its database, a partner who looks at it, and the clients looked at."""

    url: str
    connection: BaseDatabaseWrapper
    visitor: Visitor = field(init=False)
    plain_visitor: Visitor = field(init=False)
    """The same partner, signed in as plain Django knows people."""
    samples: list[Sample] = field(init=False)

    def enter(self) -> None:
        """Let the process work on this firm."""
        connections["default"] = self.connection


def open_world(url: str) -> World:
    """Connect to the firm at `url` and sign a partner in."""
    os.environ["DATABASE_URL"] = url
    settings = {**connections.settings["default"], **database()}
    world = World(url, type(connections["default"])(settings, "default"))
    world.enter()
    partner = _partner()
    world.visitor, world.plain_visitor = Visitor(partner), Visitor(partner, handler.BACKEND)
    world.samples = _samples(partner)
    return world


def _partner() -> User:
    """One who sees fees and health and stands outside some walls, as most do."""
    return User.objects.filter(role=Role.PARTNER.value, is_active=True, firm_totals=False).order_by("id")[0]


def _samples(user: User) -> list[Sample]:
    """Clients in a fixed order that has nothing to do with their names or sizes."""
    held = Position.objects.visible_to(user).filter(ended_on=None, archived_at=None).order_by("id")
    found = []
    for client in Client.objects.visible_to(user).current().order_by("public_id")[: 2 * LOOKED_AT]:
        position = held.filter(client=client).select_related("person").first()
        if position:
            found.append(
                Sample(client.pk, client.public_id, client.name, position.person.public_id, position.person.name)
            )
    return found[:LOOKED_AT]
