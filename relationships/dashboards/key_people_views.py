"""Key-person risk, the departure simulator, threads, and second ties."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, go_on
from accounts.gate import check, requires
from accounts.models import User
from accounts.policy import Capability, can
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.contacts.asked_for import person_asked_for
from relationships.contacts.models import Person
from relationships.dashboards.key_people_page import (
    key_people_page,
    key_people_rows,
    simulator_page,
    simulator_rows,
)
from relationships.dashboards.numbered_pages import page_number
from relationships.dashboards.second_tie_forms import SecondTieForm
from relationships.dashboards.thread_panel import HEADER as THREADS_HEADER
from relationships.dashboards.thread_panel import thread_panel, thread_rows
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.table_response import table_response
from relationships.foundation.undo import offer_undo
from relationships.interactions.log_page import next_address
from relationships.interactions.planned_actions import CannotSeeClient
from relationships.network.key_people import Side
from relationships.network.models import SecondTie
from relationships.network.second_tie_actions import DayIsOver, plan_second_tie, withdraw_second_tie

HEADER = ["name", "practice_or_post", "revenue_at_risk", "clients", "largest_client", "largest_at_risk"]
OF_ONE = ["order", "client", "fees_12_months", "share", "alone", "at_risk", "heir", "heir_tie", "introduce_to"]
THREADS = 4


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def key_people(request: HttpRequest) -> HttpResponse:
    """On whom revenue hangs alone: ours, or with `?side=theirs` theirs."""
    _may(request)
    page = key_people_page(colleague(request), _side(request), page_number(request.GET.get("page", "")))
    return render(request, "dashboards/key_people.html", {"page": page, "trail": _trail()[:1]})


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_key_people(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    _may(request)
    return table_response(request, "key-people.csv", HEADER, key_people_rows(colleague(request), _side(request)))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def leaving_colleague(request: HttpRequest, public_id: str) -> HttpResponse:
    """If this colleague left: revenue, clients, heirs, and in which order to introduce them."""
    return _simulator(request, get_object_or_404(User, public_id=public_id))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def leaving_person(request: HttpRequest, public_id: str) -> HttpResponse:
    """If this person left their employer: the same."""
    return _simulator(request, person_asked_for(request, public_id))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_leaving_colleague(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The simulation as a file."""
    return _file(request, get_object_or_404(User, public_id=public_id))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
def export_leaving_person(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The simulation as a file."""
    return _file(request, person_asked_for(request, public_id))


def _threads(request: HttpRequest) -> ListFile:
    _may(request)
    return ListFile("hanging-by-one-thread.csv", THREADS_HEADER, thread_rows(colleague(request)))


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@also_as_file(_threads)
def thread_list(request: HttpRequest) -> HttpResponse:
    """Who hangs by one thread without a plan: a panel of the repeat-business page, or a page."""
    is_panel = bool(getattr(request, "htmx", False))
    if is_panel and not (can(request.user, Capability.SEE_FEES) and can(request.user, Capability.SEE_HEALTH)):
        return HttpResponse()
    _may(request)
    panel = thread_panel(colleague(request), most=THREADS if is_panel else 50)
    name = "_threads" if is_panel else "threads"
    return render(request, f"dashboards/{name}.html", {"panel": panel, "trail": _trail()[:1]})


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_second_tie(request: HttpRequest, public_id: str) -> HttpResponse:
    """A plan with a day: a colleague gets to know somebody there; it stands on their days."""
    user, client = colleague(request), client_asked_for(request, public_id)
    form = SecondTieForm(request.POST or None, user=user, client=client)
    back = next_address(request) or reverse("client_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            plan = plan_second_tie(by=user, client=client, **form.changes())
        except CannotSeeClient:
            form.add_error("colleague", "Somebody else must do this. Choose another colleague.")
        except DayIsOver:
            form.add_error("due_on", "Enter a day from today on.")
        else:
            undo = reverse("withdraw_second_tie_plan", args=[plan.public_id])
            offer_undo(request, text=f"Planned: {plan.colleague.name} gets to know {client.name}", address=undo)
            return go_on(request, back)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    lede = "So that it does not hang by one thread. It works once there is a living tie, 40 or more."
    return form_answer(request, FormPage("Add a second tie", form, "Save plan", cancel=back, lede=lede, trail=trail))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def withdraw_second_tie_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not after all."""
    rows = SecondTie.objects.visible_to(colleague(request)).select_related("planned", "client")
    plan = get_object_or_404(rows, public_id=public_id)
    withdraw_second_tie(plan=plan)
    messages.success(request, f"Nothing is planned any more: {plan.client.name}.")
    return go_on(request, reverse("client_detail", args=[plan.client.public_id]))


def _may(request: HttpRequest) -> None:
    check(request.user, Capability.SEE_FEES)
    check(request.user, Capability.SEE_HEALTH)


def _side(request: HttpRequest) -> Side:
    return "theirs" if request.GET.get("side") == "theirs" else "ours"


def _simulator(request: HttpRequest, who: User | Person) -> HttpResponse:
    _may(request)
    page = simulator_page(colleague(request), who)
    return render(request, "dashboards/key_person.html", {"page": page, "who": who, "trail": _trail()})


def _file(request: HttpRequest, who: User | Person) -> HttpResponseBase:
    _may(request)
    return table_response(request, "if-they-go.csv", OF_ONE, simulator_rows(simulator_page(colleague(request), who)))


def _trail() -> list[tuple[str, str]]:
    return [("Portfolio", reverse("portfolio")), ("Key people", reverse("key_people"))]
