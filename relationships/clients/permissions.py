"""Who may change which client: the role's capability first, then whose client it is."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import Client, TeamMember


def may_edit(user: User, client: Client, team: Iterable[TeamMember] | None = None) -> bool:
    """Account managers change their own clients and those nobody owns; other roles with the capability, all.

    Their own: they own it or are on its team. Others' they read. `team` spares a query where it is known.
    """
    if not can(user, Capability.EDIT_CLIENTS):
        return False
    if user.role != Role.ACCOUNT_MANAGER or client.owner_id in (None, user.pk):
        return True
    if team is None:
        team = TeamMember.objects.filter(client=client, colleague=user, archived_at__isnull=True)
    return any(member.colleague_id == user.pk for member in team)


def why_not(client: Client) -> str:
    """What to tell a colleague who may not change this client."""
    owner = client.owner.name if client.owner else "Somebody else"
    return f"{owner} looks after this client. They, their team, a partner or an administrator can change it."
