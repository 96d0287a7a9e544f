"""What the keeper needs to know about a server it keeps."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import ClassVar, Protocol

from crm.services.account import Account
from crm.services.errors import ServiceError
from crm.services.places import SHARED_HOME


class Server(Protocol):
    """One embedded server: PostgreSQL or Valkey."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    account: Account | None

    def prepare(self) -> None:
        """Make directories, end what an earlier crash left behind, initialise on first use."""
        ...

    def command(self) -> list[str | Path]: ...

    def is_ready(self, pid: int) -> bool:
        """Tell whether the process `pid`, started by us, answers."""
        ...

    def after_start(self) -> None: ...


def make_home(home: Path) -> None:
    """Make the directory of the data; one that root makes outside the checkout must let the servers' account in."""
    home.mkdir(parents=True, exist_ok=True)
    if home.parent == SHARED_HOME:
        home.parent.chmod(0o755)
        home.chmod(0o755)


def private_directory(path: Path, account: Account | None) -> None:
    """Make `path`, or check it: a directory that only `account` (default: we) may enter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    wanted = account.uid if account else os.geteuid()
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in {wanted, os.geteuid()}:
        raise ServiceError(
            f"{path} belongs to someone else (account number {found.st_uid}).",
            "Remove it, or set CRM_VAR to another directory.",
        )
    if account:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
