"""What people brought: one person's ledger, all alumni of a period, and the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.contacts.asked_for import person_asked_for
from relationships.dashboards.repeat_lens import read_lens
from relationships.dashboards.repeat_soon import or_soon
from relationships.dashboards.value_pages import alumni_line, alumni_value_page, alumni_value_table
from relationships.dashboards.value_pages import person_value as read_value
from relationships.foundation.table_response import table_response
from relationships.scoring.repeat_queries import BeingCounted


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_value(request: HttpRequest, public_id: str) -> HttpResponse:
    """What somebody brought, and what we gave."""
    person = person_asked_for(request, public_id)
    trail = [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[public_id]))]
    context = {"page": read_value(colleague(request), person), "trail": trail}
    return render(request, "dashboards/person_value.html", context)


THROUGH = "alumni-coming"
"""The panel of the repeat-business page that the sum of it takes the place of."""


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def alumni_value(request: HttpRequest) -> HttpResponseBase:
    """What alumni brought in a period, and what part of repeat business that is. For that page's panel only the sum."""
    check(request.user, Capability.SEE_FEES)
    is_panel = request.headers.get("HX-Target") == THROUGH
    return _sum(request) if is_panel else _whole_page(request)


def _sum(request: HttpRequest) -> HttpResponse:
    lens = read_lens(request.GET, colleague(request))
    try:
        found = alumni_line(lens)
    except BeingCounted:
        return HttpResponse(status=204)
    context = {"alumni": found, "lens": lens, "currency": the_firm().base_currency}
    return render(request, "dashboards/_alumni_through.html", context)


@or_soon
def _whole_page(request: HttpRequest) -> HttpResponse:
    page = alumni_value_page(read_lens(request.GET, colleague(request)))
    return render(request, "dashboards/alumni_value.html", {"page": page, "lens": page.lens})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_alumni_value(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    check(request.user, Capability.SEE_FEES)
    table = alumni_value_table(read_lens(request.GET, colleague(request)))
    return table_response(request, table.name, table.header, table.rows)
