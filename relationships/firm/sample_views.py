"""Sample data: made on a click, removed on another, with its effect named before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.firm.settings_views import settings_tabs
from relationships.imports.demo_firm.keys import KeysTaken
from relationships.imports.sample import SampleRefused, make_sample, own_clients, sample_counts
from relationships.imports.sample_removal import kept, remove_sample

NAMED = 5


@requires(Capability.MANAGE_FIRM)
@require_safe
def sample_data(request: HttpRequest) -> HttpResponse:
    """What there is of it, and exactly what a removal takes and leaves."""
    since, user = the_firm().sample_since, colleague(request)
    context: dict[str, Any] = {"tabs": settings_tabs("sample_data"), "since": since, "own": own_clients()}
    if since is not None:
        stays = kept()
        clients = Client.objects.visible_to(user).filter(pk__in=stays.clients).order_by("name_search", "pk")
        people = Person.objects.visible_to(user).filter(pk__in=stays.people).order_by("name_search", "pk")
        context |= {
            "counts": sample_counts(),
            "stays": [*clients.values_list("name", flat=True), *people.values_list("name", flat=True)][:NAMED],
            "stays_in_all": len(stays.clients) + len(stays.people),
        }
    return render(request, "firm/sample.html", context)


@requires(Capability.MANAGE_FIRM)
@require_POST
def add_sample_data(request: HttpRequest) -> HttpResponse:
    """Invent clients to look around with."""
    try:
        make_sample(by=colleague(request))
    except (SampleRefused, KeysTaken) as refused:
        messages.error(request, str(refused))
        return see_other(request, "sample_data")
    messages.success(request, "Made sample data. Scores follow within a minute.")
    return see_other(request, "set_up_invite" if the_firm().set_up_at is None else "client_list")


@requires(Capability.MANAGE_FIRM)
@require_POST
def remove_sample_data(request: HttpRequest) -> HttpResponse:
    """Take all of it away; what people made stays."""
    if the_firm().sample_since is not None:
        stays = remove_sample(by=colleague(request))
        left = len(stays.clients) + len(stays.people)
        more = f" {left} that your own work hangs on stay." if left else ""
        messages.success(request, f"Removed the sample data.{more}")
    return see_other(request, "sample_data")
