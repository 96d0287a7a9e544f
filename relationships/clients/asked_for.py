"""The client that an address names: behind the gate (404), and yours to change (403)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.clients.permissions import may_edit, why_not
from relationships.clients.queries import client_seen


def client_asked_for(request: HttpRequest, public_id: str) -> Client:
    """The visible client; 404 for one that does not exist or that this user may not know of."""
    client = client_seen(colleague(request), public_id)
    if client is None:
        raise Http404("No such client, or not for this colleague.")
    return client


def client_to_edit(request: HttpRequest, public_id: str) -> Client:
    """The same, refused with 403 where this user may look but not change."""
    client = client_asked_for(request, public_id)
    if not may_edit(colleague(request), client):
        raise PermissionDenied(why_not(client))
    return client
