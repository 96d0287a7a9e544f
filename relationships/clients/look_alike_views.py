"""Saying that two look-alikes are the same client, or are not; and taking either back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.answers import go_on, own_address
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients import look_alike_actions
from relationships.clients.asked_for import client_asked_for, client_to_edit
from relationships.clients.group_conflicts import Circle, SecondParent
from relationships.clients.models import Client, GroupEdge, NotTheSame
from relationships.clients.permissions import may_edit
from relationships.foundation.undo import offer_undo

BOTH_OWNED = "Both belong to other clients. Take one of them out of its group first, then they can be one."


@requires(Capability.EDIT_CLIENTS)
@require_POST
def mark_the_same(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Count the client as the other one. Where it belongs to somebody already, the other way round."""
    client, other = _pair(request, public_id, other_id)
    edge = _linked(request, client, other) or _linked(request, other, client)
    if edge is None:
        messages.error(request, BOTH_OWNED)
    else:
        undo = reverse("take_apart", args=[edge.client.public_id, edge.parent.public_id])
        offer_undo(request, text=f"{edge.client.name} counts as {edge.parent.name}", address=undo)
    return go_on(request, own_address(request))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def take_apart(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Two clients again."""
    client, other = _pair(request, public_id, other_id)
    edge = get_object_or_404(GroupEdge, client=client, parent=other, same=True, archived_at__isnull=True)
    look_alike_actions.take_apart(edge=edge)
    undo = reverse("mark_the_same", args=[public_id, other_id])
    offer_undo(request, text=f"{client.name} and {other.name} are two clients again", address=undo)
    return go_on(request, own_address(request))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def mark_not_the_same(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Remember that they are two clients."""
    client, other = _pair(request, public_id, other_id)
    look_alike_actions.mark_not_the_same(client=client, other=other, by=colleague(request))
    undo = reverse("forget_not_the_same", args=[public_id, other_id])
    offer_undo(request, text=f"Remembered: {client.name} and {other.name} are two clients", address=undo)
    return go_on(request, own_address(request))


@requires(Capability.EDIT_CLIENTS)
@require_POST
def forget_not_the_same(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Ask about them again."""
    one, two = sorted(_pair(request, public_id, other_id), key=lambda each: each.pk)
    said = get_object_or_404(NotTheSame, one=one, other=two)
    look_alike_actions.forget_not_the_same(said=said)
    undo = reverse("mark_not_the_same", args=[public_id, other_id])
    offer_undo(request, text=f"{one.name} and {two.name} are look-alikes again", address=undo)
    return go_on(request, own_address(request))


def _pair(request: HttpRequest, public_id: str, other_id: str) -> tuple[Client, Client]:
    """Both visible, and one of them yours to change."""
    client, other = client_asked_for(request, public_id), client_asked_for(request, other_id)
    if client == other:
        raise PermissionDenied("One client can't be its own look-alike.")
    if not may_edit(colleague(request), other):
        client_to_edit(request, public_id)
    return client, other


def _linked(request: HttpRequest, client: Client, same_as: Client) -> GroupEdge | None:
    try:
        with transaction.atomic():
            return look_alike_actions.mark_the_same(client=client, same_as=same_as, by=colleague(request))
    except (Circle, SecondParent):
        return None
