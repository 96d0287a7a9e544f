"""Who of us is closest to a client group: the colleague with the strongest tie, else whoever looks after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.fields import colleagues_here
from accounts.models import User
from relationships.contacts.models import Position
from relationships.network.queries import tie_strengths


@dataclass(frozen=True)
class Holder:
    """A colleague who works here. `strength` is that of their best tie, 0-100; None: they look after the client, without one."""

    colleague: User
    strength: float | None


def holders(user: User, group_of: Mapping[int, int], owners: Mapping[int, int]) -> Mapping[int, Holder]:
    """The colleague closest to each group, as far as `user` may know.

    `group_of` are the clients of the groups, `owners` who looks after each group, both as `user` may know them.
    """
    groups_of = _people(user, group_of)
    ties = tie_strengths(user, groups_of)
    here = colleagues_here().in_bulk({tie.colleague_id for tie in ties} | set(owners.values()))
    found = {group: Holder(here[pk], None) for group, pk in owners.items() if pk in here}
    best: dict[int, tuple[float, int]] = {}
    for tie in ties:
        for group in groups_of[tie.person_id] if tie.colleague_id in here else ():
            # Of two alike the one who is first by row, so that a list looks the same twice.
            best[group] = min(best.get(group, (1.0, 0)), (-tie.strength, tie.colleague_id))
    return found | {group: Holder(here[pk], -strength) for group, (strength, pk) in best.items()}


def _people(user: User, group_of: Mapping[int, int]) -> dict[int, set[int]]:
    """Whoever is there now, with the groups they sit at."""
    posts = Position.objects.visible_to(user).current().filter(client__in=group_of)
    groups_of: dict[int, set[int]] = defaultdict(set)
    for person, client in posts.values_list("person_id", "client_id"):
        groups_of[person].add(group_of[client])
    return groups_of
