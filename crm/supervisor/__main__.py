"""`python -m crm.supervisor`: start everything, watch it, stop it in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from crm.environment import env, var_dir
from crm.services import ServiceError, Services
from crm.services.elsewhere import check_given_servers
from crm.services.hold import make_var, needed
from crm.services.locks import FileLock
from crm.services.processes import die_with_parent, end_with_parent
from crm.supervisor.child import Child
from crm.supervisor.leftovers import end_leftovers
from crm.supervisor.output import say
from crm.supervisor.ports import choose_port
from crm.supervisor.programs import MANAGE, programs, steps, surroundings

TICK_SECONDS = 0.1
WEB_SECONDS = 60.0
_SPELLED = {"postgres": "PostgreSQL", "valkey": "Valkey"}


class StopRequested(Exception):
    """Somebody asked us to stop."""


class Supervisor:
    """Everything that `make run` starts."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.children: list[Child] = []
        self.stopping = 0

    def run(self) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._on_signal)
        make_var(self.var)
        only = FileLock(self.var / "run" / "supervisor")
        if not only.take():
            raise ServiceError(f"This installation is running already: {self._address_file().read_text().strip()}")
        if count := end_leftovers(self.var):
            say(f"Ended {count} processes that a killed run had left.")
        host = env.str("HOST", default="127.0.0.1")
        port = choose_port(host, env.int("PORT") if env.str("PORT", default="") else None)
        address = f"http://localhost:{port}/"
        self._address_file().write_text(address)
        # What the web server, worker and mail put before an address.
        os.environ.setdefault("BASE_URL", address.rstrip("/"))
        began = time.monotonic()
        check_given_servers()
        if names := needed():
            say(f"Starting {' and '.join(_SPELLED[each] for each in names)} …")
        with Services(self.var) as services:
            try:
                self._prepare()
                self._serve(host, port, began)
                while True:
                    self._pause()
                    for child in self.children:
                        child.watch()
                    services.watch()
            finally:
                self._stop()

    def _address_file(self) -> Path:
        return self.var / "run" / "address"

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping += 1
        if self.stopping == 1:
            raise StopRequested

    def _pause(self) -> None:
        time.sleep(TICK_SECONDS)
        # Python drops an exception that a signal raises inside a finaliser.
        if self.stopping:
            raise StopRequested

    def _prepare(self) -> None:
        for step in steps():
            say(f"{step.what} …")
            status = self._run(step.command)
            if status and step.required:
                raise ServiceError(f"{step.what} failed (status {status}).", "The lines above say why.")

    def _run(self, command: list[str]) -> int:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **surroundings(self.var, "command")},
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        try:
            return running.wait()
        except StopRequested:
            running.terminate()
            running.wait(30)
            raise

    def _serve(self, host: str, port: int, began: float) -> None:
        self.children = programs(self.var, host, port)
        for child in self.children:
            child.start()
        welcome = subprocess.Popen(
            [*MANAGE, "welcome"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **surroundings(self.var, "command")},
            preexec_fn=die_with_parent(),
        )
        try:
            self._wait_for_web(f"http://{host}:{port}/healthz")
            say(f"\nPerennial is up after {time.monotonic() - began:.0f} s:  http://localhost:{port}/\n")
            say(welcome.communicate()[0])
        finally:
            # Stopped meanwhile, it would keep the servers up: it uses them too.
            welcome.terminate()
            welcome.wait(30)

    def _wait_for_web(self, address: str) -> None:
        until = time.monotonic() + WEB_SECONDS
        while not answers(address):
            if time.monotonic() > until:
                raise ServiceError(f"The web server did not answer within {WEB_SECONDS:.0f} s.")
            self._pause()
            for child in self.children:
                child.watch()

    def _stop(self) -> None:
        """Stop in order: nothing new is scheduled, nobody is served, then the work in hand is finished."""
        say("\nStopping …")
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.finish(lambda: self.stopping > 1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    if "MAKELEVEL" in os.environ:
        # Killing `make` must not leave us behind.
        end_with_parent(signal.SIGTERM)
    try:
        Supervisor(var_dir()).run()
    except StopRequested:
        say("Stopped.")
        return 0
    except ServiceError as problem:
        say(f"\n{problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
