"""Adding, changing, closing and putting away work. Its page and lists: `dashboards`."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.name_search import lenient_search_text
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for, client_to_edit
from relationships.clients.models import Client
from relationships.engagements import actions
from relationships.engagements.actions import ClosesBeforeItOpens, NameTaken
from relationships.engagements.asked_for import engagement_to_edit
from relationships.engagements.forms import EngagementForm, NewEngagementForm
from relationships.engagements.models import Engagement
from relationships.engagements.queries import engagements_named
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo

MOST_OPTIONS = 12
REFUSALS = (NameTaken, ClosesBeforeItOpens)


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """New work for a client."""
    client, user = client_to_edit(request, public_id), colleague(request)
    initial = {"opened_on": firm_day().on, "practice": user.practice, "office": user.office}
    form = EngagementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            engagement = actions.add_engagement(client=client, **form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        else:
            messages.success(request, f"Added {engagement.name}.")
            return see_other(request, "engagement_detail", engagement.public_id)
    cancel = reverse("client_work", args=[public_id])
    return form_answer(request, FormPage("Add work", form, "Add work", cancel=cancel, trail=trail_to_work(client)))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def start_engagement(request: HttpRequest) -> HttpResponse:
    """New work from the list of all work: whose it is stands in the form."""
    user = colleague(request)
    initial = {"opened_on": firm_day().on, "practice": user.practice, "office": user.office}
    form = NewEngagementForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            engagement = actions.add_engagement(**form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        else:
            messages.success(request, f"Added {engagement.name}.")
            return see_other(request, "engagement_detail", engagement.public_id)
    return form_answer(request, FormPage("Add work", form, "Add work", cancel="/engagements/"))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """The name, who leads it, its days, and whether it is a one-off."""
    engagement, here = engagement_to_edit(request, public_id), reverse("engagement_detail", args=[public_id])
    form = EngagementForm(request.POST or None, record=engagement)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            saved = actions.edit_engagement(engagement=engagement, expected_version=version, changes=form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        else:
            messages.success(request, f"Saved {saved.name}.")
            return see_other(request, "engagement_detail", public_id)
    trail = [*trail_to_work(engagement.client), (engagement.name, here)]
    return form_answer(request, FormPage(f"Edit {engagement.name}", form, "Save work", cancel=here, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def close_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Done since today; another day is entered in the form. The strip on the next page opens it again."""
    engagement = engagement_to_edit(request, public_id)
    try:
        if engagement.closed_on is None:
            as_shown(request, engagement)
            actions.close_engagement(engagement=engagement, on=firm_day().on)
            _offer_undo(request, f"Closed {engagement.name}", "reopen_engagement", engagement)
    except ClosesBeforeItOpens:
        messages.error(request, "This work opens on a later day. Edit it to enter the day it was closed.")
    return see_other(request, "engagement_detail", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def reopen_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """The work goes on."""
    engagement = engagement_to_edit(request, public_id)
    if engagement.closed_on is not None:
        actions.reopen_engagement(engagement=engagement)
        messages.success(request, f"{engagement.name} is open again.")
    return see_other(request, "engagement_detail", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take work out of the lists; its entries keep counting."""
    engagement = engagement_to_edit(request, public_id)
    if engagement.archived_at is None:
        as_shown(request, engagement)
        actions.archive_engagement(engagement=engagement)
        _offer_undo(request, f"Archived {engagement.name}", "restore_engagement", engagement)
    return see_other(request, "client_work", engagement.client.public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_engagement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring archived work back."""
    engagement = engagement_to_edit(request, public_id)
    if engagement.archived_at is not None:
        actions.restore_engagement(engagement=engagement)
        messages.success(request, f"{engagement.name} is back.")
    return see_other(request, "engagement_detail", public_id)


@requires(Capability.SEE_CLIENTS)
@require_safe
def engagement_options(request: HttpRequest, public_id: str) -> HttpResponse:
    """Completions for a field that names work of this client (`EngagementField`)."""
    client = client_asked_for(request, public_id)
    typed = lenient_search_text(request.GET.get("engagement", ""))
    found = engagements_named(colleague(request), client, typed, most=MOST_OPTIONS)
    return render(request, "engagements/_options.html", {"options": found})


def trail_to_work(client: Client) -> list[tuple[str, str]]:
    """The way to the work of a client."""
    return [
        ("Clients", reverse("client_list")),
        (client.name, reverse("client_detail", args=[client.public_id])),
        ("Work", reverse("client_work", args=[client.public_id])),
    ]


def _offer_undo(request: HttpRequest, text: str, name: str, engagement: Engagement) -> None:
    offer_undo(request, text=text, address=reverse(name, args=[engagement.public_id]))
