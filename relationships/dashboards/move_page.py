"""Signs of moves as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from relationships.contacts.models import MoveSignal, OutsidePost, Person, Position
from relationships.contacts.queries import current_positions_of
from relationships.dashboards.numbered_pages import Numbered, numbered

MOST_SETTLED = 20


@dataclass(frozen=True)
class SignalLine:
    """One sign, and where the person works as far as we know."""

    signal: MoveSignal
    positions: list[Position]


@dataclass(frozen=True)
class MovePage:
    """Context of dashboards/moves.html."""

    lines: Numbered[SignalLine]
    settled: list[MoveSignal]


def move_page(user: User, page: int) -> MovePage:
    """Open signs, newest first, and what became of the last ones."""
    rows = MoveSignal.objects.visible_to(user).select_related("person")
    found = numbered(rows.open().order_by("-seen_on", "-id"), page)
    held = current_positions_of(user, [row.person_id for row in found.rows])
    settled = rows.exclude(outcome="").select_related("settled_by").order_by("-updated_at", "-id")
    lines = [SignalLine(row, held.get(row.person_id, [])) for row in found.rows]
    return MovePage(Numbered(lines, found.count, found.number, found.last), list(settled[:MOST_SETTLED]))


def held_now(user: User, person: Person) -> list[Position | OutsidePost]:
    """What a visible person holds now: at visible clients, and elsewhere."""
    outside = OutsidePost.objects.filter(person=person, archived_at__isnull=True, ended_on__isnull=True)
    return [*current_positions_of(user, [person.pk]).get(person.pk, []), *outside.order_by("started_on", "id")]
