"""The embedded Valkey: a broker for hints. What it holds may be lost at any time."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import ClassVar

from crm.services.account import account_for
from crm.services.places import Places
from crm.services.processes import end_leftovers
from crm.services.programs import valkey_program, within_reach
from crm.services.server import make_home, private_directory

PROGRAM_NAMES = ("valkey-server", "redis-server")
SOCKET = "valkey.sock"
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",
    "save": "",
    "daemonize": "no",
}


class ValkeyServer:
    """Valkey (or Redis) on a private socket."""

    name: ClassVar[str] = "valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, places: Places) -> None:
        self.places = places
        self.account = account_for(places.queue)
        self.program = within_reach(valkey_program(), self.account, places.home / "programs")

    @property
    def socket(self) -> Path:
        return self.places.sockets / SOCKET

    @property
    def pid_file(self) -> Path:
        return self.places.queue / "valkey.pid"

    def prepare(self) -> None:
        make_home(self.places.home)
        private_directory(self.places.sockets, self.account)
        private_directory(self.places.queue, self.account)
        end_leftovers(self.places.queue, PROGRAM_NAMES, self.pid_file, signal.SIGTERM)
        self.socket.unlink(missing_ok=True)

    def command(self) -> list[str | Path]:
        options = [part for name, value in SETTINGS.items() for part in (f"--{name}", value)]
        return [self.program, "--dir", self.places.queue, *self._paths(), *options]

    def _paths(self) -> list[str | Path]:
        return ["--unixsocket", self.socket, "--pidfile", self.pid_file]

    def is_ready(self, pid: int) -> bool:
        """Ask it for a sign of life; while it loads its file it answers -LOADING."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def after_start(self) -> None:
        """Nothing to prepare inside."""
