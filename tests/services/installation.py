"""An installation of its own for a test: a `var/` nobody else uses, and the processes that belong to it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from crm.environment import ROOT
from crm.services.addresses import database_url
from crm.services.places import Places, places

HOLDER = "import sys; from crm.services import *\nwith Services(): print('ready', flush=True); sys.stdin.read()"


@dataclass
class Installation:
    """Starts programs on its own `var/`."""

    var: Path

    @property
    def places(self) -> Places:
        return places(self.var)

    def environment(self, **more: str) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("CRM_", "DJANGO_", "DATABASE_", "REDIS_"))}
        return {**ours, "CRM_VAR": str(self.var), "PYTHONPATH": str(ROOT), **more}

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def hold(self, **more: str) -> subprocess.Popen[str]:
        """Start a process that uses the servers until it is told to stop; wait until it has them."""
        holder = self.start("-c", HOLDER, **more)
        assert holder.stdout is not None
        said = []
        for line in holder.stdout:
            if line.strip() == "ready":
                break
            said.append(line)
        else:
            raise AssertionError("".join(said))
        return holder

    def query(self, statement: str) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(database_url(self.var, owner=True))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def postmaster(self) -> int:
        return int((self.places.data / "postmaster.pid").read_text().split()[0])

    def processes(self) -> dict[int, str]:
        """Answer every living process that was started for this installation, with its command."""
        mark = os.fsencode(f"CRM_VAR={self.var}")
        return {int(p.name): _command(p) for p in Path("/proc").glob("[0-9]*") if mark in _environment(p)}


def release(holder: subprocess.Popen[str]) -> None:
    """Let the holder end as it would by itself, and wait for it."""
    holder.communicate(timeout=30)


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
