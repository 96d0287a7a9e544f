"""The disputes with a client: a dated flag that caps its health while it is open."""

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
from relationships.clients import dispute_actions
from relationships.clients.asked_for import client_to_edit
from relationships.clients.dispute_forms import DisputeForm
from relationships.clients.models import Client, Dispute
from relationships.foundation.undo import offer_undo

METHODS = ["GET", "HEAD", "POST"]
LEDE = "While it is open, health is capped, and says why. Whoever may see this page reads it."


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(METHODS)
def open_dispute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Flag a dispute with the client."""
    client = client_to_edit(request, public_id)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dispute_actions.open_dispute(client=client, by=colleague(request), **form.changes())
        messages.success(request, f"Flagged a dispute with {client.name}. Its health follows in a moment.")
        return see_other(request, "client_record", public_id)
    page = FormPage("Flag a dispute", form, "Flag dispute", cancel=_here(client), lede=LEDE, trail=_trail(client))
    return form_answer(request, page)


@requires(Capability.EDIT_CLIENTS)
@require_http_methods(METHODS)
def edit_dispute(request: HttpRequest, public_id: str, dispute_id: str) -> HttpResponse:
    """Correct it, or say when it was settled."""
    client = client_to_edit(request, public_id)
    dispute = _asked_for(request, client, dispute_id)
    form = DisputeForm(request.POST or None, record=dispute)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            dispute_actions.edit_dispute(dispute=dispute, expected_version=version, **form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=_here(client))
        messages.success(request, "Saved the dispute.")
        return see_other(request, "client_record", public_id)
    page = FormPage("Dispute", form, "Save dispute", cancel=_here(client), lede=LEDE, trail=_trail(client))
    return form_answer(request, page)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def archive_dispute(request: HttpRequest, public_id: str, dispute_id: str) -> HttpResponse:
    """Take it out of every score; the strip on the next page brings it back."""
    dispute = _asked_for(request, client_to_edit(request, public_id), dispute_id)
    if dispute.archived_at is None:
        as_shown(request, dispute)
        dispute_actions.archive_dispute(dispute=dispute, expected_version=dispute.version)
        undo = reverse("restore_dispute", args=[public_id, dispute_id])
        offer_undo(request, text="Put away a dispute", address=undo)
    return see_other(request, "client_record", public_id)


@requires(Capability.EDIT_CLIENTS)
@require_POST
def restore_dispute(request: HttpRequest, public_id: str, dispute_id: str) -> HttpResponse:
    """Bring it back."""
    dispute = _asked_for(request, client_to_edit(request, public_id), dispute_id)
    if dispute.archived_at is not None:
        dispute_actions.restore_dispute(dispute=dispute)
        messages.success(request, "The dispute counts again.")
    return see_other(request, "client_record", public_id)


def _asked_for(request: HttpRequest, client: Client, dispute_id: str) -> Dispute:
    rows = Dispute.objects.visible_to(colleague(request)).select_related("client")
    return get_object_or_404(rows, client=client, public_id=dispute_id)


def _here(client: Client) -> str:
    return reverse("client_record", args=[client.public_id])


def _trail(client: Client) -> list[tuple[str, str]]:
    return [("Clients", reverse("client_list")), (client.name, reverse("client_detail", args=[client.public_id]))]
