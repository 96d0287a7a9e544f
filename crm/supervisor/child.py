"""One supervised program: started, watched, restarted later each time, and ended with everything it started."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from crm.environment import ROOT
from crm.services.errors import ServiceError
from crm.services.processes import die_with_parent
from crm.supervisor.output import relay, say

FAST_DEATH_SECONDS = 10.0
MOST_FAST_DEATHS = 5
FIRST_BACKOFF_SECONDS = 0.5


class Child:
    """A program in a session of its own, so that Ctrl-C reaches it only through us, in order."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, stop_seconds: float = 10.0
    ) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.stop_seconds = stop_seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: threading.Thread | None = None
        self.started = 0.0
        self.fast_deaths = 0
        self.next_start = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
        assert self.process.stdout is not None
        self.reader = relay(self.process.stdout, self.name)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self) -> None:
        """Restart the program if it has ended and its time has come; give up after too many fast deaths."""
        if self.is_alive():
            return
        if self.process is not None:
            self._bury()
        if time.monotonic() >= self.next_start:
            self.start()

    def _bury(self) -> None:
        assert self.process is not None
        status = self.process.returncode
        self._end_group()
        lived = time.monotonic() - self.started
        self.fast_deaths = self.fast_deaths + 1 if lived < FAST_DEATH_SECONDS else 1
        if self.fast_deaths >= MOST_FAST_DEATHS:
            raise ServiceError(
                f"The {self.name} process ended {self.fast_deaths} times soon after its start (status {status}).",
                "Its last lines above say why.",
            )
        pause = FIRST_BACKOFF_SECONDS * 2 ** (self.fast_deaths - 1)
        self.next_start = time.monotonic() + pause
        say(f"ended with status {status}; starting it again in {pause:g} s", self.name)
        self.process = None

    def ask_to_stop(self) -> None:
        if self.is_alive() and self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def finish(self, in_a_hurry: Callable[[], bool]) -> None:
        """Wait for the end that `ask_to_stop` asked for, then end whatever is left of it."""
        if self.process is None:
            return
        until = time.monotonic() + self.stop_seconds
        while self.is_alive() and not in_a_hurry() and time.monotonic() < until:
            time.sleep(0.05)
        if self.is_alive():
            say("does not stop; ending it", self.name)
        self._end_group()
        self.process.wait()
        if self.reader:
            self.reader.join(1)

    def _end_group(self) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
