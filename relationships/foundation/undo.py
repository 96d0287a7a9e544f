"""The last change and how to take it back, carried over one redirect in the session."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest

KEY = "undo"


@dataclass(frozen=True)
class Undo:
    """What the strip says ("Logged: call with Ana Ruiz") and the address that a POST takes it back at."""

    text: str
    address: str


def offer_undo(request: HttpRequest, *, text: str, address: str) -> None:
    """Show the undo strip on the next full page. After an htmx answer include components/undo.html out of band instead."""
    request.session[KEY] = asdict(Undo(text, address))


def take_undo(request: HttpRequest) -> Undo | None:
    """The change to offer once, or None."""
    session = getattr(request, "session", None)
    if session is None or KEY not in session:
        return None
    return Undo(**session.pop(KEY))
