"""A served firm with two walls, and somebody of each role who knocks at it over a real connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client as Browser
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from relationships.clients.models import Client
from tests.access.world import World, build_world
from tests.emptying import empty_tables

NAME = "Ostrava Zyxwell"
"""What the hidden client is called; nobody in sight resembles it."""
SECRET = "Zirconium-7731"
"""Stands in the hidden client's own fields and nowhere else: whoever reads it has seen behind the wall."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: str


class Knocker:
    """A plain HTTP client: it follows nothing, repairs nothing and sends what it is told."""

    def __init__(self, where: str, user: User | None) -> None:
        self.netloc = urlsplit(where).netloc
        self.cookies = ""
        self.token = ""
        if user is not None:
            browser = Browser()
            browser.force_login(user)
            browser.get("/me/appearance/")
            jar = {name: morsel.value for name, morsel in browser.cookies.items()}
            self.cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
            self.token = jar.get(settings.CSRF_COOKIE_NAME, "")
        self.connection = HTTPConnection(self.netloc, timeout=20)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Send it as it is; `headers` are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.setdefault("Host", self.netloc)
        if self.cookies:
            sent.setdefault("Cookie", self.cookies)
        payload = body
        if isinstance(body, dict):
            payload = urlencode(body, doseq=True)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            sent.setdefault("X-CSRFToken", self.token)
        self.connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = payload.encode() if isinstance(payload, str) else payload or b""
        for name, value in {**sent, "Content-Length": str(len(data))}.items():
            self.connection.putheader(name, value)
        self.connection.endheaders(data or None)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        if answer.will_close:
            self.connection.close()
        return Reply(answer.status, dict(answer.getheaders()), text)

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Mapping[str, object], **headers: str) -> Reply:
        return self.ask("POST", path, dict(body), **headers)


@dataclass
class Siege:
    """The firm, who knocks (by role; "" is a visitor, "I" stands inside), and what they must not see."""

    world: World
    url: str
    knockers: dict[str, Knocker]
    hidden: Client

    @property
    def secrets(self) -> tuple[str, ...]:
        return (SECRET, NAME, "Ana Marrow", "zyxwell.example")

    def leaks(self, reply: Reply) -> list[str]:
        """The secrets that stand in it."""
        everything = reply.body + "".join(reply.headers.values())
        return [secret for secret in self.secrets if secret in everything]


@pytest.fixture(scope="module")
def siege(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Siege]:
    """Saved for good, because another thread serves it; emptied at the end."""
    with django_db_blocker.unblock():
        # A run that was killed may have left something.
        empty_tables()
        with transaction.atomic():
            world = build_world()
        hidden = Client._base_manager.get(public_id=world.hidden["client"][0]["public_id"])
        Client._base_manager.filter(pk=hidden.pk).update(name=NAME, industry=SECRET, website="https://zyxwell.example")
        insider = hidden.owner
        server = LiveServer("localhost")
        people: dict[str, User | None] = {**world.users, "": None, "I": insider}
        try:
            knockers = {letter: Knocker(server.url, user) for letter, user in people.items()}
            yield Siege(world, server.url, knockers, hidden)
        finally:
            server.stop()
            empty_tables()
