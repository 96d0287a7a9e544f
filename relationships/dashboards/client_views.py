"""The client list and the tabs of the client page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.dashboards.client_filters import client_filters
from relationships.dashboards.client_head import client_head
from relationships.dashboards.client_list import client_list_page
from relationships.dashboards.client_overview import client_overview, rhythm_vital
from relationships.dashboards.client_people import client_people as read_people
from relationships.dashboards.client_record import client_record as read_record
from relationships.dashboards.client_work import client_work as read_work
from relationships.dashboards.list_kinds import KINDS
from relationships.dashboards.models import ListKey
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.shelf import opening_address, shelf_of
from relationships.dashboards.views_bar import views_bar


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_list(request: HttpRequest) -> HttpResponse:
    """Find, compare, open: every state of the list has an address; htmx asks for the table alone."""
    user, kind = colleague(request), KINDS[ListKey.CLIENTS]
    shelf = shelf_of(request, kind)
    fragment = bool(getattr(request, "htmx", False))
    if not fragment and (address := opening_address(request, kind, shelf)):
        return redirect(address)
    filters = client_filters(request.GET, user)
    page = client_list_page(user, filters, with_choices=not fragment)
    bar = views_bar(kind, shelf, page.filters, view_id=filters.view)
    template = "dashboards/_client_table.html" if fragment else "dashboards/client_list.html"
    answer = render(request, template, {"page": page, "bar": bar}, status=400 if filters.problem else 200)
    if fragment:
        answer.headers["HX-Push-Url"] = f"{request.path}{page.filters.address()}"
    return answer


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The overview: walk in prepared. One that was merged leads to the record that holds everything of it now."""
    client, user = client_asked_for(request, public_id), colleague(request)
    if client.merged_into is not None:
        return redirect("client_detail", client.merged_into.public_id)
    return _tab(request, "dashboards/client_overview.html", client_overview(user, client))


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_rhythm(request: HttpRequest, public_id: str) -> HttpResponse:
    """The rhythm alone, for a page on which somebody has just logged a touchpoint."""
    vital = rhythm_vital(colleague(request), client_asked_for(request, public_id))
    return render(request, "dashboards/_rhythm.html", vars(vital))


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_people(request: HttpRequest, public_id: str) -> HttpResponse:
    """Their people, now or formerly."""
    client, user = client_asked_for(request, public_id), colleague(request)
    head = client_head(user, client, "client_people")
    former, number = request.GET.get("who") == "former", page_number(request.GET.get("page", ""))
    return _tab(request, "dashboards/client_people.html", read_people(user, client, head, former=former, page=number))


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_work(request: HttpRequest, public_id: str) -> HttpResponse:
    """Work and, for roles that see fees, the ledger behind it."""
    client, user = client_asked_for(request, public_id), colleague(request)
    head = client_head(user, client, "client_work")
    year, number = request.GET.get("year", ""), page_number(request.GET.get("page", ""))
    chosen = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    archived = request.GET.get("entries") == "archived"
    work = read_work(user, client, head, year=chosen, page=number, archived=archived)
    return _tab(request, "dashboards/client_work.html", work)


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """The record itself, and its history."""
    client, user = client_asked_for(request, public_id), colleague(request)
    head, before = client_head(user, client, "client_record"), request.GET.get("before", "")
    return _tab(request, "dashboards/client_record.html", read_record(user, client, head, before=before))


def _tab(request: HttpRequest, template: str, page: object) -> HttpResponse:
    head = page.head  # type: ignore[attr-defined]  # every tab's page has one
    may_edit_people = can(request.user, Capability.EDIT_PEOPLE)
    context = {"page": page, "head": head, "log_context": head.log_context, "may_edit_people": may_edit_people}
    return render(request, template, context)
