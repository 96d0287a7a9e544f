"""Pinning clients, people and views, and the page of all pins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import go_on, own_address
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards import pin_actions
from relationships.dashboards.models import SavedView
from relationships.dashboards.pin_actions import Pinnable, TooManyPins
from relationships.dashboards.shelf import MOST_PINS, shelf_of
from relationships.dashboards.view_views import readable_view

NOTHING = "Name the client, person or view."


@requires(Capability.SEE_CLIENTS)
@require_POST
def add_pin(request: HttpRequest) -> HttpResponse:
    """Keep a client, a person or a view in the navigation."""
    thing = _thing(request)
    if thing is None:
        return HttpResponseBadRequest(NOTHING, content_type="text/plain; charset=utf-8")
    try:
        pin_actions.add_pin(user=colleague(request), thing=thing)
    except TooManyPins:
        messages.error(request, f"You have {MOST_PINS} pins. Take one away first.")
    else:
        messages.success(request, f"Pinned {thing}.")
    return go_on(request, own_address(request))


@requires(Capability.SEE_CLIENTS)
@require_POST
def remove_pin(request: HttpRequest) -> HttpResponse:
    """Take it out of the navigation."""
    thing = _thing(request)
    if thing is None:
        return HttpResponseBadRequest(NOTHING, content_type="text/plain; charset=utf-8")
    pin_actions.remove_pins(user=colleague(request), things=[thing])
    messages.success(request, f"Unpinned {thing}.")
    return go_on(request, own_address(request))


@requires(Capability.SEE_CLIENTS)
@require_safe
def pin_list(request: HttpRequest) -> HttpResponse:
    """Everything that is pinned."""
    return render(request, "dashboards/pin_list.html", {"pins": shelf_of(request).pins, "most": MOST_PINS})


def _thing(request: HttpRequest) -> Pinnable | None:
    """What the form names, through the gate; None when it names nothing. Raises `Http404`."""
    user = colleague(request)
    if client := request.POST.get("client"):
        return get_object_or_404(Client.objects.visible_to(user), public_id=client)
    if person := request.POST.get("person"):
        return get_object_or_404(Person.objects.visible_to(user), public_id=person)
    if view := request.POST.get("view"):
        return get_object_or_404(SavedView, public_id=readable_view(request, view).public_id)
    return None
