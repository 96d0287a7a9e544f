"""The links of a touchpoint to its clients, people and colleagues, each with the touch's own time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.functions import TransactionNow

from relationships.contacts.models import Position
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson

Link = Any  # one of the three link models below; they share the columns used here
TARGETS: dict[Link, str] = {TouchClient: "client_id", TouchPerson: "person_id", TouchColleague: "colleague_id"}


def linked(link: Link, interaction: Interaction) -> set[int]:
    """The ids that the touch is linked to."""
    return set(link._base_manager.filter(interaction=interaction).values_list(TARGETS[link], flat=True))


def relink(link: Link, interaction: Interaction, ids: Iterable[int], *, added_later: bool) -> bool:
    """Make the links of the touch exactly `ids`, at the touch's time; whether anything was linked or unlinked."""
    target, wanted, have = TARGETS[link], set(ids), linked(link, interaction)
    rows = link._base_manager.filter(interaction=interaction)
    if gone := have - wanted:
        rows.filter(**{f"{target}__in": gone}).delete()
    rows.exclude(occurred_at=interaction.occurred_at).update(occurred_at=interaction.occurred_at)
    since = TransactionNow() if added_later else None
    link._base_manager.bulk_create(
        link(interaction=interaction, occurred_at=interaction.occurred_at, added_at=since, **{target: new})
        for new in sorted(wanted - have)
    )
    return have != wanted


def clients_concerned(interaction: Interaction) -> set[int]:
    """Whose scores read this touch: its clients, and the clients where its people work (their ties)."""
    people = linked(TouchPerson, interaction)
    everywhere = Position.objects.unscoped(reason="a score is told of its facts whoever wrote them")
    positions = everywhere.filter(person_id__in=people, archived_at__isnull=True)
    return linked(TouchClient, interaction) | set(positions.values_list("client_id", flat=True))
