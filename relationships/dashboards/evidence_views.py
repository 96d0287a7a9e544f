"""The evidence page, and why one client is expected back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.dashboards.evidence_page import evidence_page, evidence_rows
from relationships.foundation.table_response import table_response
from relationships.scoring.return_queries import client_return as explain_return


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Past cut-offs: what the scores said, and what happened. Shown also when it is bad."""
    page = evidence_page(request.GET.get("cutoff", ""))
    return render(request, "dashboards/evidence.html", {"page": page, "line": page.chosen})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_evidence(request: HttpRequest) -> HttpResponseBase:
    """Every figure of the page, one a line."""
    header = ["cutoff", "figure", "of", "value", "standard_error"]
    return table_response(request, "evidence.csv", header, evidence_rows(evidence_page("")))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def client_return(request: HttpRequest, public_id: str) -> HttpResponse:
    """How likely one client buys again within a year, and which terms say so."""
    check(request.user, Capability.SEE_FEES)
    client = client_asked_for(request, public_id)
    page = explain_return(colleague(request), client)
    if page is None:
        raise Http404
    context = {"page": page, "log_context": f"client={client.public_id}"}
    return render(request, "dashboards/client_return.html", context)
