"""The gap to the goal and the quiet clients behind it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.repeat_gap_page import gap_page
from relationships.dashboards.repeat_lens import read_lens


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def repeat_gap(request: HttpRequest) -> HttpResponse:
    """Which quiet clients usually bring what is short, and who has the tie. For htmx only the sentence."""
    check(request.user, Capability.SEE_FEES)
    page = gap_page(read_lens(request.GET, colleague(request)))
    template = "_gap_sentence" if getattr(request, "htmx", False) else "repeat_gap"
    return render(request, f"dashboards/{template}.html", {"page": page, "lens": page.lens})
