"""`make run`, as somebody meets it who starts it, stops it, kills it, or starts it twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from crm.services.processes import wait_until
from tests.services.installation import Installation

# One supervisor serves several tests, in this order: it is killed and stopped at last.
AS_WRITTEN = True
pytestmark = pytest.mark.timeout(300)
START_SECONDS = 60
STOP_SECONDS = 90


@dataclass
class Running:
    """A supervisor that has said its address."""

    process: subprocess.Popen[str]
    address: str
    said: list[str]

    def stop(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        try:
            self.said += self.process.communicate(timeout=STOP_SECONDS)[0].splitlines()
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("\n".join(self.said + self.process.communicate()[0].splitlines())) from None
        return self.process.returncode

    def ask(self, path: str) -> tuple[int, dict[str, object]]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)


Run = Callable[..., Running]
_shared: list[Running] = []


@pytest.fixture(scope="module")
def run(migrated: Installation) -> Run:
    """Answer a function that starts a supervisor and waits until it says that it is up."""

    def start(**more: str) -> Running:
        process = migrated.start("-m", "crm.supervisor", **{"PORT": str(free_port()), "DEMO": "0", **more})
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line.rstrip())
            if "Perennial is up" in line:
                return Running(process, line.split()[-1], said)
        raise AssertionError("\n".join(said))

    return start


@pytest.fixture
def running(run: Run) -> Running:
    """A supervisor that several tests share: it must come through all of them."""
    if not _shared or _shared[-1].process.poll() is not None:
        _shared.append(run())
    return _shared[-1]


@pytest.fixture
def alone(migrated: Installation) -> None:
    """Stop the shared supervisor, so that the test has the installation to itself."""
    _stop_all(migrated)


@pytest.fixture(scope="module", autouse=True)
def _end(migrated: Installation) -> Iterator[None]:
    yield
    _stop_all(migrated)


def _stop_all(migrated: Installation) -> None:
    running = [each for each in _shared if each.process.poll() is None]
    _shared.clear()
    for each in running:
        assert each.stop(signal.SIGTERM) == 0
    assert migrated.processes() == {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pid_of(installation: Installation, part: str) -> int:
    """Answer the oldest process whose command holds `part`: the one the supervisor started."""
    return min(pid for pid, command in installation.processes().items() if part in command)


def test_it_says_how_it_is(running: Running) -> None:
    assert running.ask("healthz") == (200, {"status": "ok"})
    status, ready = running.ask("readyz")
    assert status == 200, ready


def test_a_second_one_says_so_and_goes(migrated: Installation, running: Running) -> None:
    second = migrated.run("-m", "crm.supervisor", DEMO="0")
    assert second.returncode == 1
    assert running.address in second.stdout
    assert running.ask("healthz")[0] == 200


def test_a_command_beside_it_uses_the_same_servers(migrated: Installation, running: Running) -> None:
    postmaster = migrated.postmaster()
    beside = migrated.run("manage.py", "showmigrations", "--plan")
    assert beside.returncode == 0, beside.stderr
    assert migrated.postmaster() == postmaster
    assert running.ask("readyz")[0] == 200


@pytest.mark.parametrize("part", ["gunicorn", "celery --quiet -A crm.celery worker", "crm.services.keeper postgres"])
def test_a_killed_part_is_started_again(migrated: Installation, running: Running, part: str) -> None:
    killed = pid_of(migrated, part)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: _is_replaced(migrated, part, killed), START_SECONDS)
    assert wait_until(lambda: _is_ready(running), START_SECONDS)


def test_killed_outright_it_takes_everything_along(migrated: Installation, running: Running, run: Run) -> None:
    running.process.kill()
    assert wait_until(lambda: not migrated.processes(), STOP_SECONDS), migrated.processes()
    again = run(PORT=running.address.rstrip("/").rsplit(":", 1)[1])
    _shared.append(again)
    assert again.address == running.address


def test_ctrl_c_stops_it_without_a_trace(migrated: Installation, running: Running) -> None:
    assert running.stop(signal.SIGINT) == 0
    assert running.said[-1] == "Stopped."
    assert migrated.processes() == {}


@pytest.mark.usefixtures("alone")
def test_a_taken_port_is_refused_with_the_remedy(migrated: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = migrated.run("-m", "crm.supervisor", PORT=str(taken.getsockname()[1]), DEMO="0")
    assert refused.returncode == 1
    assert "make run PORT=" in refused.stdout
    assert migrated.processes() == {}


@pytest.mark.long
@pytest.mark.usefixtures("alone")
def test_a_part_that_keeps_dying_ends_it_all_with_a_word(migrated: Installation, run: Run) -> None:
    running = run(WORKER_CONCURRENCY="nonsense")
    said = running.said + running.process.communicate(timeout=120)[0].splitlines()
    assert running.process.returncode == 1
    assert "The worker process ended 5 times soon after its start (status 2)." in said
    assert migrated.processes() == {}


@pytest.mark.long
@pytest.mark.usefixtures("alone")
def test_twenty_kills_leave_nothing_and_lose_nothing(migrated: Installation, run: Run) -> None:
    for _ in range(20):
        run().process.kill()
    running = run()
    assert running.ask("readyz")[0] == 200
    assert running.stop(signal.SIGTERM) == 0
    assert wait_until(lambda: not migrated.processes(), STOP_SECONDS), migrated.processes()


def _is_replaced(installation: Installation, part: str, killed: int) -> bool:
    found = [pid for pid, command in installation.processes().items() if part in command]
    return bool(found) and killed not in found


def _is_ready(running: Running) -> bool:
    try:
        return running.ask("readyz")[0] == 200
    except OSError:
        return False
