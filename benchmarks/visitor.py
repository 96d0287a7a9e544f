"""A signed-in colleague who calls a WSGI application as a web server would: whole stack, no network."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User


class Application(Protocol):
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any: ...


@dataclass(frozen=True)
class Answer:
    """What the application answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Visitor:
    """One colleague's browser."""

    def __init__(self, user: User, backend: str = "") -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.token = secrets.token_hex(16)
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={self.token}"
        self.host = settings.ALLOWED_HOSTS[0]

    def get(self, application: Application, address: str, **headers: str) -> Answer:
        return self._call(application, "GET", address, b"", headers)

    def post(self, application: Application, address: str, fields: Mapping[str, str], **headers: str) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        origin = {"origin": f"https://{self.host}", "content_type": "application/x-www-form-urlencoded"}
        return self._call(application, "POST", address, body, {**origin, **headers})

    def _call(
        self, application: Application, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": self.cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            **{_header(name): value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        said: list[Any] = []
        answered = application(environ, lambda status, headers, problem=None: said.extend([status, headers]))
        try:
            whole = b"".join(answered)
        finally:
            answered.close()
        return Answer(int(said[0].split()[0]), {name.lower(): value for name, value in said[1]}, whole)


def _header(name: str) -> str:
    return "CONTENT_TYPE" if name == "content_type" else f"HTTP_{name.upper()}"
