"""A wall around one piece of work. Walls are listed, changed, attested and ended on their own pages (`clients`)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import asks_again, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.clients.wall_actions import REFUSALS
from relationships.engagements import wall_actions
from relationships.engagements.asked_for import engagement_asked_for
from relationships.engagements.wall_forms import WallAroundWorkForm

_LEDE = (
    "Only those inside will know of this work: its entries, touchpoints, files and promises too. Everybody else keeps seeing"
    " the client without it, and their sums leave its fees out."
)


@requires(Capability.MANAGE_WALLS)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def add_engagement_wall(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put up a wall around one piece of work."""
    work, user = engagement_asked_for(request, public_id), colleague(request)
    here = reverse("engagement_detail", args=[public_id])
    form = WallAroundWorkForm(request.POST or None, user=user, work=work)
    if request.method == "POST" and form.is_valid():
        try:
            wall = wall_actions.add_engagement_wall(engagement=work, by=user, **form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        else:
            messages.success(request, f"A wall stands around {work.name} for {work.client.name}.")
            inside = user in form.cleaned_data["insiders"]
            return see_other(request, "wall_detail", wall.public_id) if inside else see_other(request, "wall_list")
    trail = [(work.client.name, reverse("client_detail", args=[work.client.public_id])), (work.name, here)]
    page = FormPage("Put up a wall around this work", form, "Put up wall", cancel=here, lede=speak(_LEDE), trail=trail)
    return form_answer(request, page)
