"""The figures of a period on a sheet of paper, for a board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.dashboards.repeat_lens import read_lens
from relationships.dashboards.repeat_notes import notes
from relationships.dashboards.repeat_page import repeat_page
from relationships.dashboards.repeat_soon import or_soon


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def repeat_sheet(request: HttpRequest) -> HttpResponse:
    """Share, what must stand beside it, the bridge and where it comes from: everything in tables that print whole."""
    lens = read_lens(request.GET, colleague(request))
    page = repeat_page(lens)
    context = {
        "page": page,
        "lens": lens,
        "firm": the_firm().name,
        "notes": notes(page.now, page.before, today=lens.today),
    }
    return render(request, "dashboards/repeat_sheet.html", context)
