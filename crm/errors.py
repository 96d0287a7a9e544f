"""Error pages: they say what happened and what to do, and lose nothing that was typed."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string

from crm.typed import page_before, typed

WORDS = {
    400: "This request could not be understood.",
    403: "You may not do this.",
    409: "Somebody else saved first. Open the record again.",
    404: "There is no such page, or it is not for you.",
    500: "Something went wrong on our side.",
    503: "This took too long, or the database is away. Nothing is lost; try again in a minute.",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, reason=str(exception or ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def somebody_saved_first(request: HttpRequest) -> HttpResponse:
    """Answer a press on a button that somebody else's came before; forms show both versions instead."""
    return _page(request, 409, back=page_before(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; a database that is away or took too long is said to be that: try again."""
    is_database = isinstance(sys.exc_info()[1], OperationalError)
    return _page(request, 503 if is_database else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has run out: what was typed is shown again, to be sent once more."""
    return _page(request, 403, template="403_csrf.html", back=page_before(request))


def _page(request: HttpRequest, status: int, template: str = "", **context: object) -> HttpResponse:
    shown = {"status": status, "typed": typed(request), **context}
    # What went wrong may go wrong again while the frame of an ordinary page asks who is looking.
    visitor = None if status >= HTTPStatus.INTERNAL_SERVER_ERROR else request
    try:
        return HttpResponse(render_to_string(template or f"{status}.html", shown, visitor), status=status)
    except TemplateDoesNotExist:
        return HttpResponse(WORDS[status], status=status, content_type="text/plain; charset=utf-8")
