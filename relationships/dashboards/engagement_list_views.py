"""The list of all work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards.engagement_filters import engagement_filters
from relationships.dashboards.engagement_list import engagement_list as read_list
from relationships.dashboards.list_kinds import KINDS
from relationships.dashboards.models import ListKey
from relationships.dashboards.shelf import opening_address, shelf_of
from relationships.dashboards.views_bar import views_bar


@requires(Capability.SEE_CLIENTS)
@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """Work of all clients: every state of the list has an address; htmx asks for the table alone."""
    user, kind = colleague(request), KINDS[ListKey.ENGAGEMENTS]
    shelf = shelf_of(request, kind)
    fragment = bool(getattr(request, "htmx", False))
    if not fragment and (address := opening_address(request, kind, shelf)):
        return redirect(address)
    filters = engagement_filters(request.GET, user)
    page = read_list(user, filters, with_choices=not fragment)
    bar = views_bar(kind, shelf, page.filters, view_id=filters.view)
    template = "dashboards/_engagement_table.html" if fragment else "dashboards/engagement_list.html"
    answer = render(request, template, {"page": page, "bar": bar}, status=400 if filters.problem else 200)
    if fragment:
        answer.headers["HX-Push-Url"] = f"{request.path}{page.filters.address()}"
    return answer
