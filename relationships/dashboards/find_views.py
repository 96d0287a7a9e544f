"""Find anything: a palette on every page, and a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.name_search import search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError
from relationships.dashboards.find import Findings, at_hand
from relationships.dashboards.find import find as find_anything
from relationships.dashboards.shelf import shelf_of

IN_PALETTE, ON_PAGE = 5, 20
AT_HAND = 8


@requires(Capability.SEE_CLIENTS)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What was found, for the palette: the list alone. Asked without htmx it is the page `search`."""
    fragment = bool(getattr(request, "htmx", False))
    found = _findings(request, IN_PALETTE if fragment else ON_PAGE)
    template = "dashboards/_findings.html" if fragment else "dashboards/find.html"
    return render(request, template, {"found": found}, status=400 if found.problem else 200)


@requires(Capability.SEE_CLIENTS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The same as a page with an address to keep."""
    found = _findings(request, ON_PAGE)
    return render(request, "dashboards/find.html", {"found": found}, status=400 if found.problem else 200)


def _findings(request: HttpRequest, most: int) -> Findings:
    user = colleague(request)
    try:
        text = search_text(request.GET.get("q", ""))
    except TextError as error:
        return Findings("", problem=str(error))
    return find_anything(user, text, most=most) if text else at_hand(user, shelf_of(request).pins, most=AT_HAND)
