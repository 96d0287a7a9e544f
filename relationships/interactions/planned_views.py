"""Planned touches: one's own list, putting one on a colleague's day, done, withdrawn, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, go_on
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.foundation.undo import offer_undo
from relationships.interactions import planned_actions
from relationships.interactions.log_page import next_address
from relationships.interactions.models import PlannedTouch
from relationships.interactions.planned_actions import AlreadyPlanned, CannotSeeClient
from relationships.interactions.planned_forms import PlanTouchForm
from relationships.interactions.queries.planned import HEADER, open_with, own_planned, planned_for, planned_rows


def _planned(request: HttpRequest) -> ListFile:
    return ListFile("planned.csv", HEADER, planned_rows(colleague(request)))


@requires(Capability.LOG_INTERACTIONS)
@require_safe
@also_as_file(_planned)
def planned_list(request: HttpRequest) -> HttpResponse:
    """What stands on the reader's days."""
    planned = planned_for(colleague(request), firm_day().on)
    return render(request, "interactions/planned_list.html", {"planned": planned})


@requires(Capability.SEE_CLIENTS)
@require_safe
def client_planned(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is planned with a client, on whose day: a panel of its page, or a page."""
    user, client = colleague(request), client_asked_for(request, public_id)
    context = {"client": client, "planned": open_with(user, client.pk), "today": firm_day().on, "user": user}
    context["may_plan"] = can(user, Capability.LOG_INTERACTIONS)
    is_panel = getattr(request, "htmx", False)
    return render(request, f"interactions/{'_client_planned' if is_panel else 'client_planned'}.html", context)


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_touch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a touch with a client on a colleague's day."""
    user, client = colleague(request), client_asked_for(request, public_id)
    form = PlanTouchForm(request.POST or None, user=user)
    back = next_address(request) or reverse("client_detail", args=[public_id])
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("colleague", "due_on", "reason")}
        try:
            planned = planned_actions.plan_touch(user=user, client=client, **given)
        except CannotSeeClient:
            form.add_error("colleague", "Somebody else must do this. Choose another colleague.")
        else:
            _offer(request, planned, "On", "withdraw_planned_touch")
            return go_on(request, back)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    return form_answer(request, FormPage("Plan a touch", form, "Plan touch", cancel=back, trail=trail))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def finish_planned_touch(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is done."""
    return _change(request, public_id, planned_actions.finish_planned_touch, "Done, and off")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def withdraw_planned_touch(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is no longer wanted."""
    return _change(request, public_id, planned_actions.withdraw_planned_touch, "Withdrawn from")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def reopen_planned_touch(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is to be done after all."""
    planned = get_object_or_404(own_planned(colleague(request)), public_id=public_id)
    try:
        planned_actions.reopen_planned_touch(planned=planned)
    except AlreadyPlanned:
        messages.error(
            request, f"{planned.colleague.name} already has another touch with {planned.client.name} planned."
        )
    else:
        _offer(request, planned, "Back on", "withdraw_planned_touch")
    return go_on(request, next_address(request) or reverse("planned_list"))


def _change(request: HttpRequest, public_id: str, act: Callable[..., PlannedTouch], what: str) -> HttpResponse:
    planned = get_object_or_404(own_planned(colleague(request)), public_id=public_id)
    act(planned=planned)
    _offer(request, planned, what, "reopen_planned_touch")
    return go_on(request, next_address(request) or reverse("planned_list"))


def _offer(request: HttpRequest, planned: PlannedTouch, what: str, way_back: str) -> None:
    whose = "your day" if planned.colleague_id == colleague(request).pk else f"{planned.colleague.name}’s day"
    text = f"{what} {whose}: {planned.client.name}"
    offer_undo(request, text=text, address=reverse(way_back, args=[planned.public_id]))
