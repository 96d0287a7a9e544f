"""The directory of alumni, an alumnus's page and its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.alumni.asked_for import alumnus_asked_for
from relationships.alumni.history import changes_of_alumnus
from relationships.dashboards.alumni_export import HEADER, alumni_file
from relationships.dashboards.alumni_filters import alumni_filters
from relationships.dashboards.alumni_list import alumni_list as read_list
from relationships.dashboards.alumni_page import alumnus_page
from relationships.dashboards.list_kinds import KINDS
from relationships.dashboards.models import ListKey
from relationships.dashboards.shelf import opening_address, shelf_of
from relationships.dashboards.views_bar import views_bar
from relationships.foundation.table_response import table_response


@requires(Capability.SEE_ALUMNI)
@require_safe
def alumni_list(request: HttpRequest) -> HttpResponse:
    """Where our people went: every state of the directory has an address; htmx asks for the table alone."""
    user, kind = colleague(request), KINDS[ListKey.ALUMNI]
    shelf = shelf_of(request, kind)
    fragment = bool(getattr(request, "htmx", False))
    if not fragment and (address := opening_address(request, kind, shelf)):
        return redirect(address)
    filters = alumni_filters(request.GET)
    page = read_list(user, filters, with_choices=not fragment)
    bar = views_bar(kind, shelf, page.filters, view_id=filters.view, counts=page.counts)
    template = "dashboards/_alumni_table.html" if fragment else "dashboards/alumni_list.html"
    answer = render(request, template, {"page": page, "bar": bar}, status=400 if filters.problem else 200)
    if fragment:
        answer.headers["HX-Push-Url"] = f"{request.path}{page.filters.address()}"
    return answer


@requires(Capability.SEE_ALUMNI)
@require_safe
def export_alumni(request: HttpRequest) -> HttpResponseBase:
    """The directory as it is filtered and sorted; addresses only of those who may be written to."""
    rows = alumni_file(colleague(request), alumni_filters(request.GET), request.GET)
    return table_response(request, "alumni.csv", HEADER, rows)


@requires(Capability.SEE_ALUMNI)
@require_safe
def alumnus_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One former colleague in one glance; of one who asked to be left out nothing but that."""
    alumnus = alumnus_asked_for(request, public_id)
    page = alumnus_page(colleague(request), alumnus)
    template = "dashboards/alumnus_left_out.html" if alumnus.opted_out_on else "dashboards/alumnus_detail.html"
    return render(request, template, {"page": page, "log_context": page.log_context})


@requires(Capability.SEE_ALUMNI)
@require_safe
def alumnus_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who changed what: the record, what they agreed to, and the person."""
    alumnus = alumnus_asked_for(request, public_id)
    changes = changes_of_alumnus(colleague(request), alumnus, before=request.GET.get("before", ""))
    trail = [("Alumni", reverse("alumni_list")), (alumnus.person.name, reverse("alumnus_detail", args=[public_id]))]
    context = {"trail": trail, "name": alumnus.person.name, "changes": changes}
    return render(request, "dashboards/history.html", context)
