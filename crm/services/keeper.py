"""The process behind one embedded server: starts it, restarts it, and stops it when its last user is gone.

Users hold a shared file lock. The kernel drops that lock however a user ends, so nothing is ever left running;
and whoever starts a server may end before others who use it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import BinaryIO, Literal

import psycopg2

from crm.environment import var_dir
from crm.services.errors import ServiceError
from crm.services.locks import FileLock
from crm.services.places import Places, places
from crm.services.postgres import PostgresServer
from crm.services.processes import start
from crm.services.server import Server
from crm.services.valkey import ValkeyServer

SERVERS: dict[str, type[PostgresServer] | type[ValkeyServer]] = {"postgres": PostgresServer, "valkey": ValkeyServer}
LOG_BYTES = 10_000_000
FAST_DEATH_SECONDS = 10.0
MOST_FAST_DEATHS = 5
MOST_REFUSALS = 500
BACKOFF_SECONDS = 0.2
STOP_SECONDS = 60.0
Phase = Literal["starting", "ready", "stopping", "failed"]


class Keeper:
    """Keeps one server while somebody uses it."""

    def __init__(self, name: str, where: Places) -> None:
        self.name = name
        self.places = where
        self.own = FileLock(where.locks / f"{name}.keeper")
        self.users = FileLock(where.locks / f"{name}.users")
        self.ready = FileLock(where.locks / f"{name}.ready")
        self.log = open_log(where.logs / f"{name}.log")
        self.child: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.deaths = 0
        self.refusals = 0
        self.phase: Phase = "starting"
        self.told_to_stop = False

    def run(self) -> int:
        """Keep the server; answer the exit status."""
        # Whoever looks whether a keeper lives holds this lock for a moment: one refusal proves nothing.
        if not self.own.wait(shared=False, seconds=0.5):
            return 0
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, self._on_signal)
        try:
            self.report("starting")
            server = SERVERS[self.name](self.places)
            server.prepare()
            self._keep(server)
        except (ServiceError, OSError, psycopg2.Error) as problem:
            self._stop(signal.SIGTERM)
            self.report("failed", str(problem))
            return 1
        self.report("stopping")
        self._stop(server.stop_signal)
        return 0

    def report(self, phase: Phase, detail: str = "") -> None:
        self.phase = phase
        # A lock, not a word in a file: what a killed keeper wrote last is no longer true.
        if phase == "ready":
            self.ready.wait(shared=False, seconds=5)
        else:
            self.ready.release()
        write_state(self.places, self.name, {"pid": os.getpid(), "phase": phase, "detail": detail})

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _keep(self, server: Server) -> None:
        while not self.told_to_stop and not self.users.take():
            if self.child is None:
                self._launch(server)
            elif self.child.poll() is not None:
                self._bury(server)
            elif self.phase == "starting" and server.is_ready(self.child.pid):
                self._open(server)
            time.sleep(0.2 if self.phase == "ready" else 0.02)

    def _open(self, server: Server) -> None:
        """Prepare the inside of a server that answers; one that dies meanwhile is buried in the next round."""
        try:
            server.after_start()
        except psycopg2.OperationalError:
            self.refusals += 1
            if self.refusals > MOST_REFUSALS:
                raise
            return
        self.refusals = 0
        self.report("ready")

    def _launch(self, server: Server) -> None:
        self.started = time.monotonic()
        self.child = start(server.command(), account=server.account, output=self.log, when_orphaned=server.stop_signal)

    def _bury(self, server: Server) -> None:
        """Answer the server's death: prepare a new start, later each time, until it has died fast too often."""
        assert self.child is not None
        self.report("starting")
        lived = time.monotonic() - self.started
        self.deaths = self.deaths + 1 if lived < FAST_DEATH_SECONDS else 1
        if self.deaths >= MOST_FAST_DEATHS:
            raise ServiceError(
                f"{self.name} ended {self.deaths} times soon after its start (status {self.child.returncode}).",
                f"Its last words, from {self.log.name}:\n{last_lines(Path(self.log.name))}",
            )
        self.child = None
        time.sleep(BACKOFF_SECONDS * 2 ** (self.deaths - 1))
        server.prepare()

    def _stop(self, how: signal.Signals) -> None:
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(how)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def state_file(where: Places, name: str) -> Path:
    return where.locks / f"{name}.json"


def write_state(where: Places, name: str, state: dict[str, str | int]) -> None:
    target = state_file(where, name)
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(state))
    draft.replace(target)


def read_state(where: Places, name: str) -> dict[str, str | int]:
    try:
        found: dict[str, str | int] = json.loads(state_file(where, name).read_text())
    except (OSError, ValueError):
        return {}
    return found


def open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 8) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-count:])


if __name__ == "__main__":
    sys.exit(Keeper(sys.argv[1], places(var_dir())).run())
