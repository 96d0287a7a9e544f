"""What the firm's own model says of groups: the return likelihood of the likeliest client of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from accounts.models import User
from relationships.scoring.models import ReturnLikelihood
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_turn import members_within


def likelihoods(user: User, reading: Reading, group_ids: Sequence[int]) -> Mapping[int, float]:
    """0-1 by group, for groups of which a client that `user` may see has a prediction."""
    group_of = {client: group for group, client in members_within(reading, group_ids)}
    rows = ReturnLikelihood.objects.visible_to(user).filter(client_id__in=group_of)
    found: dict[int, float] = {}
    for client, probability in rows.values_list("client_id", "probability"):
        group = group_of[client]
        found[group] = max(found.get(group, 0.0), probability)
    return found
