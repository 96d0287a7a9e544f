"""Who may change a touchpoint, and for whom somebody logs."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import Client, TeamMember
from relationships.interactions.models import Interaction, TouchClient, TouchColleague
from relationships.interactions.queries.timeline import Entry

_ANY_TOUCH = frozenset({Role.PARTNER, Role.ADMINISTRATOR})


def logs_for(user: User) -> User:
    """The colleague whose touchpoints `user` logs: an assistant's are those of the person they support."""
    supported = user.supports if user.logs_for_id is not None else None
    return supported if supported is not None and supported.archived_at is None else user


def may_change(user: User, interaction: Interaction) -> bool:
    """Whoever wrote it or took part (or logs for them), looks after one of its clients, or leads."""
    if not can(user, Capability.LOG_INTERACTIONS):
        return False
    mine = {user.pk, logs_for(user).pk}
    if user.role in _ANY_TOUCH or interaction.created_by_id in mine:
        return True
    if TouchColleague.objects.filter(interaction=interaction, colleague__in=mine).exists():
        return True
    clients = TouchClient.objects.filter(interaction=interaction).values("client_id")
    team = TeamMember.objects.filter(client__in=clients, colleague__in=mine, archived_at__isnull=True)
    owned = Client.objects.visible_to(user).filter(pk__in=clients, owner__in=mine)
    return team.exists() or owned.exists()


def why_not(interaction: Interaction) -> str:
    """What to tell a colleague who may see a touchpoint but not change it."""
    author = interaction.created_by.name if interaction.created_by else "Whoever took part"
    return f"{author}, those who took part, the client's team, a partner or an administrator can change it."


def changeable(user: User, entries: Iterable[Entry]) -> set[int]:
    """The ids of those touches that `user` may change: `may_change` for a whole page. Two queries at most."""
    shown = list(entries)
    if not can(user, Capability.LOG_INTERACTIONS):
        return set()
    if user.role in _ANY_TOUCH:
        return {entry.touch.pk for entry in shown}
    mine = {user.pk, logs_for(user).pk}
    clients = {client.pk for entry in shown for client in entry.clients}
    looked_after = {client.pk for entry in shown for client in entry.clients if client.owner_id in mine}
    team = TeamMember.objects.filter(client__in=clients, colleague__in=mine, archived_at__isnull=True)
    looked_after |= set(team.values_list("client_id", flat=True))
    return {
        entry.touch.pk
        for entry in shown
        if entry.touch.created_by_id in mine
        or any(colleague.pk in mine for colleague in entry.colleagues)
        or any(client.pk in looked_after for client in entry.clients)
    }
