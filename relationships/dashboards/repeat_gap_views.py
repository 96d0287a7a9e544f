"""Beside the headline: the gap to the goal and the quiet clients behind it, and one client under two names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.look_alike_page import look_alike_page
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.repeat_gap_page import gap_page
from relationships.dashboards.repeat_lens import read_lens
from relationships.dashboards.repeat_soon import or_soon


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_gap(request: HttpRequest) -> HttpResponse:
    """Which quiet clients usually bring what is short, and who has the tie. For htmx only the sentence."""
    check(request.user, Capability.SEE_FEES)
    page = gap_page(read_lens(request.GET, colleague(request)))
    template = "dashboards/_gap_sentence.html" if getattr(request, "htmx", False) else "dashboards/repeat_gap.html"
    return render(request, template, {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def look_alikes(request: HttpRequest) -> HttpResponse:
    """Which clients may be one under two names. For htmx only the sentence."""
    check(request.user, Capability.SEE_FEES)
    number = page_number(request.GET.get("page", ""))
    page = look_alike_page(read_lens(request.GET, colleague(request)), page=number)
    sentence, whole = "dashboards/_look_alike_sentence.html", "dashboards/look_alikes.html"
    template = sentence if getattr(request, "htmx", False) else whole
    return render(request, template, {"page": page, "lens": page.lens})
