"""Pages behind a score: one part of it with its facts, and one tie with its touchpoints."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.contacts.asked_for import person_asked_for
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_history import day_asked_for
from relationships.scoring.part_page import pair_page, part_page
from relationships.scoring.views import LAST_PAGE, tries_given


@requires(Capability.SEE_HEALTH)
@require_safe
def health_part(request: HttpRequest, public_id: str, part: str) -> HttpResponse:
    """One part of a client's score and exactly what it was made of, today or on a past day (`on`)."""
    client = client_asked_for(request, public_id)
    on, _ = day_asked_for(request.GET.get("on", ""), firm_day().on)
    number = tries_given(request.GET.get("page", ""), most=LAST_PAGE)
    page = part_page(colleague(request), client, part, on=on, page=number)
    if page is None:
        raise Http404
    context = {"page": page, "currency": the_firm().base_currency, "log_context": f"client={client.public_id}"}
    return render(request, "scoring/part.html", context)


@requires(Capability.SEE_HEALTH)
@require_safe
def tie_touches(request: HttpRequest, public_id: str, person_id: str, colleague_id: str) -> HttpResponse:
    """What one of theirs and one of ours did together at a client: what their tie is made of."""
    client, person = client_asked_for(request, public_id), person_asked_for(request, person_id)
    ours = get_object_or_404(User, public_id=colleague_id)
    on, _ = day_asked_for(request.GET.get("on", ""), firm_day().on)
    number = tries_given(request.GET.get("page", ""), most=LAST_PAGE)
    page = pair_page(colleague(request), client, person, ours, on=on, page=number)
    context = {"page": page, "on": on, "log_context": f"client={client.public_id}&person={person.public_id}"}
    return render(request, "scoring/tie_touches.html", context)
