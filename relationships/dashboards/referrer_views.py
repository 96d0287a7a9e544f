"""Who came to us through whom, and who of them is cooling."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.referrer_page import referrer_header, referrer_page, referrer_rows
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_PEOPLE)
@require_safe
def referrer_list(request: HttpRequest) -> HttpResponse:
    """The referrers as trees; `?show=cooling` those who bring business and have had no word for too long."""
    page = referrer_page(colleague(request), request.GET)
    context = {"page": page, "trail": [("Network", reverse("network"))]}
    return render(request, "dashboards/referrers.html", context)


@requires(Capability.SEE_PEOPLE)
@require_safe
def export_referrers(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    user = colleague(request)
    return table_response(request, "referrers.csv", referrer_header(user), referrer_rows(user, request.GET))
