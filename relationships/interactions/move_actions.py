"""The one step in which a move is recorded: positions, the client it may open, and the word that congratulates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from relationships.clients.actions import add_client
from relationships.clients.models import Client
from relationships.contacts.models import MoveSignal, OutsidePost, Person, Position
from relationships.contacts.move_actions import move_person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.interactions.planned_actions import CannotSeeClient, plan_touch


@dataclass(frozen=True)
class Moved:
    """What was written. `client`: where they are now, if that is one; `planned`: the word that congratulates."""

    client: Client | None
    opened: bool
    planned: PlannedTouch | None


@transaction.atomic
def record_move(
    *,
    by: User,
    person: Person,
    employer: Client | str,
    moved_on: date,
    title: str = "",
    ends: Iterable[Position | OutsidePost] = (),
    email: str = "",
    congratulate: bool = True,
    open_client: bool = False,
    signal: MoveSignal | None = None,
) -> Moved:
    """Record a move, whole or not at all. Raises `EndsBeforeItStarts` or `Conflict`.

    With `open_client` an employer known by name only becomes a client of `by`'s. The word stands on the day of whoever
    looks after the new client, else of `by`.
    """
    opened = open_client and isinstance(employer, str)
    if isinstance(employer, str) and open_client:
        employer = add_client(name=employer, owner=by)
    move_person(
        person=person,
        employer=employer,
        moved_on=moved_on,
        title=title,
        ends=ends,
        email=email,
        signal=signal,
        by=by,
    )
    client = employer if isinstance(employer, Client) else None
    planned = _congratulate(by, person, client, title, moved_on) if client and congratulate else None
    return Moved(client, opened, planned)


def _congratulate(by: User, person: Person, client: Client, title: str, moved_on: date) -> PlannedTouch | None:
    owner = client.owner if client.owner and client.owner.is_active else by
    reason = f"Congratulate {person.name[:150]} on the new post{f': {title}' if title else ''}"[:300]
    due_on = max(firm_day().on, moved_on)
    for colleague in dict.fromkeys((owner, by)):
        try:
            return plan_touch(user=by, client=client, colleague=colleague, due_on=due_on, reason=reason)
        except CannotSeeClient:
            continue
    return None
