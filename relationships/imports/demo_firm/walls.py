"""The demo's two walls."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall, WallInsider
from relationships.imports.demo_firm import stories


def build_walls() -> None:
    """Put up the walls of the stories whose client exists (a small firm has fewer)."""
    for name, covers_group, reason, insiders in stories.WALLS:
        client = Client.objects.unscoped(reason="Builds the demo firm.").filter(name=name).first()
        if client is None:
            continue
        people = list(User.objects.filter(name__in=insiders))
        wall = Wall.objects.create(
            client=client,
            covers_group=covers_group,
            reason=reason,
            starts_at=timezone.now() - timedelta(days=90),
            created_by=people[0] if people else None,
        )
        WallInsider.objects.bulk_create(WallInsider(wall=wall, colleague=each) for each in people)
