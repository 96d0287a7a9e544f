"""Two gunicorn workers as production runs them: how much memory they take, and how fast they answer over a socket."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.interleaved import interleaved
from benchmarks.shown_pages import Shown
from benchmarks.worlds import World
from crm.environment import ROOT

START_SECONDS = 60.0
ROUNDS = 25


def measure_workers(world: World, pages: Sequence[Shown]) -> dict[str, object]:
    """Every page, asked of two workers behind what looks like a proxy; then their memory (PSS, MB)."""
    with _gunicorn(world) as (master, port):
        idle = _memory(master)
        subjects = {page.name: _asking(world, page, port) for page in pages}
        times = interleaved(subjects, rounds=ROUNDS)
        workers = _memory(master)
    return {
        "PSS MB together": round(sum(workers), 1),
        "PSS MB each": ", ".join(f"{each:.1f}" for each in workers),
        "PSS MB together before the first page": round(sum(idle), 1),
        "over the socket": [
            {"page": name, "p50 ms": round(found.p50, 2), "p95 ms": round(found.p95, 2)}
            for name, found in times.items()
        ],
    }


@contextmanager
def _gunicorn(world: World) -> Iterator[tuple[int, int]]:
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:crm.web_server",
        "--bind",
        f"127.0.0.1:{port}",
        "crm.wsgi",
    ]
    environment = {"DATABASE_URL": world.url, "DJANGO_SETTINGS_MODULE": "crm.settings", "WEB_CONCURRENCY": "2"}
    proxied = {"BEHIND_PROXY": "true", "TRUSTED_PROXIES": "1"}
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment, **proxied}, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )
    try:
        _wait_for(port, server)
        yield server.pid, port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(40)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if _status(port, "/healthz", {}) == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not start; its lines above say why.")


def _asking(world: World, page: Shown, port: int) -> Callable[[], None]:
    sample = world.samples[0]
    headers = {"Cookie": world.visitor.cookie, **{_http(name): value for name, value in page.headers.items()}}

    def asked() -> None:
        status = _status(
            port, page.address(sample), {"Host": world.visitor.host, "X-Forwarded-Proto": "https", **headers}
        )
        if status != 200:
            raise RuntimeError(f"{page.name} answered {status} over the socket.")

    return asked


def _http(name: str) -> str:
    return name.replace("_", "-").title()


def _status(port: int, address: str, headers: dict[str, str]) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", address, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def _memory(master: int) -> list[float]:
    """Proportional set size of each worker in MB: what is shared counts once over all who share it."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [_pss(int(pid)) for pid in children]


def _pss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
