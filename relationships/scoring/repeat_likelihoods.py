"""What the firm's own model says of groups: the return likelihood of the likeliest client of each."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from relationships.scoring.models import ReturnLikelihood


def likelihoods(user: User, group_of: Mapping[int, int]) -> Mapping[int, float]:
    """0-1 by group, for groups of which a client that `user` may see has a prediction; `group_of` are their clients."""
    rows = ReturnLikelihood.objects.visible_to(user).filter(client_id__in=group_of)
    found: dict[int, float] = {}
    for client, probability in rows.values_list("client_id", "probability"):
        group = group_of[client]
        found[group] = max(found.get(group, 0.0), probability)
    return found
