"""Signs of moves as their page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from relationships.contacts.models import MoveSignal, OutsidePost, Person, Position
from relationships.contacts.queries import current_positions_of
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.foundation.list_file import in_chunks

MOST_SETTLED = 20
HEADER = ("Person", "Sign", "Said", "Title", "Seen on", "Works at")


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
    found = numbered(_open_signs(user), page)
    rows = MoveSignal.objects.visible_to(user).select_related("person")
    settled = rows.exclude(outcome="").select_related("settled_by").order_by("-updated_at", "-id")
    return MovePage(
        Numbered(_lines(user, found.rows), found.count, found.number, found.last), list(settled[:MOST_SETTLED])
    )


def sign_rows(user: User) -> Iterator[Sequence[Any]]:
    """Every open sign in the order of the pages, below `HEADER`."""
    for part in in_chunks(_open_signs(user)):
        for line in _lines(user, part):
            sign = line.signal
            at = "; ".join(", ".join(filter(None, [each.title, each.client.name])) for each in line.positions)
            yield (sign.person.name, sign.get_kind_display(), sign.said, sign.title, sign.seen_on, at)


def _open_signs(user: User) -> QuerySet[MoveSignal]:
    rows: QuerySet[MoveSignal] = MoveSignal.objects.visible_to(user).open().select_related("person")
    return rows.order_by("-seen_on", "-id")


def _lines(user: User, signs: Sequence[MoveSignal]) -> list[SignalLine]:
    held = current_positions_of(user, [sign.person_id for sign in signs])
    return [SignalLine(sign, held.get(sign.person_id, [])) for sign in signs]


def held_now(user: User, person: Person) -> list[Position | OutsidePost]:
    """What a visible person holds now: at visible clients, and elsewhere."""
    outside = OutsidePost.objects.filter(person=person, archived_at__isnull=True, ended_on__isnull=True)
    return [*current_positions_of(user, [person.pk]).get(person.pk, []), *outside.order_by("started_on", "id")]
