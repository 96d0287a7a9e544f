"""The people of a client: who is there now and was before, how to reach them, and who of us knows them best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.models import User
from accounts.prepared import Prepared
from relationships.alumni.kept_back import POINT_KEPT_BACK
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Position
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.knows import strongest_ties
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.foundation.columns import Columns

_POINT = Columns(ContactPoint, "k", "id", "public_id", "person_id", "kind", "value", "is_primary")
_REACH = Prepared(
    "contacts_reach",
    f"SELECT {_POINT} FROM contacts_contactpoint k WHERE k.person_id = ANY(%(people)s) AND k.archived_at IS NULL"  # noqa: S608 - constants only
    f" AND NOT {POINT_KEPT_BACK.format(point='k')}"
    " ORDER BY k.is_primary DESC, k.kind, k.value",
)


@dataclass(frozen=True)
class PersonHere:
    """One position with the ways to reach its person, and our strongest tie with them."""

    position: Position
    reach: list[ContactPoint]
    known_by: str
    strength: float | None


@dataclass(frozen=True)
class ClientPeople:
    """Context of dashboards/client_people.html."""

    head: ClientHead
    people: Numbered[PersonHere]
    former: bool


def client_people(user: User, client: Client, head: ClientHead, *, former: bool, page: int) -> ClientPeople:
    """One page of people at a visible client: those there now, or those who left."""
    rows = Position.objects.visible_to(user).filter(client=client, archived_at__isnull=True)
    rows = rows.filter(ended_on__isnull=not former, person__archived_at__isnull=True).select_related("person")
    shown = numbered(rows.order_by("person__name_search", "id"), page)
    return ClientPeople(head, replace(shown, rows=people_here(user, shown.rows)), former)


def people_here(user: User, positions: list[Position]) -> list[PersonHere]:
    """The positions with contact points and strongest ties, in two statements."""
    ids = [position.person_id for position in positions]
    reach = reach_of(ids)
    strengths, names = strongest_ties(user, ids) if ids else ({}, {})
    found = []
    for position in positions:
        best = max(((s, pk) for pk, s in strengths.get(position.person_id, {}).items()), default=None)
        known_by = names[best[1]] if best else ""
        found.append(PersonHere(position, reach.get(position.person_id, []), known_by, best[0] if best else None))
    return found


def reach_of(person_ids: Iterable[int]) -> dict[int, list[ContactPoint]]:
    """Current contact points by person, the primary ones first."""
    points: dict[int, list[ContactPoint]] = defaultdict(list)
    for row in _REACH.rows({"people": list(person_ids)}):
        point = _POINT.record(row)
        points[point.person_id].append(point)
    return points
