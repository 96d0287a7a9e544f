"""The way out leads nowhere inside, however the address is written, and takes neither forever nor everything."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from relationships.capture.safe_fetch import Limits, Refused, fetch, is_public

INSIDE = [
    "http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://0177.0.0.1:{port}/", "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/", "http://127.1:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/", "http://0.0.0.0:{port}/", "http://[::]:{port}/",
    "http://localhost:{port}/", "http://localhost.:{port}/", "http://LOCALHOST:{port}/", "http://①②⑦.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
]  # fmt: skip
NEVER = [
    "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fec0::1]/", "http://10.0.0.1/", "http://192.168.1.1/",
    "http://100.64.0.1/", "http://224.0.0.1/", "http://93.184.216.34:5432/", "http://93.184.216.34:25/",
    "file:///etc/passwd", "gopher://x.example/", "ftp://x.example/", "//x.example/", "x.example", "",
    "http://user@x.example/", "http://x.example@127.0.0.1/", "http://user:pass@x.example/", "https://x.example\\@127.0.0.1/",
    "http://x.example/\r\nHost: y", "http://x .example/", "http://x.example:0/", "http://x.example:99999/", "http://[::1/",
    "http://" + "a" * 3000 + ".example/", "http://metadata.google.internal/",
]  # fmt: skip
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR"


class Server:
    """Answers each connection with the next of `answers` (bytes, or what talks to it), and counts them."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.hits = 0
        self.asked = b""
        self.answers: list[object] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line:
                self.hits += 1
                self.asked = line.recv(65_536)
                answer = self.answers[min(self.hits, len(self.answers)) - 1] if self.answers else OK
                try:
                    answer(line) if callable(answer) else line.sendall(answer)
                except OSError:
                    continue

    def address(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.listener.close()


def anywhere(host: str, port: int) -> bool:
    return True


@pytest.mark.parametrize("address", INSIDE)
def test_no_way_of_writing_it_leads_inside(address, server):
    with pytest.raises(Refused):
        fetch(address.format(port=server.port), limits=Limits())
    assert server.hits == 0


@pytest.mark.parametrize("address", NEVER)
def test_what_is_never_fetched(address):
    started = time.monotonic()
    with pytest.raises(Refused):
        fetch(address, limits=Limits(seconds=0.5))
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(("host", "public"), [("93.184.216.34", True), ("2606:2800:220:1::1", True), ("8.8.8.8", True)])
def test_the_open_internet_at_a_port_of_the_web(host, public):
    assert is_public(host, 443) is public
    assert not is_public(host, 6379)


def test_a_name_that_leads_inside_with_one_of_its_addresses_is_refused(server, monkeypatch):
    both = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(Refused, match="private network"):
        fetch("http://rebinding.example/", limits=Limits())


def test_it_asks_the_checked_address_by_the_name_that_was_typed(server):
    named = f"http://localhost:{server.port}/a%20b?c=ü"
    assert fetch(named, limits=Limits(), permits=anywhere) == b"BEGIN:VCALENDAR"
    asked = f"GET /a%20b?c=%C3%BC HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
    assert server.asked.startswith(asked.encode())


def test_a_redirect_is_checked_like_the_first_address(server):
    inside = f"HTTP/1.1 302 Found\r\nLocation: http://localhost:{server.port}/\r\n\r\n".encode()
    server.answers = [inside, OK]
    met: list[str] = []

    def first_only(host: str, port: int) -> bool:
        met.append(host)
        return len(met) == 1

    with pytest.raises(Refused, match="private network"):
        fetch(server.address(), limits=Limits(), permits=first_only)
    assert server.hits == 1
    server.hits, server.answers = 0, [inside, inside, inside, inside, inside, inside]
    with pytest.raises(Refused, match="on and on"):
        fetch(server.address(), limits=Limits(), permits=anywhere)
    assert server.hits == 4


def drip(line: socket.socket) -> None:
    for _ in range(100):
        line.sendall(b"H")
        time.sleep(0.1)


def flood(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b"a" * 65_536)


def headers_without_end(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.sendall(b"X: " + b"a" * 8_000 + b"\r\n")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (drip, "too long"),
        (flood, "too large"),
        (headers_without_end, "too large"),
        (b"HTTP/1.1 500 No\r\n\r\n", "answered 500"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx", "compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nxx", "breaks off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "breaks off"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "no web address"),
        (b"nonsense", "can't be read"),
        (b"", "can't be read"),
    ],
)
def test_slow_large_and_broken_answers_end_soon(answer, says, server):
    server.answers = [answer]
    started = time.monotonic()
    with pytest.raises(Refused, match=says):
        fetch(server.address(), limits=Limits(seconds=0.5, size=100_000), permits=anywhere)
    assert time.monotonic() - started < 3


def test_a_chunked_answer_is_put_together(server):
    server.answers = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nBEG\r\n2\r\nIN\r\n0\r\n\r\n"]
    assert fetch(server.address(), limits=Limits(), permits=anywhere) == b"BEGIN"


def test_no_refusal_tells_what_was_answered(server):
    server.answers = [b"HTTP/1.1 403 secret-of-the-inside\r\nX: secret-of-the-inside\r\n\r\nsecret-of-the-inside"]
    with pytest.raises(Refused) as refused:
        fetch(server.address(), limits=Limits(), permits=anywhere)
    assert "secret" not in str(refused.value)
