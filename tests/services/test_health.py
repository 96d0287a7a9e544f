"""What the addresses for machines answer when things are as they should be, and when they are not."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from crm import health, probes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def just_born(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sweep runs beside the tests, and a test run may be older than a sweep may be late."""
    monkeypatch.setattr(health, "_born", time.monotonic())


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answer a function that turns the probe to another database server."""

    def turn(**where: object) -> None:
        known = connection.get_connection_params()
        monkeypatch.setattr(connection, "get_connection_params", lambda: {**known, **where})

    return turn


@pytest.fixture
def silence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A socket that takes connections and says nothing, as a server does that hangs."""
    path = tmp_path_factory.mktemp("s") / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(8)
        yield path


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_all_is_well(client: Client) -> None:
    status, said = ask(client)
    assert (status, said["status"]) == (200, "ok"), said
    assert said["database"] == {"ok": True}
    assert said["migrations"] == {"ok": True, "pending": 0}
    assert said["broker"] == {"ok": True}


def test_an_unreachable_database_is_said(client: Client, elsewhere: Any) -> None:
    elsewhere(host="/nowhere")
    status, said = ask(client)
    assert status == 503
    assert (said["database"]["ok"], said["migrations"]["ok"], said["broker"]["ok"]) == (False, False, True)


def test_a_database_that_hangs_is_not_waited_for(client: Client, elsewhere: Any, silence: Path) -> None:
    elsewhere(host=str(silence.parent))
    began = time.monotonic()
    status, said = ask(client)
    assert (status, said["database"]["ok"]) == (503, False)
    assert time.monotonic() - began < probes.DEADLINE_SECONDS + 1


def test_a_query_that_hangs_is_not_waited_for() -> None:
    with pytest.raises(TimeoutError), probes.ProbeConnection(seconds=0.5) as probe:
        probe.rows("SELECT pg_sleep(30)")


def test_a_broker_that_hangs_is_not_waited_for(client: Client, settings: Settings, silence: Path) -> None:
    settings.REDIS_URL = f"unix://{silence}"
    began = time.monotonic()
    status, said = ask(client)
    assert (status, said["broker"]["ok"], said["database"]["ok"]) == (503, False, True)
    assert time.monotonic() - began < 3


def test_pending_migrations_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    known = probes.known_migrations()
    monkeypatch.setattr(probes, "known_migrations", lambda: known | {("accounts", "9999_to_come")})
    status, said = ask(client)
    assert (status, said["migrations"]) == (503, {"ok": False, "pending": 1})


@pytest.mark.parametrize(
    ("age", "uptime", "recent"),
    [(None, 10, True), (10_000, 10, True), (None, 400, False), (299, 400, True), (301, 400, False)],
)
def test_the_sweep_must_be_recent_once_it_had_time_to_run(
    monkeypatch: pytest.MonkeyPatch, age: float | None, uptime: float, recent: bool
) -> None:
    monkeypatch.setattr(health, "_born", time.monotonic() - uptime)
    assert health.sweep_is_recent(age) is recent


def test_an_empty_database_is_told_from_an_unreachable_one(elsewhere: Any) -> None:
    elsewhere(dbname="postgres")
    state = probes.database_state()
    assert state.reachable
    assert len(state.pending_migrations) == len(probes.known_migrations())
    assert state.last_sweep_seconds is None


def test_a_visitor_with_a_cookie_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any) -> None:
    client.cookies["sessionid"] = "of an earlier day"
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200


def test_probes_may_come_by_number(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["crm.example.com"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.1.2.3:8000"}).status_code == 200


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


def test_probes_leave_no_connection_behind(client: Client) -> None:
    for _ in range(5):
        ask(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'perennial-probe'")
        assert cursor.fetchone() in {(0,), (1,)}
