"""Key-person risk as its pages show it: who holds revenue alone, and what happens when one of them goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.clients.whole_groups import whole_groups
from relationships.contacts.models import Person, Position
from relationships.dashboards.numbered_pages import PAGE_SIZE, Numbered, last_page
from relationships.foundation.firm_day import firm_day
from relationships.network.key_people import Hanging, KeyPerson, Side, hanging_on, key_people
from relationships.network.models import DeclaredTie, SecondTie, Tie
from relationships.scoring import portfolio as scores
from relationships.scoring.health_policy import policy_of


@dataclass(frozen=True)
class KeyLine:
    """One on whom revenue hangs."""

    at: KeyPerson
    name: str
    address: str
    under: str
    largest: Client


@dataclass(frozen=True)
class KeyPeoplePage:
    """Context of dashboards/key_people.html. `total`: what hangs on somebody alone, each amount once a person."""

    side: Side
    lines: Numbered[KeyLine]
    total: Decimal
    currency: str
    today: date


@dataclass(frozen=True)
class HangingLine:
    """One client that somebody holds: who could take it over, and whom to introduce them to."""

    at: Hanging
    client: Client
    place: int
    heir: str
    others: list[str]
    plan: SecondTie | None


@dataclass(frozen=True)
class SimulatorPage:
    """Context of dashboards/key_person.html: if this one goes."""

    side: Side
    name: str
    lines: list[HangingLine]
    revenue: Decimal
    at_risk: Decimal
    alone: int
    currency: str
    export: str

    @property
    def without_heir(self) -> int:
        return sum(line.at.alone and not line.heir for line in self.lines)


def key_people_of(user: User, side: Side) -> list[KeyLine]:
    """Everybody on whom clients that `user` may know of hang alone, the largest amount first.

    Asked of clients whose scores say that no two practices (or people) hold them: few, however large the firm is.
    """
    found = key_people(
        whole_groups(user, _hanging_clients(user, side)),
        side=side,
        rules=policy_of(firm_day()).rules.tie,
        reader=user.pk,
    )
    names = _names(user, side, [each.who for each in found])
    clients = Client.objects.visible_to(user).in_bulk([each.largest for each in found])
    return [
        KeyLine(each, *names[each.who], clients[each.largest])
        for each in found
        if each.who in names and each.largest in clients
    ]


def key_people_page(user: User, side: Side, page: int) -> KeyPeoplePage:
    """The page for `user`."""
    lines = key_people_of(user, side)
    last = last_page(len(lines))
    number = min(page, last)
    rows = lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    total = sum((line.at.amount for line in lines), Decimal(0))
    return KeyPeoplePage(side, Numbered(rows, len(lines), number, last), total, the_firm().base_currency, firm_day().on)


def key_people_rows(user: User, side: Side) -> Iterator[Sequence[Any]]:
    """The same as lines of a file."""
    for line in key_people_of(user, side):
        yield [line.name, line.under, line.at.amount, line.at.clients, line.largest.name, line.at.largest_amount]


def _hanging_clients(user: User, side: Side) -> list[int]:
    rows = scores.with_ties(scores.portfolio(Client.objects.visible_to(user).current())).filter(fees__gt=0)
    few = Q(practices__lte=1) if side == "ours" else Q(people__lte=1)
    return list(rows.filter(few).values_list("client_id", flat=True))


def _names(user: User, side: Side, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Name, address of the simulator, and a line beneath, of those that `user` may know of."""
    if side == "ours":
        colleagues = User.objects.filter(pk__in=ids).select_related("practice")
        return {
            each.pk: (each.name, reverse("leaving_colleague", args=[each.public_id]), str(each.practice or ""))
            for each in colleagues
        }
    held = Position.objects.visible_to(user).current().filter(person__in=ids).select_related("client").order_by("pk")
    posts = {post.person_id: ", ".join(filter(None, (post.title, post.client.name))) for post in held}
    people = Person.objects.visible_to(user).filter(pk__in=ids)
    return {
        each.pk: (each.name, reverse("leaving_person", args=[each.public_id]), posts.get(each.pk, ""))
        for each in people
    }


def simulator_page(user: User, who: User | Person) -> SimulatorPage:
    """What happens when `who` goes, over the clients that `user` may know of."""
    side: Side = "ours" if isinstance(who, User) else "theirs"
    groups = whole_groups(user, _clients_with(user, who))
    found = hanging_on(who.pk, groups, side=side, rules=policy_of(firm_day()).rules.tie, reader=user.pk)
    name = "leaving_colleague" if side == "ours" else "leaving_person"
    return SimulatorPage(
        side,
        who.name,
        _lines(user, side, found, groups),
        sum((each.fees for each in found), Decimal(0)),
        sum((each.at_risk for each in found), Decimal(0)),
        sum(each.alone for each in found),
        the_firm().base_currency,
        reverse(f"export_{name}", args=[who.public_id]),
    )


def _clients_with(user: User, who: User | Person) -> set[int]:
    of = {"colleague" if isinstance(who, User) else "person": who, "client__isnull": False}
    ties = Tie.objects.visible_to(user).filter(**of, client__archived_at__isnull=True)
    said = DeclaredTie.objects.visible_to(user).standing(firm_day().on).filter(**of, client__archived_at__isnull=True)
    return {pk for (pk,) in ties.values_list("client_id").union(said.values_list("client_id"))}


def _lines(user: User, side: Side, found: Sequence[Hanging], groups: Mapping[int, int]) -> list[HangingLine]:
    clients = Client.objects.visible_to(user).in_bulk([each.client_id for each in found])
    next_ones = {each.heir for each in found if each.heir is not None}
    across = {pk for each in found for pk in each.others}
    ours, theirs = (next_ones, across) if side == "ours" else (across, next_ones)
    colleagues = dict(User.objects.filter(pk__in=ours).values_list("pk", "name"))
    people = dict(Person.objects.visible_to(user).filter(pk__in=theirs).values_list("pk", "name"))
    heirs, others = (colleagues, people) if side == "ours" else (people, colleagues)
    plans = {groups[client_id]: plan for client_id, plan in plans_at(user, list(groups)).items()}
    return [
        HangingLine(
            each,
            clients[each.client_id],
            place,
            heirs.get(each.heir or 0, ""),
            [others[pk] for pk in each.others if pk in others],
            plans.get(each.client_id),
        )
        for place, each in enumerate(found, 1)
        if each.client_id in clients
    ]


def plans_at(user: User, client_ids: Sequence[int]) -> dict[int, SecondTie]:
    """The next second tie that is planned at each of these clients."""
    rows = SecondTie.objects.visible_to(user).filter(client__in=client_ids, archived_at__isnull=True)
    found = rows.select_related("colleague", "person").order_by("-due_on", "-pk")
    return {plan.client_id: plan for plan in found}


def simulator_rows(page: SimulatorPage) -> Iterator[Sequence[Any]]:
    """The page as lines of a file."""
    for line in page.lines:
        at = line.at
        yield [
            line.place, line.client.name, at.fees, round(at.share, 4), "yes" if at.alone else "no", at.at_risk,
            line.heir, at.heir_strength, "; ".join(line.others),
        ]  # fmt: skip
