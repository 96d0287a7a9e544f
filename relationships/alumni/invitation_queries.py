"""Guests of an event: who has a place, whose turn is next, and whether an invitation may still go out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from relationships.alumni.models import Event, Invitation
from relationships.foundation.secret_address import LONGEST_TOKEN, digest_of

COUNTED = "places are counted for everybody, whoever may know of whom"


def why_not_invited(invitation: Invitation, kind: str, now: datetime) -> str:
    """Why a letter about this invitation must not go out; "" when it may."""
    event = invitation.event
    if invitation.archived_at:
        return "They were taken off the list."
    if kind != "called_off" and (event.called_off_at or event.archived_at):
        return "The event was called off."
    if kind != "called_off" and event.ends_at <= now:
        return "The event is over."
    # In the name of whoever invited them; when they have left, of whoever is host.
    sender = next((each for each in (invitation.invited_by, event.host) if each.works_here), None)
    if sender is None:
        return "Whoever invited them has left, and so has the host."
    if not Invitation.objects.visible_to(sender).filter(pk=invitation.pk).exists():
        return "A wall stands between them and whoever invited them."
    return ""


def invitation_of(token: str) -> Invitation | None:
    """What the address in somebody's mail is about."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = Invitation.objects.unscoped(reason="whoever holds the address is the one it was made for")
    rows = rows.filter(digest=digest_of(token), archived_at__isnull=True, event__archived_at__isnull=True)
    return rows.filter(person__archived_at__isnull=True).select_related("event", "person").first()


def places_left(event: Event) -> int | None:
    """Free places; None when there is no limit. Never below 0."""
    if event.capacity is None:
        return None
    rows = Invitation.objects.unscoped(reason=COUNTED).filter(event=event, archived_at__isnull=True)
    taken: int = rows.aggregate(n=Count("pk", filter=Q(state="going")))["n"]
    return max(event.capacity - taken, 0)
