"""The work and the ledger entry that an address names, behind the gate."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.signed_in import colleague
from relationships.clients.permissions import may_edit, why_not
from relationships.engagements.models import Engagement, LedgerEntry

_TOLD_WITH = ("client__owner", "practice", "office", "partner")


def engagement_asked_for(request: HttpRequest, public_id: str) -> Engagement:
    """Work for a visible client, else 404."""
    rows = Engagement.objects.visible_to(colleague(request)).select_related(*_TOLD_WITH, "originating")
    return get_object_or_404(rows, public_id=public_id)


def engagement_to_edit(request: HttpRequest, public_id: str) -> Engagement:
    """The same, refused with 403 where this user may look at the client but not change it."""
    engagement = engagement_asked_for(request, public_id)
    if not may_edit(colleague(request), engagement.client):
        raise PermissionDenied(why_not(engagement.client))
    return engagement


def ledger_entry_asked_for(request: HttpRequest, public_id: str) -> LedgerEntry:
    """An entry of a visible client, else 404. Whose role sees no fees is refused before."""
    rows = LedgerEntry.objects.visible_to(colleague(request)).select_related(*_TOLD_WITH, "engagement", "created_by")
    return get_object_or_404(rows, public_id=public_id)
