"""How long somebody stays signed in: until half an hour without a click, and never longer than a working day."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.devices import LONGEST

BEGAN, SEEN = "began", "seen"
DEVICE, ADDRESS = "device", "address"
UNASKED = "X-Unasked"
# The session is written at most this often: a click costs no write.
WRITE_SECONDS = 60


def begin(sender: object, request: HttpRequest | None, **kwargs: Any) -> None:
    """Somebody signed in."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = request.session[SEEN] = int(time.time())
        request.session[DEVICE] = request.headers.get("User-Agent", "")[:LONGEST]
        request.session[ADDRESS] = address_of(request)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; empty when nobody says."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # what the library raises when nobody says where the request comes from
        return ""


def has_ended(session: SessionBase | Mapping[str, Any], now: float) -> bool:
    """Whether this session was idle for too long, or has lasted a day."""
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    return bool(now - seen > settings.IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE)


class IdleMiddleware:
    """Signs out whoever was away for too long; what they typed waits in their tab."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            if UNASKED in request.headers:
                # A page that asks by itself is no sign of life, and the last word on a session is for whoever comes back.
                if has_ended(request.session, time.time()):
                    return HttpResponse(status=204)
            else:
                self._look_at_the_clock(request)
        return self.get_response(request)

    def _look_at_the_clock(self, request: HttpRequest) -> None:
        now = time.time()
        if has_ended(request.session, now):
            logout(request)
            minutes = settings.IDLE_SECONDS // 60
            messages.info(
                request,
                f"You were signed out: {minutes} minutes without a click, or a day in all. What you typed is kept in its tab.",
            )
        elif now - request.session.get(SEEN, 0) > WRITE_SECONDS:
            request.session[SEEN] = int(now)
            request.session.setdefault(BEGAN, int(now))
