"""Using the embedded servers: whoever holds one keeps it running; the last to let go waits until it has stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from crm.environment import ROOT, env, var_dir
from crm.services.errors import ServiceError
from crm.services.keeper import open_log, read_state
from crm.services.locks import FileLock
from crm.services.places import Places, places

START_SECONDS = 600.0
STOP_SECONDS = 90.0


def needed() -> list[str]:
    """Answer the servers that no URL replaces."""
    wanted = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return [name for name, variable in wanted.items() if not env.str(variable, default="")]


class Hold:
    """A claim on one embedded server, kept until `release` or the end of this process."""

    def __init__(self, name: str, where: Places) -> None:
        self.name = name
        self.places = where
        self.users = FileLock(where.locks / f"{name}.users")
        self.keeper = FileLock(where.locks / f"{name}.keeper")
        self.ready = FileLock(where.locks / f"{name}.ready")
        self._started: subprocess.Popen[bytes] | None = None

    def acquire(self) -> Self:
        """Wait until the server answers, starting it if need be; raise `ServiceError` when it cannot run."""
        if not self.users.wait(shared=True, seconds=STOP_SECONDS, patience=self._say("is stopping; waiting for it")):
            raise ServiceError(f"The embedded {self.name} is stopping, and does not come to an end.")
        until = time.monotonic() + START_SECONDS
        patience = time.monotonic() + 5
        while not self.is_ready():
            self._start_if_absent()
            if time.monotonic() > patience:
                self._say("is starting (longer at the first start, and after a crash)")()
                patience = until
            if time.monotonic() > until:
                raise ServiceError(f"The embedded {self.name} did not start within {START_SECONDS:.0f} s.", self._log())
            time.sleep(0.02)
        return self

    def forget_keeper(self) -> None:
        """Take the end of an earlier keeper for what it is, not for a failed start."""
        self._started = None

    def is_ready(self) -> bool:
        return self.ready.is_held()

    def release(self) -> None:
        """Let go; when nobody else holds the server, wait until it has stopped."""
        if not self.users.is_open:
            return
        self.users.release()
        until = time.monotonic() + STOP_SECONDS
        while self.keeper.is_held() and not self._used_by_others() and time.monotonic() < until:
            time.sleep(0.05)

    def _used_by_others(self) -> bool:
        if not self.users.take(shared=True):
            return False
        alone = self.users.take()
        self.users.release()
        return not alone

    def _start_if_absent(self) -> None:
        if self.keeper.is_held():
            return
        status = self._started.poll() if self._started else 0
        if status is None:
            return
        if status:
            self._started = None
            raise ServiceError(f"The embedded {self.name} did not start.", self._failure())
        self._started = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with open_log(self.places.logs / f"{self.name}.log") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "crm.services.keeper", self.name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "CRM_VAR": str(self.places.var), "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )

    def _failure(self) -> str:
        return str(read_state(self.places, self.name).get("detail") or self._log())

    def _log(self) -> str:
        return f"See {self.places.logs / self.name}.log"

    def _say(self, what: str) -> Callable[[], None]:
        return lambda: print(f"The embedded {self.name} {what} …", file=sys.stderr)


class Services:
    """The embedded servers this process needs, as a context."""

    def __init__(self, var: Path | None = None) -> None:
        self.var = var or var_dir()
        self.holds: list[Hold] = []

    def __enter__(self) -> Self:
        names = needed()
        if names:
            make_var(self.var)
            where = places(self.var)
            self.holds = [Hold(name, where) for name in names]
            try:
                for hold in self.holds:
                    hold.acquire()
            except BaseException:
                self.release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def watch(self) -> None:
        """Start the keeper of a server again when it was killed; raise `ServiceError` when that fails."""
        for hold in self.holds:
            if not hold.keeper.is_held():
                hold.forget_keeper()
                hold.acquire()

    def release(self) -> None:
        while self.holds:
            self.holds.pop().release()


def make_var(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise ServiceError(
            f"{var} cannot be made: {refused.strerror}.", "Set CRM_VAR to a writable place."
        ) from refused
