"""The touchpoint that an address names: behind the gate (404), and yours to change (403)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.signed_in import colleague
from relationships.interactions.models import Interaction
from relationships.interactions.queries.rights import may_change, why_not


def touch_asked_for(request: HttpRequest, public_id: str) -> Interaction:
    """The visible touchpoint, undone or not."""
    rows = Interaction.objects.visible_to(colleague(request)).select_related("created_by", "engagement")
    return get_object_or_404(rows, public_id=public_id)


def touch_to_change(request: HttpRequest, public_id: str) -> Interaction:
    """The same, refused with 403 where this user may look but not change."""
    touch = touch_asked_for(request, public_id)
    if not may_change(colleague(request), touch):
        raise PermissionDenied(why_not(touch))
    return touch
