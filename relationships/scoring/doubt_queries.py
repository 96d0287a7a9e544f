"""Reading doubts about scores, through the gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.foundation.list_file import in_chunks
from relationships.scoring.models import Doubt

MOST = 5
MOST_ASKED = 20
HEADER = ("Client", "What was said", "By", "On", "Of score", "Grade", "Asked", "Answer", "Answered by", "Answered on")


def doubts_known_to(user: User) -> QuerySet[Doubt]:
    """Those about clients that `user` may see: waiting for them first, then what waits for others, then the answered."""
    if not can(user, Capability.SEE_HEALTH):
        return Doubt.objects.none()
    rows = Doubt.objects.visible_to(user).current().select_related("client", "raised_by", "owner", "answered_by")
    turn = Case(
        When(answered_at__isnull=True, owner=user, then=Value(0)),
        When(answered_at__isnull=True, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(turn=turn).order_by("turn", "-created_at", "-pk")


def doubt_rows(user: User) -> Iterator[Sequence[Any]]:
    """The log in the order of the pages, below `HEADER`."""
    for part in in_chunks(doubts_known_to(user)):
        for each in part:
            answered = each.answered_by.name if each.answered_by else None
            said = (each.reason, each.raised_by.name, each.created_at, each.score, each.grade, each.owner.name)
            yield (each.client.name, *said, each.answer, answered, each.answered_at)


def doubts_for(user: User) -> list[Doubt]:
    """What `user` was asked and has not answered, the newest first."""
    rows = doubts_known_to(user).filter(owner=user, answered_at__isnull=True)
    return list(rows.order_by("-created_at", "-pk")[:MOST_ASKED])


def doubts_about(user: User, client: Client) -> list[Doubt]:
    """The last ones about a visible client, waiting ones first."""
    return list(doubts_known_to(user).filter(Q(client=client))[:MOST])
