"""Looking back at what the page said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.repeat_kept_page import kept_page
from relationships.dashboards.repeat_lens import read_lens


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def repeat_kept(request: HttpRequest) -> HttpResponse:
    """The headline figures as they stood at the end of a day."""
    page = kept_page(read_lens({"policy": request.GET.get("policy", "")}, colleague(request)), request.GET.dict())
    return render(request, "dashboards/repeat_kept.html", {"page": page, "lens": page.lens})
