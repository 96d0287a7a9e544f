"""Pages for whoever receives somebody: a client's guest book, the brief, the arrival board."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.fields import FIRST_DAY, LAST_DAY
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.contacts.asked_for import person_asked_for
from relationships.dashboards import brief
from relationships.dashboards.arrivals import HEADER, ArrivalBoard, arrival_board, arrival_rows
from relationships.dashboards.client_guest_book import client_guest_book as read_book
from relationships.dashboards.client_head import client_head
from relationships.dashboards.numbered_pages import page_number
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_guest_book(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is remembered of everybody there."""
    client, user = client_asked_for(request, public_id), colleague(request)
    head = client_head(user, client, "client_guest_book")
    page = read_book(user, client, head, firm_day().on, page=page_number(request.GET.get("page", "")))
    context = {"page": page, "head": head, "log_context": head.log_context}
    return render(request, "dashboards/client_guest_book.html", context)


@requires(Capability.SEE_PEOPLE)
@require_safe
def person_brief(request: HttpRequest, public_id: str) -> HttpResponse:
    """A minute before meeting somebody."""
    person = person_asked_for(request, public_id)
    page = brief.person_brief(colleague(request), person, firm_day().on)
    trail = [("People", reverse("person_list")), (person.name, reverse("person_detail", args=[public_id]))]
    context = {"page": page, "trail": trail, "log_context": f"person={public_id}"}
    return render(request, "dashboards/brief.html", context)


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_brief(request: HttpRequest, public_id: str) -> HttpResponse:
    """A minute before meeting somebody of a client."""
    client = client_asked_for(request, public_id)
    page = brief.client_brief(colleague(request), client, firm_day().on)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    context = {"page": page, "trail": trail, "log_context": f"client={public_id}"}
    return render(request, "dashboards/brief.html", context)


def _board(request: HttpRequest) -> ArrivalBoard:
    today = timezone.localdate()
    day, mine = _day(request.GET.get("day", ""), today), request.GET.get("whose") == "mine"
    return arrival_board(colleague(request), day, today, mine=mine)


def _arrivals(request: HttpRequest) -> ListFile:
    return ListFile("arrivals.csv", HEADER, arrival_rows(_board(request)))


@requires(Capability.SEE_CLIENTS)
@require_safe
@also_as_file(_arrivals)
def arrivals(request: HttpRequest) -> HttpResponse:
    """Who comes today, when, and how to treat them."""
    return render(request, "dashboards/arrivals.html", {"page": _board(request)})


def _day(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today
    return day if FIRST_DAY < day < LAST_DAY else today
