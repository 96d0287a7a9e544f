"""The promises behind the part of a score that speaks of them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import Promise


def promises_behind(user: User, client: Client, on: date, days: int) -> QuerySet[Promise]:
    """Ours to a visible client: kept or broken within `days` of `on`, or open past their day then; the newest first."""
    rows = Promise.objects.visible_to(user).filter(
        client=client, side="ours", archived_at__isnull=True, promised_on__lte=on
    )
    settled = Q(settled_on__lte=on, settled_on__gt=on - timedelta(days=days), outcome__in=("kept", "broken"))
    overdue = Q(due_on__lt=on) & (Q(settled_on__isnull=True) | Q(settled_on__gt=on))
    return rows.filter(settled | overdue).order_by("-due_on", "-pk")
