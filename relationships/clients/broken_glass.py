"""That somebody stands inside a wall by broken glass, said on every page of the browser they broke it in."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

KEY = "broken_glass_until"


def remember_glass(request: HttpRequest, until: datetime) -> None:
    """Say it until then."""
    request.session[KEY] = until.isoformat()


def forget_glass(request: HttpRequest) -> None:
    """They went out."""
    request.session.pop(KEY, None)


def glass_until(request: HttpRequest) -> datetime | None:
    """Until when, or None."""
    session = getattr(request, "session", None)
    said = session.get(KEY) if session is not None else None
    until = datetime.fromisoformat(said) if said else None
    return until if until is not None and until > timezone.now() else None
