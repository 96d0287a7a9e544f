"""Whom a client belongs to: adding, changing, taking away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.clients import group_actions
from relationships.clients.asked_for import client_to_edit
from relationships.clients.forms import GroupEdgeForm
from relationships.clients.group_conflicts import Circle, SecondParent
from relationships.clients.models import Client, GroupEdge
from relationships.foundation.undo import offer_undo

# Said only about what this user may know of; a hidden edge refuses nothing (`group_conflicts`).
SECOND_PARENT = "In some of these days it belongs to another client. Choose days that do not overlap."
CIRCLE = "That would close a circle: this client already belongs to it further up."


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_group_edge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a client under a parent."""
    client = client_to_edit(request, public_id)
    form = GroupEdgeForm(request.POST or None, user=colleague(request), client=client)
    if request.method == "POST" and form.is_valid():
        try:
            group_actions.add_group_edge(client=client, by=colleague(request), **form.changes())
        except (Circle, SecondParent) as refused:
            _explain(form, refused)
        else:
            messages.success(request, f"{client.name} belongs to {form.cleaned_data['parent'].name}.")
            return see_other(request, "client_record", public_id)
    return form_answer(request, _page(client, "Belongs to", form, "Save parent"))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_group_edge(request: HttpRequest, public_id: str, edge_id: str) -> HttpResponse:
    """Another parent, or other days."""
    client = client_to_edit(request, public_id)
    edge = _edge(request, client, edge_id)
    form = GroupEdgeForm(request.POST or None, user=colleague(request), client=client, record=edge)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            by = colleague(request)
            group_actions.edit_group_edge(edge=edge, expected_version=version, by=by, **form.changes())
        except (Circle, SecondParent) as refused:
            _explain(form, refused)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_record(client))
        else:
            messages.success(request, f"Saved whom {client.name} belongs to.")
            return see_other(request, "client_record", public_id)
    return form_answer(request, _page(client, "Edit parent", form, "Save parent"))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_group_edge(request: HttpRequest, public_id: str, edge_id: str) -> HttpResponse:
    """Take a mistaken edge away; the strip on the next page brings it back."""
    client = client_to_edit(request, public_id)
    edge = _edge(request, client, edge_id)
    if edge.archived_at is None:
        as_shown(request, edge)
        group_actions.archive_group_edge(edge=edge, expected_version=edge.version)
        undo = reverse("restore_group_edge", args=[public_id, edge_id])
        offer_undo(request, text=f"Took {edge.parent.name} away as parent", address=undo)
    return see_other(request, "client_record", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_group_edge(request: HttpRequest, public_id: str, edge_id: str) -> HttpResponse:
    """Bring the edge back, unless something else took its days."""
    client = client_to_edit(request, public_id)
    edge = _edge(request, client, edge_id)
    try:
        if edge.archived_at is not None:
            group_actions.restore_group_edge(edge=edge, by=colleague(request))
            messages.success(request, f"{client.name} belongs to {edge.parent.name} again.")
    except (Circle, SecondParent):
        messages.error(request, f"{edge.parent.name} stays away: another parent has its days by now.")
    return see_other(request, "client_record", public_id)


def _edge(request: HttpRequest, client: Client, edge_id: str) -> GroupEdge:
    """An edge both of whose ends this user may see."""
    seen = Client.objects.visible_to(colleague(request))
    edges = GroupEdge.objects.filter(client=client, parent__in=seen).select_related("client", "parent")
    return get_object_or_404(edges, public_id=edge_id)


def _explain(form: GroupEdgeForm, refused: Exception) -> None:
    form.add_error(
        "parent" if isinstance(refused, Circle) else "starts_on",
        CIRCLE if isinstance(refused, Circle) else SECOND_PARENT,
    )


def _record(client: Client) -> str:
    return reverse("client_record", args=[client.public_id])


def _page(client: Client, title: str, form: GroupEdgeForm, submit: str) -> FormPage:
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[client.public_id]))]
    return FormPage(title, form, submit, cancel=_record(client), trail=trail)
