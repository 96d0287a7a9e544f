"""Find anything: a palette on every page, and a page of its own."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.name_search import search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.text import TextError
from relationships.dashboards.find import Findings
from relationships.dashboards.find import find as find_anything

IN_PALETTE, ON_PAGE = 5, 20


@requires(Capability.SEE_CLIENTS)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Clients, people and work by name; htmx gets the list alone."""
    fragment = bool(getattr(request, "htmx", False))
    try:
        text = search_text(request.GET.get("q", ""))
    except TextError as error:
        found = replace(Findings("", [], [], []), problem=str(error))
    else:
        found = find_anything(colleague(request), text, most=IN_PALETTE if fragment else ON_PAGE)
    template = "dashboards/_findings.html" if fragment else "dashboards/find.html"
    return render(request, template, {"found": found}, status=400 if found.problem else 200)
