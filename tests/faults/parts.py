"""The parts that a fault test breaks: a broker of its own, a web server and a worker on it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import redis
from django.conf import settings
from django.test import Client as Browser

from accounts.models import User
from crm.environment import ROOT
from crm.services.processes import die_with_parent, wait_until
from crm.services.programs import valkey_program
from tests.worker import Worker, database_url

START_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Broker:
    """A Valkey that nobody else uses."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [valkey_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )
        assert wait_until(self._answers, START_SECONDS)

    def _answers(self) -> bool:
        with suppress(redis.RedisError, OSError):
            return bool(redis.Redis.from_url(self.url, socket_timeout=1).ping())
        return False

    def hang(self) -> None:
        """Take no more steps, but keep every connection."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class WorkerOn(Worker):
    """A worker on another broker than the session's."""

    def __init__(self, log: Path, url: str) -> None:
        super().__init__(log)
        self.url = url
        self.broker = redis.Redis.from_url(url)

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "REDIS_URL": self.url}


class Web:
    """The web server as it is run, one process."""

    def __init__(self, log: Path, broker_url: str) -> None:
        self.log = log
        self.broker_url = broker_url
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.cookies: dict[str, str] = {}

    def start(self, user: User) -> None:
        """Start it and sign `user` in."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "crm.settings",
            "CRM_PROCESS": "web",
            "CRM_DATABASE_ROLE": "application",
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.broker_url,
            "WEB_CONCURRENCY": "1",
        }
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:crm.web_server"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*gunicorn, "--bind", f"127.0.0.1:{self.port}", "crm.wsgi"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        browser = Browser()
        browser.force_login(user)
        self.cookies = {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}
        assert wait_until(lambda: self._answers("/healthz"), START_SECONDS), self.log.read_text()
        assert self.get("/log/")[0] == 200, self.log.read_text()

    def _answers(self, path: str) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.get(path)[0] == 200
        return False

    def get(self, path: str) -> tuple[int, str]:
        status, body, _ = self._ask("GET", path, None)
        return status, body

    def save_touchpoint(self, line: str) -> float:
        """Save it through the log line; answer the seconds it took."""
        status, body, seconds = self._ask("POST", "/log/", {"q": line, "form_token": str(uuid4())})
        assert status == 303, body[:2000]
        return seconds

    def _ask(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str, float]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        token = self.cookies.get(settings.CSRF_COOKIE_NAME, "")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**form, "csrfmiddlewaretoken": token})
        started = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            seconds = time.perf_counter() - started
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return response.status, text, seconds
        finally:
            connection.close()

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]
