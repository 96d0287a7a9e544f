"""Who knows whom at a client: their people against ours, each cell the strongest tie the reader may know of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.foundation.columns import Columns, cut
from relationships.foundation.firm_day import firm_day
from relationships.network import queries
from relationships.network.tie_rules import TieRules
from relationships.scoring.health_policy import policy_of

_POSITION, _PERSON = Columns(Position, "h"), Columns(Person, "p", "id", "public_id", "name")
_HELD = Prepared(
    "contacts_held_at",
    f"""SELECT {_POSITION}, {_PERSON}, count(*) OVER ()
    FROM contacts_position h JOIN contacts_person p ON p.id = h.person_id
    WHERE h.client_id = %(client)s AND h.archived_at IS NULL AND h.ended_on IS NULL AND p.archived_at IS NULL
    ORDER BY p.name_search, h.id LIMIT %(most)s""",  # noqa: S608 - constants only
)
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


def who_knows_whom(
    user: User, client: Client, *, rules: TieRules | None = None, most_people: int = 6, most_colleagues: int = 6
) -> WhoKnowsWhom:
    """The grid of a visible client's current people. `rules` of ties spare a query where they are known."""
    positions, total = _positions(client, most=10 * most_people)
    strengths, names = strongest_ties(user, [position.person_id for position in positions], rules=rules)
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
    return WhoKnowsWhom(across, people[:most_people], total)


def _positions(client: Client, *, most: int) -> tuple[list[Position], int]:
    """Up to `most` positions held at a client now, by name, and how many there are."""
    rows = _HELD.rows({"client": client.pk, "most": most})
    positions = []
    for row in rows:
        of_position, of_person, _ = cut(row, _POSITION, _PERSON)
        position = _POSITION.record(of_position)
        position.person = _PERSON.record(of_person)
        positions.append(position)
    return positions, rows[0][-1] if rows else 0


def strongest_ties(
    user: User, person_ids: Iterable[int], *, rules: TieRules | None = None
) -> tuple[Strengths, dict[int, str]]:
    """The strongest tie of each colleague with each person today, over what `user` may see, by the firm's weights; and
    the colleagues' names."""
    return queries.strongest_ties(user, person_ids, rules=rules or policy_of(firm_day()).rules.tie)


def _one_each(positions: Iterable[Position]) -> list[Position]:
    """The first position of each person: some hold two at one client."""
    first: dict[int, Position] = {}
    for position in positions:
        first.setdefault(position.person_id, position)
    return list(first.values())
