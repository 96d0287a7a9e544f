"""The page of an engagement, and all work for a client."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.dashboards.client_head import client_head
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.work_pages import STATES, client_engagements_page, engagement_page
from relationships.engagements.asked_for import engagement_asked_for
from relationships.engagements.views import trail_to_work


@requires(Capability.SEE_CLIENTS)
@require_safe
def engagement_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the work is, what was booked for it, and what became of the record."""
    work, query = engagement_asked_for(request, public_id), request.GET
    page = engagement_page(
        colleague(request),
        work,
        page=page_number(query.get("page", "")),
        archived=query.get("entries") == "archived",
        before=query.get("before", ""),
    )
    context = {"page": page, "trail": trail_to_work(work.client), "log_context": page.log_context}
    return render(request, "dashboards/engagement.html", context)


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_engagements(request: HttpRequest, public_id: str) -> HttpResponse:
    """All work for a client, by name and state."""
    client, user, query = client_asked_for(request, public_id), colleague(request), request.GET
    head = client_head(user, client, "client_work")
    state = query.get("state", "")
    page = client_engagements_page(
        user,
        client,
        head,
        state=state if state in STATES else "",
        q=lenient_search_text(query.get("q", "")),
        page=page_number(query.get("page", "")),
    )
    context = {"page": page, "head": head, "log_context": head.log_context}
    return render(request, "dashboards/client_engagements.html", context)
