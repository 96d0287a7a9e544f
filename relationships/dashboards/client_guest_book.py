"""The guest book of a client: what is remembered of everybody who sits there now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.contacts.models import Position
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.hospitality.guest_queries import Chapter, FactLine, chapters
from relationships.hospitality.models import GuestFact

UNKNOWN = 12


@dataclass(frozen=True)
class Remembered:
    """One person and what is remembered of them; `faded` lines are counted, not shown."""

    position: Position
    chapters: list[Chapter]
    faded: int


@dataclass(frozen=True)
class ClientGuestBook:
    """Context of dashboards/client_guest_book.html. `unknown`: people of whom nothing is known, the first of them."""

    head: ClientHead
    people: Numbered[Remembered]
    unknown: list[Position]
    unknown_count: int
    may_write: bool


def client_guest_book(user: User, client: Client, head: ClientHead, today: date, *, page: int) -> ClientGuestBook:
    """One page of people at a visible client of whom `user` may read something, by name."""
    here = Position.objects.visible_to(user).current().filter(client=client, person__archived_at__isnull=True)
    here = here.select_related("person").order_by("person__name_search", "id")
    readable = GuestFact.objects.visible_to(user).current()
    known = readable.filter(person__in=here.order_by().values("person")).values("person")
    shown = numbered(here.filter(person__in=known), page)
    nothing = here.exclude(person__in=known)
    return ClientGuestBook(
        head=head,
        people=replace(shown, rows=_remembered(user, shown.rows, today)),
        unknown=list(nothing[:UNKNOWN]),
        unknown_count=nothing.order_by().count(),
        may_write=can(user, Capability.EDIT_PEOPLE) and client.archived_at is None,
    )


def _remembered(user: User, positions: list[Position], today: date) -> list[Remembered]:
    rows = GuestFact.objects.visible_to(user).current().filter(person__in=[each.person_id for each in positions])
    lines: dict[int, list[FactLine]] = defaultdict(list)
    for fact in rows.select_related("heard_by").order_by("-confirmed_on", "-id"):
        lines[fact.person_id].append(FactLine(fact, today))
    found = []
    for position in positions:
        known = lines[position.person_id]
        believed = [line for line in known if not line.is_faded]
        found.append(Remembered(position, chapters(believed), len(known) - len(believed)))
    return found
