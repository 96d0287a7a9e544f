"""Writing who looks after a client."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, TeamMember
from relationships.clients.signals import facts_changed


class AlreadyOnTheTeam(Exception):
    """The colleague already has this role on this client."""


@transaction.atomic
def add_team_member(*, client: Client, colleague: User, role: str) -> TeamMember:
    """Give `colleague` a role on `client`; an archived membership comes back. Raises `AlreadyOnTheTeam`."""
    Client.objects.unscoped(reason="locks the row the caller was given").select_for_update().get(pk=client.pk)
    found = TeamMember.objects.filter(client=client, colleague=colleague, role=role).first()
    if found and found.archived_at is None:
        raise AlreadyOnTheTeam
    if found:
        return restore_team_member(member=found)
    member = TeamMember.objects.create(client=client, colleague=colleague, role=role)
    _ring(client.pk)
    return member


@transaction.atomic
def edit_team_member(*, member: TeamMember, expected_version: int, colleague: User, role: str) -> TeamMember:
    """Another colleague or role. Raises `AlreadyOnTheTeam`, also for a former membership, or `Conflict`."""
    try:
        with transaction.atomic():
            changes = {"colleague": colleague, "role": role}
            saved = member.save_changes(expected_version=expected_version, changes=changes)
    except IntegrityError as error:
        raise AlreadyOnTheTeam from error
    _ring(member.client_id)
    return saved


@transaction.atomic
def archive_team_member(*, member: TeamMember, expected_version: int) -> TeamMember:
    """Take the colleague off the team; the history keeps that they were on it."""
    saved = member.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _ring(member.client_id)
    return saved


@transaction.atomic
def restore_team_member(*, member: TeamMember) -> TeamMember:
    """Bring a former member back in the same role."""
    saved = member.save_changes(expected_version=member.version, changes={"archived_at": None})
    _ring(member.client_id)
    return saved


def _ring(client_id: int) -> None:
    facts_changed.send(sender=TeamMember, client_ids=[client_id])
