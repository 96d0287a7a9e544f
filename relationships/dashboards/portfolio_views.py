"""The portfolio page and its table as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.portfolio_page import portfolio_page, portfolio_rows
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Health against fees, who hangs by one thread, how well clients are covered, who moved this week."""
    check(request.user, Capability.SEE_FEES)
    check(request.user, Capability.SEE_HEALTH)
    page = portfolio_page(colleague(request), request.GET)
    return render(request, "dashboards/portfolio.html", {"page": page})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_portfolio(request: HttpRequest) -> HttpResponseBase:
    """The clients of the page, one a line, the largest first."""
    check(request.user, Capability.SEE_FEES)
    check(request.user, Capability.SEE_HEALTH)
    header = ["client", "grade", "score", "fees_12_months", "people", "colleagues", "practices", "as_of"]
    return table_response(request, "portfolio.csv", header, portfolio_rows(colleague(request), request.GET))
