"""Saving, renaming, sharing and deleting views of lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, go_on
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.dashboards import view_actions
from relationships.dashboards.list_kinds import KINDS, kind_called, state_of
from relationships.dashboards.models import SavedView
from relationships.dashboards.shelf import View, read_shelf
from relationships.dashboards.view_actions import NameTaken
from relationships.dashboards.view_forms import EditViewForm, NewViewForm
from relationships.foundation.undo import offer_undo

TAKEN = "You have another view of this name. Choose a different one."


@requires(Capability.SEE_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_view(request: HttpRequest) -> HttpResponse:
    """Keep the state of a list under a name."""
    user = colleague(request)
    given = {name: request.GET.get(name, "") for name in ("list", "query")}
    form = NewViewForm(request.POST or None, user=user, initial=given)
    if request.method == "POST" and form.is_valid():
        asked, kind = form.cleaned_data, form.cleaned_data["kind"]
        state = state_of(kind, asked["query"], user)
        try:
            view = view_actions.save_view(
                owner=user, list_key=kind.key, name=asked["name"], state=state, is_shared=asked["is_shared"]
            )
        except NameTaken:
            form.add_error("name", TAKEN)
        else:
            if asked["is_default"]:
                view_actions.set_default_view(user=user, list_key=kind.key, view=view)
            messages.success(request, f"Saved the view {view.name}.")
            return go_on(request, _address(view))
    kind = kind_called(request.POST.get("list") or given["list"], user)
    cancel = kind.address if kind else "/"
    return form_answer(request, FormPage("Save this view", form, "Save view", cancel=cancel))


@requires(Capability.SEE_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its name, and with whom it is shared."""
    view = _own(request, public_id)
    form = EditViewForm(request.POST or None, record=view)
    cancel = _address(view)
    if request.method == "POST" and form.is_valid():
        state = state_of(KINDS[view.list_key], view.query, colleague(request))
        version: Any = form.cleaned_data["version"]
        try:
            saved = view_actions.edit_view(view=view, expected_version=version, state=state, **form.changes())
        except NameTaken:
            form.add_error("name", TAKEN)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=cancel)
        else:
            messages.success(request, f"Saved the view {saved.name}.")
            return go_on(request, _address(saved))
    return form_answer(request, FormPage(f"Edit the view {view.name}", form, "Save view", cancel=cancel))


@requires(Capability.SEE_CLIENTS)
@require_POST
def update_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let the view keep what the list shows now."""
    view = _own(request, public_id)
    if "query" in request.POST:
        state = state_of(KINDS[view.list_key], request.POST["query"], colleague(request))
        view = view_actions.update_view(view=view, state=state)
        messages.success(request, f"Saved the changes of {view.name}.")
    return go_on(request, _address(view))


@requires(Capability.SEE_CLIENTS)
@require_POST
def archive_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete it; the strip on the next page brings it back."""
    view = _own(request, public_id, archived=None)
    if view.archived_at is None:
        as_shown(request, view)
        view_actions.archive_view(view=view)
        offer_undo(request, text=f"Deleted the view {view.name}", address=reverse("restore_view", args=[public_id]))
    return go_on(request, f"{KINDS[view.list_key].address}?view=all")


@requires(Capability.SEE_CLIENTS)
@require_POST
def restore_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring a deleted view back, with its pins and as everybody's default that it was."""
    view = _own(request, public_id, archived=None)
    if view.archived_at is not None:
        try:
            view = view_actions.restore_view(view=view)
        except NameTaken:
            messages.error(request, f"You have another view called {view.name} by now. Rename that one first.")
            return go_on(request, f"{KINDS[view.list_key].address}?view=all")
        messages.success(request, f"The view {view.name} is back.")
    return go_on(request, _address(view))


@requires(Capability.SEE_CLIENTS)
@require_POST
def set_default_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open the list with this view from now on, or with `on=no` no longer."""
    user, view = colleague(request), readable_view(request, public_id)
    record = SavedView.objects.get(public_id=view.public_id)
    on = request.POST.get("on", "yes") != "no"
    view_actions.set_default_view(user=user, list_key=view.list_key, view=record if on else None)
    many = KINDS[view.list_key].many.capitalize()
    messages.success(request, f"{many} opens with {view.name} from now on." if on else f"{many} opens as it is.")
    return go_on(request, view.address)


def readable_view(request: HttpRequest, public_id: str) -> View:
    """A view that this colleague may open; 404 for all others."""
    record = get_object_or_404(SavedView, public_id=public_id, archived_at__isnull=True)
    found = read_shelf(colleague(request), record.list_key).view(public_id)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, public_id: str, *, archived: bool | None = False) -> SavedView:
    """A view of the colleague's own; 404 for everybody else's, so that its address tells nothing."""
    views = SavedView.objects.filter(owner=colleague(request))
    if archived is not None:
        views = views.filter(archived_at__isnull=not archived)
    return get_object_or_404(views, public_id=public_id)


def _address(view: SavedView) -> str:
    query = f"{view.query}&" if view.query else ""
    return f"{KINDS[view.list_key].address}?{query}view={view.public_id}"
