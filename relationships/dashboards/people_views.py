"""The list of people and a person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.people_pages import people_list, person_page


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """People by name; htmx asks for the table alone."""
    page = people_list(
        colleague(request),
        lenient_search_text(request.GET.get("q", "")),
        archived=request.GET.get("archived") == "yes",
        descending=request.GET.get("sort") == "-name",
        page=page_number(request.GET.get("page", "")),
    )
    fragment = bool(getattr(request, "htmx", False))
    template = "dashboards/_people_table.html" if fragment else "dashboards/person_list.html"
    return render(request, template, {"page": page})


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person in one glance."""
    page = person_page(colleague(request), person_asked_for(request, public_id))
    return render(request, "dashboards/person_detail.html", {"page": page, "log_context": page.log_context})
