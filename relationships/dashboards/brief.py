"""The sixty-second brief before a meeting: on one page, with one person or with a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, OuterRef, Subquery, Value, When

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.contacts.queries import current_positions_of
from relationships.dashboards.alumni_rows import what_they_were
from relationships.dashboards.brief_parts import (
    FeesMood,
    Guest,
    alumni_of_brief,
    fees_moods,
    last_touches_of,
    promises_on_brief,
    split_facts,
)
from relationships.hospitality.exchange_queries import balances
from relationships.hospitality.guest_queries import believed_facts
from relationships.hospitality.models import GuestFact
from relationships.interactions.models import Promise
from relationships.interactions.queries.coming import Coming, next_meeting
from relationships.interactions.queries.timeline import Entry

CLIENTS = 2
GUESTS = 4
"""People on the brief of a client: those last spoken to."""
_BY_ROLE = Case(
    *(When(buying_role=role, then=Value(rank)) for rank, role in enumerate(Position.BuyingRole.values)),
    default=Value(len(Position.BuyingRole.values)),
)


@dataclass(frozen=True)
class Brief:
    """Context of dashboards/brief.html. `moods` is empty for roles that see no fees."""

    title: str
    client: Client | None
    touches: list[Entry]
    ours: list[Promise]
    theirs: list[Promise]
    guests: list[Guest]
    moods: list[FeesMood]
    alumni: list[tuple[Alumnus, str]]
    today: date
    coming: Coming | None
    """When one of us meets them next, as a calendar says."""

    @property
    def guest(self) -> Guest | None:
        """The one person whom the brief is about."""
        return self.guests[0] if self.client is None else None


def person_brief(user: User, person: Person, today: date) -> Brief:
    """What to know before meeting this visible person."""
    held = current_positions_of(user, [person.pk])
    clients = _clients(held.get(person.pk, []))
    ids = [client.pk for client in clients]
    alumni, former = alumni_of_brief(user, ids, [person])
    ours, theirs = promises_on_brief(user, ids, [person.pk])
    return Brief(
        title=person.name,
        client=None,
        touches=last_touches_of(user, person=person),
        ours=ours,
        theirs=theirs,
        guests=guests(user, [person], held, former, today),
        moods=fees_moods(user, clients),
        alumni=[(each, was) for each, was in alumni if each.person_id != person.pk],
        today=today,
        coming=next_meeting(user, person_id=person.pk),
    )


def client_brief(user: User, client: Client, today: date) -> Brief:
    """What to know before meeting somebody of this visible client."""
    touches = last_touches_of(user, client=client)
    ours, theirs = promises_on_brief(user, [client.pk], [])
    people = _likely_guests(user, client, touches)
    held = current_positions_of(user, [person.pk for person in people])
    alumni, former = alumni_of_brief(user, [client.pk], people)
    return Brief(
        title=client.name,
        client=client,
        touches=touches,
        ours=ours,
        theirs=theirs,
        guests=guests(user, people, held, former, today),
        moods=fees_moods(user, [client]),
        alumni=alumni,
        today=today,
        coming=next_meeting(user, client_id=client.pk),
    )


def guests(
    user: User,
    people: Sequence[Person],
    held: Mapping[int, list[Position]],
    former: Mapping[int, Alumnus],
    today: date,
) -> list[Guest]:
    """What to remember of these visible people, with their posts and what they were to us; two statements for all."""
    ids = [person.pk for person in people]
    facts, given = believed_facts(user, ids, today), balances(user, ids, today)
    found = []
    for person in people:
        chapters, avoid, soon = split_facts(facts.get(person.pk, []), today)
        alumnus = former.get(person.pk)
        was = what_they_were(alumnus) if alumnus else ""
        positions = held.get(person.pk, [])
        found.append(Guest(person, positions, chapters, avoid, soon, was, alumnus, given[person.pk]))
    return found


def _clients(positions: Sequence[Position]) -> list[Client]:
    return list({each.client_id: each.client for each in positions}.values())[:CLIENTS]


def _likely_guests(user: User, client: Client, touches: Sequence[Entry]) -> list[Person]:
    """Those last spoken to who sit there now, then those of whom most is known, then whoever decides. One statement."""
    here = Position.objects.visible_to(user).current().filter(client=client)
    spoken = list(dict.fromkeys(person.pk for entry in touches for person in entry.people))
    facts = GuestFact.objects.visible_to(user).current().filter(person=OuterRef("pk")).order_by("-confirmed_on", "-id")
    seats = here.filter(person=OuterRef("pk")).annotate(rank=_BY_ROLE).order_by("rank", "id")
    found = Person.objects.visible_to(user).filter(archived_at__isnull=True, pk__in=here.values("person"))
    last = [Case(*(When(pk=pk, then=Value(place)) for place, pk in enumerate(spoken)), default=Value(len(spoken)))]
    found = found.order_by(
        # Without a condition it would be the number of a column.
        *(last if spoken else []),
        Subquery(facts.values("confirmed_on")[:1]).desc(nulls_last=True),
        Subquery(seats.values("rank")[:1]),
        Subquery(seats.values("id")[:1]),
    )
    return list(found[:GUESTS])
