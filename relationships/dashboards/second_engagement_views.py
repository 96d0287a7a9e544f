"""The second-engagement page and its table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.repeat_lens import read_lens
from relationships.dashboards.second_engagement_page import second_engagement_page, second_engagement_table
from relationships.foundation.csv_response import csv_response


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def second_engagement(request: HttpRequest) -> HttpResponse:
    """How many new clients come back for other work, how soon, and who is still waited for."""
    page = second_engagement_page(read_lens({}, colleague(request)), page=page_number(request.GET.get("page", "")))
    return render(request, "dashboards/second_engagement.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_second_engagement(request: HttpRequest) -> StreamingHttpResponse:
    """The cohorts as CSV."""
    table = second_engagement_table(read_lens({}, colleague(request)))
    return csv_response(table.name, table.header, table.rows)
