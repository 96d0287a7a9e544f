"""The parts that a brief is made of, each as far as its reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.dashboards.alumni_rows import what_they_were
from relationships.dashboards.client_work import lines_with_fees
from relationships.dashboards.fee_years import FeeYears
from relationships.hospitality.balance import Balance
from relationships.hospitality.guest_queries import Chapter, FactLine, chapters
from relationships.hospitality.models import GuestFact
from relationships.interactions.models import Interaction, Promise
from relationships.interactions.queries.promises import promises_seen
from relationships.interactions.queries.timeline import Entry, timeline

TOUCHES = 3
PROMISES = 6
LINES = 3
"""Lines of a topic on a brief: it is read in a minute."""
SOON = timedelta(days=30)
ALUMNI = 4


@dataclass(frozen=True)
class FeesMood:
    """How fees with a client go, and how the last talk about an invoice felt."""

    client: Client
    fees: FeeYears
    talk: Interaction | None


@dataclass(frozen=True)
class Guest:
    """One person on a brief: who they are, what to remember of them, what better to leave alone."""

    person: Person
    positions: list[Position]
    chapters: list[Chapter]
    avoid: list[FactLine]
    soon: list[FactLine]
    was: str
    alumnus: Alumnus | None
    balance: Balance


def last_touches_of(user: User, *, client: Client | None = None, person: Person | None = None) -> list[Entry]:
    """The last three touchpoints, newest first."""
    page = timeline(user, client=client, person=person, most=TOUCHES)
    return [entry for _, entries in page.days for entry in entries]


def promises_on_brief(
    user: User, client_ids: Sequence[int], person_ids: Sequence[int]
) -> tuple[list[Promise], list[Promise]]:
    """What is open with these clients and people: ours, theirs; the next due first."""
    rows = promises_seen(user).open().filter(Q(client__in=client_ids) | Q(person__in=person_ids))
    place = Window(RowNumber(), partition_by="side", order_by=["due_on", "id"])
    first = list(rows.annotate(place=place).filter(place__lte=PROMISES).order_by("due_on", "id"))
    ours, theirs = ([each for each in first if each.side == side] for side in (Promise.Side.OURS, Promise.Side.THEIRS))
    return ours, theirs


def fees_moods(user: User, clients: Sequence[Client]) -> list[FeesMood]:
    """How fees go, for roles that see fees; none for others."""
    if not can(user, Capability.SEE_FEES):
        return []
    found = []
    for client in clients:
        _, fees = lines_with_fees(user, client, [], with_fees=True, with_holders=False)
        if fees is not None and fees.columns:
            found.append(FeesMood(client, fees, _last_invoice_talk(user, client)))
    return found


def _last_invoice_talk(user: User, client: Client) -> Interaction | None:
    page = timeline(user, client=client, kinds=[Interaction.Kind.INVOICE_TALK], most=1)
    return page.days[0][1][0].touch if page.days else None


def alumni_of_brief(
    user: User, client_ids: Sequence[int], people: Sequence[Person]
) -> tuple[list[tuple[Alumnus, str]], dict[int, Alumnus]]:
    """Those who once worked here and sit at these clients now, with what they were; and who of `people` did. One statement."""
    held, ids = Position.objects.visible_to(user).current().filter(client__in=client_ids), [each.pk for each in people]
    here = Person.objects.visible_to(user).filter(pk__in=ids).order_by().values("pk")
    rows = Alumnus.objects.visible_to(user).filter(archived_at__isnull=True, opted_out_on__isnull=True)
    rows = rows.filter(person__in=held.order_by().values("person").union(here))
    sits = Exists(held.filter(person=OuterRef("person"))) & Q(person__archived_at__isnull=True)
    rows = rows.select_related("person", "office", "practice")
    found: list[Any] = list(
        rows.annotate(
            sits=Case(When(sits, then=True), default=False),
            nth=Window(RowNumber(), order_by=["person__name_search", "pk"]),
            # Whoever is on the brief is read, whoever else sits there.
            place=Case(When(person__in=ids, then=Value(0)), When(sits, then=Value(1)), default=Value(2)),
        ).order_by("place", "nth")[: ALUMNI + len(ids)]
    )
    there = sorted((each for each in found if each.sits), key=lambda each: int(each.nth))
    return [(each, what_they_were(each)) for each in there[:ALUMNI]], {each.person_id: each for each in found}


def split_facts(lines: Sequence[FactLine], today: date) -> tuple[list[Chapter], list[FactLine], list[FactLine]]:
    """What to remember by topic, what better not to mention, and the dates of the next thirty days."""
    avoid = [line for line in lines if line.fact.topic == GuestFact.Topic.AVOID]
    soon = [line for line in lines if line.comes_on is not None and line.comes_on - today <= SOON]
    kept = chapters(line for line in lines if line.fact.topic != GuestFact.Topic.AVOID)
    return [Chapter(each.topic, each.label, each.icon, each.lines[:LINES]) for each in kept], avoid, soon
