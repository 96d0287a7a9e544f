"""What the Dockerfile puts into the image is enough to serve, and serves as production must behind a proxy."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm.environment import ROOT
from crm.services.addresses import broker_url, database_url
from crm.services.processes import wait_until
from tests.production.test_compose import made_env
from tests.services.installation import Installation, release

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COPIED = re.findall(r"^COPY (\S+)", DOCKERFILE, re.MULTILINE)
HOST = "crm.example.com"
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes


@dataclass
class Image:
    """The files of the image, and a web server that runs from them."""

    tree: Path
    port: int

    def get(self, address: str, **headers: str) -> Answer:
        return self.ask("GET", address, "", headers)

    def ask(self, method: str, address: str, body: str, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request(method, address, body, headers)
        answer = line.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, names, answer.headers.get_all("Set-Cookie") or [], answer.read())


def test_the_build_context_is_what_is_copied_and_nothing_else() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == set(COPIED)


def test_it_runs_as_nobody_special_from_hashed_requirements() -> None:
    instructions = [line.split()[0] for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]
    after = instructions[instructions.index("USER") :]
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert not {"RUN", "COPY", "ADD"} & set(after)
    assert "pip install --require-hashes -r requirements.txt" in DOCKERFILE


@pytest.fixture(scope="module")
def image(installed: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """The steps of the Dockerfile after `pip install`, and its CMD, without an engine."""
    tree, var = tmp_path_factory.mktemp("srv"), tmp_path_factory.mktemp("lib")
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tree / name)
    holder = installed.hold()
    environment = installed.environment(
        CRM_MODE="production",
        CRM_VAR=str(var),
        PYTHONPATH="",
        PYTHONDONTWRITEBYTECODE="1",
        BEHIND_PROXY="true",
        TRUSTED_PROXIES="1",
        BASE_URL=f"https://{HOST}",
        SECRET_KEY=made_env()["SECRET_KEY"],
        DATABASE_URL=database_url(installed.var, owner=False),
        REDIS_URL=broker_url(installed.var),
    )
    for arguments in (("collectstatic", "--noinput"), ("check", "--deploy", "--fail-level", "WARNING")):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=tree, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["-m", "gunicorn", "-c", "python:crm.web_server", "--bind", f"127.0.0.1:{port}", "crm.wsgi"]
    server = subprocess.Popen([sys.executable, *command], cwd=tree, env=environment)
    made = Image(tree, port)
    assert wait_until(lambda: _is_up(made), 60)
    yield made
    server.terminate()
    server.wait(40)
    release(holder)


def _is_up(image: Image) -> bool:
    try:
        return image.get("/healthz").status == 200
    except OSError:
        return False


def test_probes_need_neither_name_nor_tls(image: Image) -> None:
    assert image.get("/healthz", Host="10.0.0.7:8000").status == 200
    assert image.get("/readyz", Host="10.0.0.7:8000").status == 200


def test_plain_http_is_sent_to_https(image: Image) -> None:
    answer = image.get("/accounts/login/", Host=HOST)
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/accounts/login/")


def test_the_proxys_word_on_tls_is_believed(image: Image) -> None:
    answer = image.get("/accounts/login/", **PROXIED)
    assert answer.status == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"


def test_another_name_is_refused(image: Image) -> None:
    assert image.get("/accounts/login/", **{**PROXIED, "Host": "evil.example"}).status == 400


def test_styles_are_there_for_ever_and_compressed(image: Image) -> None:
    page = image.get("/accounts/login/", **PROXIED).body.decode()
    found = re.search(r'href="(/static/app\.[0-9a-f]{12}\.css)"', page)
    assert found, page[:2000]
    answer = image.get(found[1], **PROXIED, **{"Accept-Encoding": "br"})
    assert (answer.status, answer.headers["content-encoding"]) == (200, "br")
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"


def test_cookies_stay_with_this_host_over_tls(image: Image) -> None:
    cookies = image.get("/accounts/login/", **PROXIED).cookies
    assert [cookie.split("=")[0] for cookie in cookies] == ["__Host-csrf"]
    assert all("Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie for cookie in cookies)


def test_a_form_from_our_own_page_is_taken_and_anothers_is_not(image: Image) -> None:
    cookie = image.get("/accounts/login/", **PROXIED).cookies[0].split(";")[0]
    body = f"csrfmiddlewaretoken={cookie.partition('=')[2]}&login=a%40b.example&password=wrong-password"
    sent = {**PROXIED, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    ours = image.ask("POST", "/accounts/login/", body, {**sent, "Origin": f"https://{HOST}"})
    others = image.ask("POST", "/accounts/login/", body, {**sent, "Origin": "https://evil.example"})
    assert ("That e-mail and password don&#x27;t match." in ours.body.decode(), others.status) == (True, 403)


def test_serving_writes_nothing_into_the_image(image: Image) -> None:
    before = {path: path.stat().st_mtime_ns for path in image.tree.rglob("*")}
    assert image.get("/accounts/login/", **PROXIED).status == 200
    assert {path: path.stat().st_mtime_ns for path in image.tree.rglob("*")} == before
