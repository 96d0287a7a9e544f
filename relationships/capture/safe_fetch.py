"""The one way out: fetching a web address that somebody typed, without lending them our place in the network.

The host is resolved once, every answer must be a public address, and the connection goes to the address that was
checked. Redirects are checked the same way. Time and size are bounded over all, from the first byte to the last.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 5.0
MOST_REDIRECTS = 3
_HEADERS_AT_MOST = 65_536
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
# Ways to write an IPv4 address as one of IPv6: what is behind them must be public too, and none is needed. The last are
# addresses of a site, which its own routers may still know.
_DETOURS = [
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96", "fec0::/10")
]

Permits = Callable[[str, int], bool]


class Refused(ValueError):
    """The address is not fetched, or answered with nothing of use; `str(error)` says why, without what it answered."""


@dataclass(frozen=True)
class Limits:
    """How long and how much, over all redirects."""

    seconds: float = SECONDS
    size: int = 1_048_576


def is_public(host: str, port: int) -> bool:
    """Whether a resolved address (`host` in numbers) lies in the open internet, at a port of the web."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and any(address in each for each in _DETOURS):
        return False
    closed = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not closed and port in _PORTS.values()


def checked_address(written: str) -> SplitResult:
    """A web address in its parts. Raises `Refused` for any other, and for one that hides where it leads."""
    if any(letter.isspace() or ord(letter) < 32 or letter == "\\" for letter in written) or len(written) > 2_000:
        raise Refused("The address holds blanks or signs that no web address has.")
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise Refused("This is no web address.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused("The address must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise Refused("The address must not hold a name or password.")
    if port is not None and port == 0:
        raise Refused("This is no web address.")
    return parts


def fetch(address: str, *, limits: Limits, permits: Permits = is_public) -> bytes:
    """What stands at `address`. Raises `Refused`."""
    ends = time.monotonic() + limits.seconds
    for _ in range(MOST_REDIRECTS + 1):
        parts = checked_address(address)
        answer = _ask(parts, ends, limits.size, permits)
        if answer.status in _REDIRECTS and answer.headers.get("Location"):
            address = _led_to(address, answer.headers["Location"])
            if parts.scheme == "https" and not address.lower().startswith("https:"):
                raise Refused("The server leads from https to an open connection.")
            continue
        if answer.status != 200:
            raise Refused(f"The server answered {answer.status}.")
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refused("The server sends the calendar compressed, which was not asked for.")
        return _body(answer, limits.size)
    raise Refused("The server leads on and on.")


def _led_to(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError:
        raise Refused("The server leads to what is no web address.") from None


def _ask(parts: SplitResult, ends: float, size: int, permits: Permits) -> http.client.HTTPResponse:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    found = _resolved(host, port, permits)
    try:
        with socket.create_connection(found, timeout=_left(ends)) as plain:
            line = _tunnel(plain, host, ends) if parts.scheme == "https" else plain
            line.settimeout(_left(ends))
            line.sendall(_question(parts, host))
            raw = _all(line, ends, size + _HEADERS_AT_MOST)
    except (OSError, ssl.SSLError) as problem:
        if isinstance(problem, TimeoutError):
            raise Refused("The server took too long.") from None
        raise Refused("The server can't be reached.") from None
    answer = http.client.HTTPResponse(_Kept(raw))  # type: ignore[arg-type]
    try:
        answer.begin()
    except (http.client.HTTPException, ValueError, OSError):
        raise Refused("The server's answer can't be read.") from None
    return answer


def _resolved(host: str, port: int, permits: Permits) -> tuple[str, int]:
    """The address to connect to. All that the name stands for must be permitted, so that none is hit by chance."""
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
        answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("There is no server of that name.") from None
    addresses = [str(each[4][0]) for each in answers]
    if not addresses or not all(permits(each, port) for each in addresses):
        raise Refused("The address leads into a private network or to an unusual port, where Perennial does not go.")
    return addresses[0], port


def _tunnel(plain: socket.socket, host: str, ends: float) -> ssl.SSLSocket:
    plain.settimeout(_left(ends))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _question(parts: SplitResult, host: str) -> bytes:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path = "".join(
        letter if 32 < ord(letter) < 127 else "".join(f"%{each:02X}" for each in letter.encode()) for letter in path
    )
    named = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    named += f":{parts.port}" if parts.port else ""
    lines = (
        f"GET {path} HTTP/1.1", f"Host: {named}", "User-Agent: Perennial", "Accept: text/calendar, text/plain;q=0.5",
        "Accept-Encoding: identity", "Connection: close",
    )  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _all(line: socket.socket, ends: float, most: int) -> bytes:
    """Everything until the server hangs up, each wait within what is left of the time."""
    pieces: list[bytes] = []
    size = 0
    while True:
        line.settimeout(_left(ends))
        piece = line.recv(65_536)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Refused("The calendar is too large. Subscribe to one with fewer years in it.")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _body(answer: http.client.HTTPResponse, size: int) -> bytes:
    try:
        body = answer.read(size + 1)
    except (http.client.HTTPException, ValueError, OSError):
        raise Refused("The server's answer breaks off.") from None
    if len(body) > size:
        raise Refused("The calendar is too large. Subscribe to one with fewer years in it.")
    if answer.length:
        raise Refused("The server's answer breaks off.")
    return body


class _Kept:
    """What was received, as the connection that `http.client` reads from."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        return BytesIO(self._raw)
