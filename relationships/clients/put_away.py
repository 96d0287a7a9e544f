"""What was put away about a client, so that it can be brought back long after the undo strip has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Alias, Client, GroupEdge, TeamMember

MOST = 20


@dataclass(frozen=True)
class PutAway:
    """One archived row: what it was, when it went, and where a POST brings it back."""

    text: str
    at: datetime
    address: str


def put_away(user: User, client: Client) -> list[PutAway]:
    """The last parents, other names and team members that were archived, newest first. Hidden parents are not named."""
    gone = {"client": client, "archived_at__isnull": False}
    edges = GroupEdge.objects.filter(**gone, parent__in=Client.objects.visible_to(user)).select_related("parent")
    aliases = Alias.objects.filter(**gone)
    members = TeamMember.objects.filter(**gone).select_related("colleague")
    rows = [
        *(
            ("restore_group_edge", f"Belongs to {each.parent.name}", each)
            for each in edges.order_by("-archived_at")[:MOST]
        ),
        *(("restore_alias", f"Also called {each.name}", each) for each in aliases.order_by("-archived_at")[:MOST]),
        *(
            ("restore_team_member", f"{each.colleague.name}, {each.get_role_display().lower()}", each)
            for each in members.order_by("-archived_at")[:MOST]
        ),
    ]
    found = [
        PutAway(text, each.archived_at, reverse(name, args=[client.public_id, each.public_id]))
        for name, text, each in rows
        if each.archived_at is not None
    ]
    return sorted(found, key=lambda row: row.at, reverse=True)[:MOST]
