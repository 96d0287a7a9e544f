"""Who brought us what, and through whom they came themselves: the referrers a reader may know of, as a forest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.kept_back import keeping
from relationships.contacts.models import Person, Position
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import shift_months
from relationships.network.models import Contribution, Introduction, OutOfGraph, Tie
from relationships.network.queries import tie_strengths
from relationships.network.referrer_tree import (
    BRINGS,
    TO_THANK,
    UNKNOWN_USUAL,
    Branch,
    Contact,
    Edge,
    Referrer,
    cooling_first,
    forest,
    usual_gap,
)
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.value_queries import credited_fees

ALWAYS = ("introduction", "referral", "instruction")
"""Kinds that lead to clients. What else is brought counts where it names one; a candidate or a return never does."""
NEVER = ("candidate", "return")


@dataclass
class _Brought:
    """What one person brought, gathered."""

    days: list[date] = field(default_factory=list)
    contributions: list[int] = field(default_factory=list)
    clients: dict[int, date] = field(default_factory=dict)
    thanked: list[date] = field(default_factory=list)
    waiting: int = 0

    def add(self, day: date, client_id: int | None, thanked_on: date | None, today: date) -> None:
        self.days.append(day)
        if client_id is not None:
            self.clients[client_id] = min(day, self.clients.get(client_id, day))
        if thanked_on is not None:
            self.thanked.append(thanked_on)
        self.waiting += thanked_on is None and today - BRINGS <= day <= today - TO_THANK


def referrers(user: User, *, rules: TieRules = DEFAULT_RULES) -> list[list[Branch]]:
    """Every referrer `user` may know of, as far as they may know it; the largest branch first. Nine statements at most."""
    today = firm_day().on
    brought, introduced = _brought(user, today)
    if not brought:
        return []
    contacts = _contacts(user, brought, rules)
    ids = [pk for each in brought.values() for pk in each.contributions]
    ever = credited_fees(user, ids)
    year = credited_fees(user, ids, since=shift_months(today, -12))
    sees = can(user, Capability.SEE_FEES)
    found = [
        Referrer(
            person_id=pk,
            first_on=min(each.days),
            last_on=max(each.days),
            brought=len(each.days),
            clients=tuple(sorted(each.clients, key=lambda client: (each.clients[client], client))),
            fees=_sum(ever, each.contributions) if sees else None,
            fees_year=_sum(year, each.contributions) if sees else None,
            thanked_on=max(each.thanked, default=None),
            to_thank=each.waiting,
            contact=contacts[pk],
        )
        for pk, each in brought.items()
    ]
    return forest(found, [*introduced, *_through_clients(user, brought)], today)


def cooling(user: User, *, rules: TieRules = DEFAULT_RULES) -> list[Branch]:
    """Referrers who bring business and have had no word for longer than usual, the largest first."""
    return cooling_first(each for tree in referrers(user, rules=rules) for each in tree)


def _sum(fees: dict[int, Decimal], ids: Iterable[int]) -> Decimal:
    return sum((fees[pk] for pk in ids if pk in fees), start=Decimal(0))


def _brought(user: User, today: date) -> tuple[dict[int, _Brought], list[Edge]]:
    """What people brought; and whom they introduced. An introduction that the ledger holds counts once."""
    rows = Contribution.objects.visible_to(user).current().exclude(kind__in=NEVER)
    rows = rows.filter(Q(kind__in=ALWAYS) | Q(client__isnull=False) | Q(engagement__isnull=False))
    named = rows.annotate(whose=Coalesce("client_id", "engagement__client_id"))
    found: dict[int, _Brought] = defaultdict(_Brought)
    in_ledger: set[int] = set()
    for pk, who, day, client_id, thanked_on, introduction_id in _of_people(named, "person").values_list(
        "id", "person_id", "happened_on", "whose", "thanked_on", "introduction_id"
    ):
        found[who].add(day, client_id, thanked_on, today)
        found[who].contributions.append(pk)
        in_ledger |= {introduction_id} if introduction_id else set()
    made = Introduction.objects.visible_to(user).current().filter(state="made", through__isnull=False)
    edges = []
    for pk, who, whom, client_id, day, thanked_on in _of_people(made, "through").values_list(
        "id", "through_id", "person_id", "client_id", "made_on", "thanked_on"
    ):
        edges.append(Edge(whom, who, day))
        if pk not in in_ledger:
            found[who].add(day, client_id, thanked_on, today)
        elif thanked_on is not None:
            found[who].thanked.append(thanked_on)
    return found, edges


def _of_people(rows: Any, name: str) -> Any:
    """Of people who are there, and did not ask to be left out."""
    left = Q(**{f"{name}__alumnus__opted_out_on__isnull": False})
    return rows.filter(**{f"{name}__archived_at__isnull": True}).exclude(left).order_by("id")


def _through_clients(user: User, brought: dict[int, _Brought]) -> Iterable[Edge]:
    """Who works, or worked, at a client that somebody else had brought."""
    by_client: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for who, each in brought.items():
        for client_id, day in each.clients.items():
            by_client[client_id].append((day, who))
    seats = (
        Position.objects.visible_to(user)
        .filter(person__in=list(brought), client__in=list(by_client), archived_at__isnull=True)
        .exclude(person__in=keeping("job_for"))
    )
    for person_id, client_id, ended_on in seats.values_list("person_id", "client_id", "ended_on"):
        for day, who in by_client[client_id]:
            if who != person_id and (ended_on is None or ended_on >= day):
                yield Edge(person_id, who, day, client_id)


def _contacts(user: User, person_ids: Collection[int], rules: TieRules) -> dict[int, Contact]:
    """How we are in touch with each of these visible people."""
    ids = list(person_ids)
    strengths: dict[int, float] = {}
    for tie in tie_strengths(user, ids, rules=rules):
        strengths[tie.person_id] = max(strengths.get(tie.person_id, 0.0), tie.strength)
    rows = Tie.objects.visible_to(user).filter(person__in=ids).order_by("touches", "last_on", "id")
    last: dict[int, date] = {}
    usual: dict[int, int] = {}
    for who, touches, first_on, last_on, days in rows.values_list(
        "person_id", "touches", "first_on", "last_on", "interval_days"
    ):
        last[who] = max(last_on, last.get(who, last_on))
        # The liveliest tie comes last, and says what is usual.
        usual[who] = usual_gap(first_on, last_on, touches, days)
    gone = OutOfGraph.objects.visible_to(user).filter(person__in=ids, archived_at__isnull=True)
    silent = Person.objects.visible_to(user).filter(
        pk__in=ids, alumnus__do_not_contact=True, alumnus__archived_at__isnull=True
    )
    out = {*gone.values_list("person_id", flat=True), *silent.values_list("pk", flat=True)}
    return {
        pk: Contact(
            last_on=last.get(pk),
            usual_days=usual.get(pk, UNKNOWN_USUAL),
            strength=strengths.get(pk),
            may_be_called=pk not in out,
        )
        for pk in ids
    }
