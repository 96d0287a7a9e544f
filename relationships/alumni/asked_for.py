"""The alumnus that an address names, behind the gate."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.signed_in import colleague
from relationships.alumni.models import Alumnus, Consent


def alumnus_asked_for(request: HttpRequest, public_id: str) -> Alumnus:
    """The visible alumnus with their person, else 404."""
    rows = Alumnus.objects.visible_to(colleague(request))
    related = rows.select_related("person", "colleague", "office", "practice", "keeper")
    return get_object_or_404(related, public_id=public_id)


def consent_asked_for(alumnus: Alumnus, public_id: str) -> Consent:
    """A row of the visible alumnus's consents, else 404."""
    return get_object_or_404(Consent, alumnus=alumnus, public_id=public_id)
