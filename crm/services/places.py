"""Where the embedded servers keep their files. A pure function of `var/`, so every process finds the same place."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from crm.services.account import can_reach, preferred_account

# sun_path holds 108 bytes on Linux and 104 on macOS; the longest name inside is ".s.PGSQL.5432.lock".
SOCKET_DIR_BYTES = 80
SHARED_HOME = Path("/var/lib/perennial")


@dataclass(frozen=True)
class Places:
    """Directories of one installation."""

    var: Path
    home: Path
    sockets: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def queue(self) -> Path:
        return self.home / "valkey"

    @property
    def locks(self) -> Path:
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"


def places(var: Path) -> Places:
    home = _home(var)
    return Places(var=var, home=home, sockets=_sockets(home))


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _home(var: Path) -> Path:
    """Servers started by root run as another account, which may not be able to enter a checkout in /root."""
    account = preferred_account()
    if account is None or (var / "postgres").exists():
        return var
    shared = SHARED_HOME / _key(var)
    if can_reach(account, var) and not (shared / "postgres").exists():
        return var
    return shared


def _sockets(home: Path) -> Path:
    inside = home / "sockets"
    if len(os.fsencode(inside)) <= SOCKET_DIR_BYTES:
        return inside
    return Path(f"/tmp/perennial-{os.getuid()}-{_key(home)}")  # noqa: S108 - checked by `private_directory`
