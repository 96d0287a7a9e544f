"""The named cast: who appears in tests, and as whom to knock."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

import pytest
from django.test import Client as Browser

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client, Wall
from tests.factories import (
    ClientFactory,
    OfficeFactory,
    PracticeFactory,
    TeamMemberFactory,
    UserFactory,
    WallFactory,
)

SignIn = Callable[[User], Browser]


def plain(name: str) -> str:
    """Lower case without accents: addresses hold neither."""
    return normalize("NFD", name.lower()).encode("ascii", "ignore").decode()


def colleague(name: str, role: Role) -> User:
    return UserFactory(
        name=name,
        email=plain(name.split()[0]) + "@firm.example",
        role=role.value,
        office=OfficeFactory(),
        practice=PracticeFactory(),
    )


@pytest.fixture
def partner(db: None) -> User:
    """Henrik leads the relationship with Novagen, and is inside the wall."""
    return colleague("Henrik Lindqvist", Role.PARTNER)


@pytest.fixture
def account_manager(db: None) -> User:
    """Maya, Henrik's account manager, inside the wall too."""
    return colleague("Maya Okafor", Role.ACCOUNT_MANAGER)


@pytest.fixture
def outsider(db: None) -> User:
    """Tomás has Maya's role but stands outside the wall."""
    return colleague("Tomás Ibarra", Role.ACCOUNT_MANAGER)


@pytest.fixture
def assistant(db: None, account_manager: User) -> User:
    """Noor logs for Maya."""
    user = colleague("Noor van Dijk", Role.ASSISTANT)
    user.supports = account_manager
    user.save(update_fields=["supports"])
    return user


@pytest.fixture
def alumni_admin(db: None) -> User:
    return colleague("Amina Farouk", Role.ALUMNI_ADMIN)


@pytest.fixture
def administrator(db: None) -> User:
    """Gerd runs the installation, and is outside the wall: being administrator is no way round it."""
    return colleague("Gerd Achleitner", Role.ADMINISTRATOR)


@pytest.fixture
def auditor(db: None) -> User:
    """Siobhán reads."""
    return colleague("Siobhán Keane", Role.AUDITOR)


@pytest.fixture
def stranger(db: None) -> Browser:
    """Somebody who has not signed in."""
    return Browser()


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """`sign_in(maya).get("/clients/")`"""

    def signed_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def novagen(partner: User, account_manager: User) -> Client:
    """A client everybody may see: Maya looks after it, Henrik leads."""
    client = ClientFactory(name="Novagen Therapeutics", industry="Life sciences", tier="A", owner=account_manager)
    TeamMemberFactory(client=client, colleague=account_manager, role="account_manager")
    TeamMemberFactory(client=client, colleague=partner, role="relationship_partner")
    return client


@pytest.fixture
def walled_client(wall: Wall) -> Client:
    """A client that only Henrik and Maya know of."""
    return wall.client


@pytest.fixture
def wall(partner: User, account_manager: User) -> Wall:
    client = ClientFactory(name="Marrow & Pike Diagnostics", owner=account_manager)
    return WallFactory(client=client, insiders=[partner, account_manager], created_by=partner)
