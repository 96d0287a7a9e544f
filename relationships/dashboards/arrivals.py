"""The arrival board: whom we meet on a day, when, who hosts, and how to treat them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.prepared import Prepared
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.hospitality.guest_queries import FactLine, believed_facts
from relationships.hospitality.models import GuestFact
from relationships.interactions.models import Interaction, PlannedTouch, TouchColleague
from relationships.interactions.queries.coming import Behalf, Coming, Invited, coming_on
from relationships.interactions.queries.timeline import Entry, entries
from relationships.interactions.visibility import seen_by

IN_PERSON = (Interaction.Kind.MEETING, Interaction.Kind.EVENT, Interaction.Kind.HOSPITALITY)
HOSTING = (GuestFact.Topic.TREAT, GuestFact.Topic.TABLE, GuestFact.Topic.DATE, GuestFact.Topic.AVOID)
MOST = 100
HEADER = ("When", "Client", "Who comes", "Why", "Host", "How to treat them")
FACTS = 4
COME = 3
"""People named beside a planned touch: it says with which client, not with whom."""

_SEEN, _READER = seen_by("i", of_client=True)
_LAST_WITH_PEOPLE = Prepared(
    "interactions_last_with_people",
    f"""
SELECT c.id, touch.id
FROM unnest(%(client_ids)s::bigint[]) AS c (id)
CROSS JOIN LATERAL (
    SELECT i.id FROM interactions_touchclient t JOIN interactions_interaction i ON i.id = t.interaction_id
    WHERE t.client_id = c.id AND t.occurred_at <= now() AND i.archived_at IS NULL
      AND EXISTS (SELECT FROM interactions_touchperson p WHERE p.interaction_id = i.id) AND {_SEEN}
    ORDER BY t.occurred_at DESC LIMIT 1
) touch
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Arriving:
    """One person who comes, and what their host should know."""

    person: Person | Invited
    facts: list[FactLine]


@dataclass(frozen=True)
class Arrival:
    """One meeting or planned touch. `at` is None for what has only a day; `usual`: who usually comes, not who said so;
    `others`: how many come whom nobody has entered."""

    at: datetime | None
    what: str
    clients: Sequence[Client | Behalf]
    people: list[Arriving]
    hosts: list[str]
    touch: Interaction | None
    usual: bool
    others: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the reader may know anything about how to treat somebody who comes."""
        return any(each.facts for each in self.people)


@dataclass(frozen=True)
class ArrivalBoard:
    """Context of dashboards/arrivals.html."""

    day: date
    today: date
    mine: bool
    rows: list[Arrival]
    cut: bool

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.day + timedelta(days=1)


def arrival_board(user: User, day: date, today: date, *, mine: bool) -> ArrivalBoard:
    """Who comes on `day`, as far as `user` may know; with `mine` only what they host."""
    met = _meetings(user, day, mine=mine)
    planned = _planned(user, day, mine=mine)
    usual = _usual_people(user, [each.client_id for each in planned])
    ids = {person.pk for entry in met for person in entry.people} | {p.pk for people in usual.values() for p in people}
    coming = coming_on(user, day, of=user if mine else None)
    ids |= {each.pk for meeting in coming for each in meeting.people}
    facts = believed_facts(user, ids, today)
    rows = [_of_meeting(entry, facts) for entry in met[:MOST]]
    rows += [_of_coming(each, facts) for each in coming]
    rows.sort(key=lambda row: row.at or datetime.max.replace(tzinfo=UTC))
    rows += [_of_plan(each, usual.get(each.client_id, []), facts) for each in planned[:MOST]]
    return ArrivalBoard(day, today, mine, rows, cut=len(met) > MOST or len(planned) > MOST)


def arrival_rows(board: ArrivalBoard) -> Iterator[Sequence[Any]]:
    """The board of a day, below `HEADER`: what is not to be mentioned says so."""
    for row in board.rows:
        treat = [_treat(each.person, line, of_many=len(row.people) > 1) for each in row.people for line in each.facts]
        clients = "; ".join(each.name for each in row.clients)
        people = "; ".join(each.person.name for each in row.people)
        yield (row.at, clients, people, row.what, "; ".join(row.hosts), "; ".join(treat))


def _treat(person: Person | Invited, line: FactLine, *, of_many: bool) -> str:
    first = "not mentioned: " if line.fact.topic == GuestFact.Topic.AVOID else ""
    whose = f" ({person.name})" if of_many else ""
    return f"{first}{line.fact.text}{whose}"


def _meetings(user: User, day: date, *, mine: bool) -> list[Entry]:
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time(), tzinfo=zone)
    rows = Interaction.objects.visible_to(user).current().filter(kind__in=IN_PERSON)
    rows = rows.filter(occurred_at__gte=start, occurred_at__lt=start + timedelta(days=1))
    if mine:
        rows = rows.filter(pk__in=TouchColleague.objects.filter(colleague=user).values("interaction"))
    return entries(user, list(rows.order_by("occurred_at", "id").values_list("pk", flat=True)[: MOST + 1]))


def _planned(user: User, day: date, *, mine: bool) -> list[PlannedTouch]:
    rows = PlannedTouch.objects.visible_to(user).open().filter(due_on=day)
    if mine:
        rows = rows.filter(colleague=user)
    rows = rows.select_related("client", "colleague").order_by("client__name_search", "id")
    return list(rows[: MOST + 1])


def _usual_people(user: User, client_ids: Sequence[int]) -> dict[int, list[Person]]:
    """Who was last spoken to at these clients. Two statements, however many they are."""
    if not client_ids:
        return {}
    last = dict(_LAST_WITH_PEOPLE.rows({"client_ids": list(client_ids), **dict.fromkeys(_READER, user.pk)}))
    read = {entry.touch.pk: entry for entry in entries(user, list(last.values()))}
    return {client_id: list(read[pk].people[:COME]) for client_id, pk in last.items() if pk in read}


def _arriving(people: Sequence[Person | Invited], facts: dict[int, list[FactLine]]) -> list[Arriving]:
    found = []
    for person in people:
        known = [line for line in facts.get(person.pk, []) if line.fact.topic in HOSTING]
        found.append(Arriving(person, known[:FACTS]))
    return found


def _of_meeting(entry: Entry, facts: dict[int, list[FactLine]]) -> Arrival:
    touch = entry.touch
    hosts = [each.name for each in entry.colleagues]
    what = str(Interaction.Kind(touch.kind).label)
    return Arrival(touch.occurred_at, what, entry.clients, _arriving(entry.people, facts), hosts, touch, usual=False)


def _of_coming(coming: Coming, facts: dict[int, list[FactLine]]) -> Arrival:
    what, people = coming.title or "Meeting", _arriving(coming.people, facts)
    return Arrival(coming.at, what, coming.clients, people, list(coming.hosts), None, usual=False, others=coming.others)


def _of_plan(planned: PlannedTouch, people: Sequence[Person], facts: dict[int, list[FactLine]]) -> Arrival:
    clients, hosts = [planned.client], [planned.colleague.name]
    return Arrival(None, planned.reason, clients, _arriving(people, facts), hosts, None, usual=True)
