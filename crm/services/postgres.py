"""The embedded PostgreSQL: initialised atomically, listening on a private socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import ClassVar

from crm.services.account import account_for, can_reach, identity
from crm.services.errors import ServiceError
from crm.services.places import Places
from crm.services.processes import end_leftovers, plain_environment
from crm.services.programs import postgres_major, postgres_programs, within_reach
from crm.services.roles import SUPERUSER, prepare_roles
from crm.services.server import make_home, private_directory

BUILTIN_LOCALE_SINCE = 17
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "superuser_reserved_connections": "5",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "deadlock_timeout": "1s",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %u ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresServer:
    """PostgreSQL on the data directory of `places`."""

    name: ClassVar[str] = "postgres"
    # SIGINT is PostgreSQL's fast shutdown: roll back, disconnect everyone, write a checkpoint.
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT

    def __init__(self, places: Places) -> None:
        self.places = places
        self.account = account_for(places.data)
        found = within_reach(postgres_programs() / "postgres", self.account, places.home / "programs")
        self.programs = found.parent

    def prepare(self) -> None:
        home = self.places.home
        make_home(home)
        if self.account and not can_reach(self.account, home):
            raise ServiceError(
                f"The account {self.account.name!r}, which PostgreSQL runs as, may not enter {home}.",
                "Allow it (chmod o+x on the directories above), or set CRM_VAR to a directory that it can enter.",
            )
        private_directory(self.places.sockets, self.account)
        for draft in home.glob(".init-*"):
            shutil.rmtree(draft, ignore_errors=True)
        if (self.places.data / "PG_VERSION").exists():
            self._check_version()
            self._end_leftovers()
        else:
            self._initialise()

    def command(self) -> list[str | Path]:
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        return [self.programs / "postgres", "-D", self.places.data, "-k", self.places.sockets, *options]

    def is_ready(self, pid: int) -> bool:
        # Eighth line of the pid file: the server's own word on its state.
        try:
            lines = (self.places.data / "postmaster.pid").read_text().split("\n")
            return int(lines[0]) == pid and lines[7].strip() == "ready"
        except (OSError, ValueError, IndexError):
            return False

    def after_start(self) -> None:
        prepare_roles(self.places.sockets)

    def _check_version(self) -> None:
        stored = int((self.places.data / "PG_VERSION").read_text().strip())
        ours = postgres_major(self.programs)
        if stored != ours:
            raise ServiceError(
                f"The data in {self.places.data} was written by PostgreSQL {stored}, but {self.programs} holds {ours}.",
                f"Set POSTGRES_BIN to the programs of PostgreSQL {stored}, dump the data, and load it into the new one.",
            )

    def _end_leftovers(self) -> None:
        """Stop what a killed keeper left running, and remove pid files that no live server stands behind.

        A stale pid file whose number meanwhile belongs to another program, or that is cut short,
        would otherwise keep PostgreSQL from starting for ever.
        """
        pid_file = self.places.data / "postmaster.pid"
        end_leftovers(self.places.data, ("postgres",), pid_file, signal.SIGINT, signal.SIGQUIT)
        for stale in (pid_file, *self.places.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Initialise beside the final place and rename: a killed initdb leaves rubbish, never half a database."""
        draft = Path(tempfile.mkdtemp(prefix=".init-", dir=self.places.home))
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        made = subprocess.run(
            [*self._initdb(), "-D", draft],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=plain_environment(),
            **identity(self.account),
        )
        if made.returncode:
            raise ServiceError("PostgreSQL could not be initialised.", made.stderr.strip())
        draft.rename(self.places.data)

    def _initdb(self) -> list[str | Path]:
        # The built-in locale depends on neither glibc nor ICU: no index breaks when the machine is upgraded.
        builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        locale = builtin if postgres_major(self.programs) >= BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]
        # The socket lies in a directory that only the server's account may enter: whoever reaches it may come in.
        access = ["--auth-local=trust", "--auth-host=reject"]
        return [self.programs / "initdb", "-U", SUPERUSER, "-E", "UTF8", "--data-checksums", *access, *locale]
