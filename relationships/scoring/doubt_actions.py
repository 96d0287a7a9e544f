"""Writing that a score looks wrong, and what somebody answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.scoring.models import Doubt, Health


class NoScoreYet(LookupError):
    """There is nothing to doubt: the client has no score."""


@transaction.atomic
def raise_doubt(*, by: User, client: Client, owner: User, part: str, reason: str) -> Doubt:
    """Say that the client's score of now looks wrong, and whose turn it is. Twice is the same as once, until answered.

    Raises `NoScoreYet`.
    """
    found = Health.objects.unscoped(reason="of a client found through the gate").filter(client=client)
    # Two clicks at once wait for each other here.
    row = found.select_for_update().first()
    if row is None or not row.facts:
        raise NoScoreYet
    waiting = Doubt.objects.visible_to(by).current().filter(answered_at__isnull=True)
    if said := waiting.filter(client=client, part=part, reason=reason, raised_by=by, owner=owner).first():
        return said
    return Doubt.objects.create(
        client=client,
        on=row.as_of,
        score=row.score,
        grade=row.grade,
        policy_version=row.policy_version,
        part=part,
        reason=reason,
        raised_by=by,
        owner=owner,
    )


@transaction.atomic
def answer_doubt(*, by: User, doubt: Doubt, expected_version: int, answer: str) -> Doubt:
    """Answer a doubt, or answer it anew. Raises `Conflict`."""
    changes = {"answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if doubt.answer == answer and doubt.version == expected_version:
        return doubt
    return doubt.save_changes(expected_version=expected_version, changes=changes)


@transaction.atomic
def take_back_doubt(*, doubt: Doubt) -> None:
    """Take it out of sight; the history keeps it. Twice is the same as once."""
    if doubt.archived_at is None:
        doubt.save_changes(expected_version=doubt.version, changes={"archived_at": timezone.now()})


@transaction.atomic
def restore_doubt(*, doubt: Doubt) -> None:
    """Bring it back."""
    if doubt.archived_at is not None:
        doubt.save_changes(expected_version=doubt.version, changes={"archived_at": None})


def first_owner(client: Client) -> User | None:
    """Who is asked unless somebody else is chosen: whoever looks after the weights, else after the client."""
    admins = User.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True, left_on__isnull=True)
    seeing = (user for user in admins.order_by("pk")[:20] if Client.objects.visible_to(user).filter(pk=client.pk))
    return next(seeing, client.owner)
