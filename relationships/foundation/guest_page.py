"""Pages for people who are no colleagues: by a secret address, found by no search, told to no other site."""

from __future__ import annotations

# The public door of the library lets every GET pass, and addresses are guessed by GETs.
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.answers import SeeOther
from accounts.queries import the_firm

HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
APP = "allauth.account"
"""Whose rates stand in the settings (ACCOUNT_RATE_LIMITS)."""


def let_in(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Whether this visitor (or `key`) has not asked too often; every call counts."""
    return bool(ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True))


def guest_page(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200, secret: bool = True
) -> HttpResponse:
    """A page of ours for a guest; it knows the name of the firm and nothing else of us.

    `secret`: the address itself opens it, so no other site may learn of it.
    """
    answer = render(request, template, {**context, "firm": the_firm().name}, status=status)
    return with_headers(answer, secret=secret)


def guest_goes_on(address: str) -> HttpResponse:
    """303 to another page for guests."""
    return with_headers(SeeOther(address))


def with_headers(answer: HttpResponse, *, secret: bool = True) -> HttpResponse:
    """Keep the page from search engines, and a secret address from other sites."""
    for name, value in HEADERS.items():
        # Without a referrer no browser names the origin of a form, and the token against forged ones asks for it.
        if secret or name != "Referrer-Policy":
            answer.headers[name] = value
    return answer
