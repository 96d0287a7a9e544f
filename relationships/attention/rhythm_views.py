"""The list of rhythm."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.attention.rhythm_list import HEADER, rhythm_page, rhythm_rows
from relationships.dashboards.numbered_pages import page_number
from relationships.foundation.list_file import ListFile, also_as_file


def _rhythm(request: HttpRequest) -> ListFile:
    return ListFile("rhythm.csv", HEADER, rhythm_rows(colleague(request), show=request.GET.get("show", "")))


@requires(Capability.LOG_INTERACTIONS)
@require_safe
@also_as_file(_rhythm)
def rhythm_list(request: HttpRequest) -> HttpResponse:
    """Who is overdue, due and soon due for a word."""
    show, number = request.GET.get("show", ""), page_number(request.GET.get("page", ""))
    page = rhythm_page(colleague(request), show=show, number=number)
    return render(request, "attention/rhythm_list.html", {"page": page})
