"""File locks that the kernel drops when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from crm.services.errors import ServiceError

STEP = 0.02


class FileLock:
    """One advisory lock on a file; never inherited by started programs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def _open(self) -> int:
        if self._descriptor is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except PermissionError as refused:
                raise ServiceError(
                    f"{self.path} cannot be opened: it belongs to another user.",
                    f"Run as the user who ran `make` here first, or take it over: sudo chown -R $USER {self.path.parents[1]}",
                ) from refused
        return self._descriptor

    @property
    def is_open(self) -> bool:
        """Tell whether we have tried to take the lock and not let go since."""
        return self._descriptor is not None

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free now; answer whether we hold it."""
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._open(), how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, *, shared: bool, seconds: float, patience: Callable[[], None] | None = None) -> bool:
        """Take the lock within `seconds`; `patience` is called once after two of them."""
        began = time.monotonic()
        while not self.take(shared=shared):
            waited = time.monotonic() - began
            if waited > seconds:
                return False
            if patience and waited > 2:
                patience()
                patience = None
            time.sleep(STEP)
        return True

    def is_held(self) -> bool:
        """Tell whether another process holds the lock exclusively."""
        if not self.take(shared=True):
            return True
        self.release()
        return False

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
