"""Who of us is closest to a client group: the colleague with the strongest tie, else whoever looks after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.fields import colleagues_here
from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Position
from relationships.network.queries import tie_strengths
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_turn import members_within


@dataclass(frozen=True)
class Holder:
    """A colleague who works here. `strength` is that of their best tie, 0-100; None: they look after the client, without one."""

    colleague: User
    strength: float | None


def holders(user: User, reading: Reading, group_ids: Sequence[int]) -> Mapping[int, Holder]:
    """The colleague closest to each group, as far as `user` may know."""
    members = members_within(reading, group_ids)
    group_of = {client: group for group, client in members}
    best = _strongest(user, group_of)
    looked_after = _owners(user, group_of)
    wanted = {pk for pk, _ in best.values()} | set(looked_after.values())
    here = colleagues_here().in_bulk(wanted) if wanted else {}
    found = {group: Holder(here[pk], None) for group, pk in looked_after.items() if pk in here}
    return found | {group: Holder(here[pk], strength) for group, (pk, strength) in best.items() if pk in here}


def _strongest(user: User, group_of: Mapping[int, int]) -> dict[int, tuple[int, float]]:
    """Colleague and strength of the best tie with one of the people who are there now, by group."""
    posts = Position.objects.visible_to(user).current().filter(client__in=group_of)
    groups_of: dict[int, set[int]] = defaultdict(set)
    for person, client in posts.values_list("person_id", "client_id"):
        groups_of[person].add(group_of[client])
    here = set(colleagues_here().values_list("pk", flat=True))
    found: dict[int, tuple[int, float]] = {}
    for tie in tie_strengths(user, groups_of):
        for group in groups_of[tie.person_id] if tie.colleague_id in here else ():
            # Of two alike the one who is first by row, so that a list looks the same twice.
            if group not in found or (-tie.strength, tie.colleague_id) < (-found[group][1], found[group][0]):
                found[group] = (tie.colleague_id, tie.strength)
    return found


def _owners(user: User, group_of: Mapping[int, int]) -> dict[int, int]:
    groups: Iterable[int] = set(group_of.values())
    rows = Client.objects.visible_to(user).filter(pk__in=groups, owner__isnull=False)
    return {pk: owner for pk, owner in rows.values_list("pk", "owner_id") if owner is not None}
