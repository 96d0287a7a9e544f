"""The feed: a calendar program asks without a session, at an address that is a secret."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from relationships.capture.feed_queries import etag_of, feed_for, reader_of
from relationships.foundation.guest_page import let_in


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What its colleague has planned and promised, by the walls of this moment; 304 when nothing changed."""
    if not let_in(request, "feed"):
        return HttpResponse("Too many questions. Ask again in a minute.\n", status=429, headers={"Retry-After": "60"})
    user = reader_of(token)
    if user is None:
        raise Http404
    content = feed_for(user)
    mark = etag_of(content)
    known = request.headers.get("If-None-Match", "")
    answer: HttpResponse
    if mark in [each.strip().removeprefix("W/") for each in known.split(",")]:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'inline; filename="perennial.ics"'
    answer.headers["ETag"] = mark
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
