"""What of a request goes into the audit record: reading what few may see, taking files away, being refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from relationships.trust.audit_actions import Noted, note
from relationships.trust.audit_acts import PLACES, READ, is_security, sort_of
from relationships.trust.models import AuditEntry
from relationships.trust.whereabouts import origin_of, whence

_Kind = AuditEntry.Kind
_REFUSED = (403, 404)


def whose_change(request: HttpRequest) -> dict[str, Any]:
    """What the history says of a change made by `request`: who, at which page, on which record, from where."""
    try:
        found = resolve(request.path_info)
    except Http404:
        return {}
    act = found.url_name or ""
    return {
        "act": act,
        "sort": sort_of(act),
        "about": str(found.kwargs.get("public_id", "")),
        "origin": origin_of(request),
    }


class AuditMiddleware:
    """Notes requests that read, take away or are refused. What they change is noted by the database itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        if found is not None and found.url_name:
            _note_answer(request, response, found.url_name, str(found.kwargs.get("public_id", "")))
        return response


def _note_answer(request: HttpRequest, response: HttpResponse, act: str, about: str) -> None:
    who = _who(request)
    if response.get("Content-Disposition", "").startswith("attachment"):
        details = {"format": response.headers.get("Content-Type", "").split(";")[0], "by": sorted(request.GET)}
        _write(request, Noted(_Kind.EXPORT, who, act, about, details=details))
    elif who is None:
        return
    elif response.status_code in _REFUSED:
        if response.status_code == 403 or about:
            _write(request, Noted(_Kind.REFUSED, who, act, about, details={"status": response.status_code}))
    elif request.method == "GET" and response.status_code == 200:
        _note_read(request, Noted(_Kind.READ, who, act, about))
    elif request.method == "POST" and is_security(act) and response.status_code < 400 and response.status_code != 200:
        _write(request, Noted(_Kind.SECURITY, who, act, about))


def _note_read(request: HttpRequest, noted: Noted) -> None:
    if noted.act in READ:
        _write(request, noted, soon=True)
    elif (place := request.path_info.split("/")[1]) in PLACES and noted.about:
        _write(request, noted, soon=True, only_behind_walls=place)


def _write(request: HttpRequest, noted: Noted, **how: Any) -> None:
    note(Noted(**{**vars(noted), "origin": whence(request)}), **how)


def _who(request: HttpRequest) -> int | None:
    session = getattr(request, "session", None)
    return int(session[SESSION_KEY]) if session is not None and SESSION_KEY in session else None
