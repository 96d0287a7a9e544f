"""The other names of a client: adding and putting away."""

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
from relationships.clients import alias_actions
from relationships.clients.alias_actions import AlreadyAnAlias
from relationships.clients.asked_for import client_to_edit
from relationships.clients.forms import AliasForm
from relationships.clients.models import Alias
from relationships.foundation.undo import offer_undo


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_alias(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another name under which imports and searches find the client."""
    client = client_to_edit(request, public_id)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            alias_actions.add_alias(client=client, **form.changes())
        except AlreadyAnAlias:
            form.add_error("name", f"{client.name} already goes by this name. Enter another one.")
        else:
            messages.success(request, f"{client.name} is also found as {form.cleaned_data['name']}.")
            return see_other(request, "client_record", public_id)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    cancel = reverse("client_record", args=[public_id])
    return form_answer(request, FormPage("Add another name", form, "Add name", cancel=cancel, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """The name as registers write it."""
    client = client_to_edit(request, public_id)
    alias = get_object_or_404(Alias.objects.select_related("client"), client=client, public_id=alias_id)
    form = AliasForm(request.POST or None, record=alias)
    cancel = reverse("client_record", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            alias_actions.edit_alias(alias=alias, expected_version=version, **form.changes())
        except AlreadyAnAlias:
            form.add_error("name", f"{client.name} already goes by this name, or did. Enter another one.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=cancel)
        else:
            messages.success(request, f"{client.name} is also found as {form.cleaned_data['name']}.")
            return see_other(request, "client_record", public_id)
    trail = [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[public_id]))]
    return form_answer(request, FormPage("Edit another name", form, "Save name", cancel=cancel, trail=trail))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """Forget a name; the strip on the next page brings it back."""
    client = client_to_edit(request, public_id)
    alias = get_object_or_404(Alias, client=client, public_id=alias_id)
    if alias.archived_at is None:
        as_shown(request, alias)
        alias_actions.archive_alias(alias=alias, expected_version=alias.version)
        undo = reverse("restore_alias", args=[public_id, alias_id])
        offer_undo(request, text=f"Archived the name {alias.name}", address=undo)
    return see_other(request, "client_record", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_alias(request: HttpRequest, public_id: str, alias_id: str) -> HttpResponse:
    """Bring a name back."""
    client = client_to_edit(request, public_id)
    alias = get_object_or_404(Alias, client=client, public_id=alias_id)
    if alias.archived_at is not None:
        alias_actions.restore_alias(alias=alias)
        messages.success(request, f"{client.name} is found as {alias.name} again.")
    return see_other(request, "client_record", public_id)
