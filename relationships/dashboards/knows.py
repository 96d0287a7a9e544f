"""Who knows whom at a client: their people against ours, each cell the strongest tie the reader may know of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Window

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Position
from relationships.foundation.firm_day import firm_day
from relationships.network import queries
from relationships.scoring.health_policy import policy_of

Strengths = dict[int, dict[int, float]]
"""Strength 0-100 by person and colleague."""


@dataclass(frozen=True)
class KnownPerson:
    """One of their people; `cells` stand in the order of the colleagues, None where there is no tie."""

    position: Position
    cells: list[float | None]
    names: list[str]

    @property
    def named(self) -> list[tuple[str, float | None]]:
        """Colleague and strength of each cell."""
        return list(zip(self.names, self.cells, strict=True))

    @property
    def strongest(self) -> float | None:
        """The best tie anybody shown has."""
        return max((cell for cell in self.cells if cell is not None), default=None)


@dataclass(frozen=True)
class WhoKnowsWhom:
    """The grid: colleagues across, people down, the best known first."""

    colleagues: list[str]
    people: list[KnownPerson]
    positions: int
    """How many positions are held at the client now, shown or not."""


def who_knows_whom(user: User, client: Client, *, most_people: int = 6, most_colleagues: int = 6) -> WhoKnowsWhom:
    """The grid of a visible client's current people."""
    held = current_positions(client).annotate(total=Window(Count("pk")))
    positions = list(held[: 10 * most_people])
    strengths, names = strongest_ties(user, [position.person_id for position in positions])
    totals: dict[int, float] = defaultdict(float)
    for ties in strengths.values():
        for colleague_id, strength in ties.items():
            totals[colleague_id] += strength
    columns = sorted(totals, key=lambda pk: (-totals[pk], names[pk]))[:most_colleagues]
    across = [names[pk] for pk in columns]
    people = [
        KnownPerson(position, [strengths.get(position.person_id, {}).get(pk) for pk in columns], across)
        for position in _one_each(positions)
    ]
    people.sort(key=lambda person: -(person.strongest or 0.0))
    total = positions[0].total if positions else 0
    return WhoKnowsWhom(across, people[:most_people], total)


def current_positions(client: Client) -> QuerySet[Position]:
    """Positions held at a client now, by name."""
    rows = Position.objects.unscoped(reason="of a client found through the gate").filter(client=client)
    return (
        rows.current()
        .filter(person__archived_at__isnull=True)
        .select_related("person")
        .order_by("person__name_search", "id")
    )


def strongest_ties(user: User, person_ids: Iterable[int]) -> tuple[Strengths, dict[int, str]]:
    """The strongest tie of each colleague with each person today, over what `user` may see, by the firm's weights; and
    the colleagues' names."""
    return queries.strongest_ties(user, person_ids, rules=policy_of(firm_day()).rules.tie)


def _one_each(positions: Iterable[Position]) -> list[Position]:
    """The first position of each person: some hold two at one client."""
    first: dict[int, Position] = {}
    for position in positions:
        first.setdefault(position.person_id, position)
    return list(first.values())
