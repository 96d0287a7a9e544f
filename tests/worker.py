"""A real Celery worker, in a process of its own, on the test database and the test broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection

from crm.environment import ROOT
from crm.grants import application_role
from crm.services.processes import die_with_parent, wait_until

QUEUE = "celery"
START_SECONDS = 60.0
IDLE_SECONDS = 60.0


class Worker:
    """Started on first use; what it says is kept in `log`."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.broker = redis.Redis.from_url(settings.REDIS_URL)

    def start(self) -> None:
        """Start the worker unless it runs, and wait until it takes messages."""
        if self.process is not None and self.process.poll() is None:
            return
        self.log.write_bytes(b"")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-q", "-A", "crm.celery", "worker", "--concurrency", "1"],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        assert wait_until(lambda: b" ready." in self.log.read_bytes(), START_SECONDS), self.log.read_text()

    def kill(self) -> None:
        """End the worker and its pool at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def forget_messages(self) -> None:
        self.broker.flushdb()

    def is_idle(self) -> bool:
        """Tell whether no message waits and none is being worked on."""
        return not self.broker.llen(QUEUE) and not self.broker.hlen("unacked")

    def wait_until_idle(self) -> None:
        assert wait_until(self.is_idle, IDLE_SECONDS), self.log.read_text()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "crm.settings",
            "CRM_PROCESS": "worker",
            "LOG_LEVEL": "INFO",
            "CRM_DATABASE_ROLE": "application",
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "ERASURE_LOG": str(settings.ERASURE_LOG),
        }


def database_url() -> str:
    """Answer the address of the test database, as the application signs in to it."""
    found = connection.settings_dict
    user = application_role() or found["USER"]
    password = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] and user == found["USER"] else ""
    host = found["HOST"]
    if host.startswith("/") or not host:
        return f"postgresql://{user}{password}@/{found['NAME']}?host={quote(host, safe='')}"
    return f"postgresql://{user}{password}@{host}:{found['PORT'] or 5432}/{found['NAME']}"
