"""What somebody typed into a form that could not be saved."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.http import url_has_allowed_host_and_scheme

NEVER_SHOWN = re.compile(r"pass|token|secret|code|key|^(next|version|action)$", re.IGNORECASE)
LONGEST = 20_000


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Field and text of a POST from one of our own pages, to be shown again; nothing that opens a door.

    A form sent from another site is not shown: its words would look like ours.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    try:
        fields = list(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError, RawPostDataException):
        return []
    texts = ((name, ", ".join(map(str, values))[:LONGEST]) for name, values in fields if not NEVER_SHOWN.search(name))
    return [(name.replace("_", " ").capitalize(), text) for name, text in texts if text.strip()]


def page_before(request: HttpRequest) -> str:
    """The page of ours that the request came from, or nothing."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")
