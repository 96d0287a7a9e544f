"""What has happened with a client or a person: the whole timeline, and its parts for htmx."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.contacts.asked_for import person_asked_for
from relationships.dashboards.client_head import client_head
from relationships.interactions.timeline_panel import TimelinePanel, timeline_panel


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """The touchpoints of a client."""
    client, user = client_asked_for(request, public_id), colleague(request)
    panel = timeline_panel(user, address=request.path, query=request.GET, client=client)
    if fragment := _fragment(request, panel):
        return fragment
    head = client_head(user, client, "client_timeline")
    context = {"panel": panel, "head": head, "log_context": head.log_context}
    return render(request, "dashboards/client_timeline.html", context)


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """The touchpoints of a person."""
    person, user = person_asked_for(request, public_id), colleague(request)
    panel = timeline_panel(user, address=request.path, query=request.GET, person=person)
    context = {"panel": panel, "person": person, "log_context": f"person={person.public_id}"}
    return _fragment(request, panel) or render(request, "dashboards/person_timeline.html", context)


def _fragment(request: HttpRequest, panel: TimelinePanel) -> HttpResponse | None:
    """For htmx: the rows that follow, or the panel anew."""
    if not getattr(request, "htmx", False):
        return None
    template = "interactions/_timeline_rows.html" if panel.continued else "interactions/_timeline.html"
    return render(request, template, {"panel": panel})
