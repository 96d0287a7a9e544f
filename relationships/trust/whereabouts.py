"""From where a request comes: looked up as somebody signs in, and each time once their address has changed."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from accounts.idle import address_of
from relationships.trust.audit_actions import Whence, origin_id

KEY = "origin"


def whence(request: HttpRequest) -> int | Whence:
    """The id of the origin of `request` where its session knows it; else what to look it up by."""
    address, session = address_of(request), getattr(request, "session", None)
    user = session.get(SESSION_KEY) if session is not None else None
    known = session.get(KEY) if session is not None and user else None
    if known and known[:2] == [user, address]:
        return int(known[2])
    return Whence(int(user) if user else None, address, request.headers.get("User-Agent", ""))


def origin_of(request: HttpRequest) -> int:
    """The id of the origin of `request`. One statement where the session does not know it."""
    found = whence(request)
    return origin_id(found) if isinstance(found, Whence) else found


def remember_origin(request: HttpRequest) -> int:
    """The same, kept in the session: for sign-in, which writes the session anyway. A page would have to."""
    found, session = origin_of(request), getattr(request, "session", None)
    if session is not None and (user := session.get(SESSION_KEY)):
        session[KEY] = [user, address_of(request), found]
    return found
