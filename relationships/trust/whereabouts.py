"""From where a request comes, looked up once a session and again when the address changes."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from accounts.idle import address_of
from relationships.trust.audit_actions import origin_id

KEY = "origin"


def origin_of(request: HttpRequest) -> int:
    """The id of the origin of `request`."""
    address, session = address_of(request), getattr(request, "session", None)
    user = session.get(SESSION_KEY) if session is not None else None
    known = session.get(KEY) if session is not None and user else None
    if known and known[:2] == [user, address]:
        return int(known[2])
    found = origin_id(int(user) if user else None, address, request.headers.get("User-Agent", ""))
    if session is not None and user:
        session[KEY] = [user, address, found]
    return found
