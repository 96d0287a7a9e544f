"""The pages that find a way to somebody: where to begin, and the ways themselves."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.clients.queries import find_clients, resembling_clients
from relationships.contacts.models import Person, Position
from relationships.contacts.queries import current_positions_of, find_people, resembling_people
from relationships.dashboards.referrer_page import ReferrerLine, cooling_referrers
from relationships.dashboards.way_cards import WayCard, way_cards
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.rights import logs_for
from relationships.network.dormant import DormantTie, dormant_ties
from relationships.network.introduction_queries import introductions_seen, mine_of, passed_over, waiting_for
from relationships.network.models import Introduction, OutOfGraph, PassedOver
from relationships.network.path_queries import Goal, ways_to
from relationships.network.path_sql import MOST_TARGETS
from relationships.scoring.health_policy import policy_of

MOST_FOUND, MOST_DORMANT, MOST_OPEN = 8, 12, 12
SHORTEST = 2


@dataclass(frozen=True)
class WaysPage:
    """Context of dashboards/network_path.html. `out`: the person was taken out of the graph, or asked to be left out."""

    goal: Goal
    ways: list[WayCard]
    asked: list[Introduction]
    left_out: list[PassedOver]
    out: bool
    may_ask: bool
    may_edit: bool
    people: int

    @property
    def name(self) -> str:
        target = self.goal.person or self.goal.client
        assert target is not None
        return target.name

    @property
    def to(self) -> str:
        """The public id asked about."""
        target = self.goal.person or self.goal.client
        assert target is not None
        return target.public_id

    @property
    def asked_ways(self) -> dict[tuple[str, str, str], Introduction]:
        """What is open already, by target, colleague and acquaintance."""
        return {
            (
                each.person.public_id,
                each.colleague.public_id if each.colleague else "",
                each.through.public_id if each.through else "",
            ): each
            for each in self.asked
        }

    @property
    def rows(self) -> list[tuple[WayCard, Introduction | None]]:
        """Each way, with the introduction that goes it already."""
        known = self.asked_ways
        return [(card, known.get((card.target.public_id, card.colleague_id, card.through_id))) for card in self.ways]


def ways_page(user: User, person: Person | None, client: Client | None) -> WaysPage:
    """The ways of `user` (or whom they log for) to a visible person or client."""
    goal, start = Goal(person, client), logs_for(user)
    targets = [person.pk] if person else _people_at(user, client)
    left_out = passed_over(user, targets)
    over = {_over(each) for each in left_out}
    found = ways_to(user, goal, start=start, left_out=over, rules=policy_of(firm_day()).rules.tie)
    open_ones = introductions_seen(user).open().filter(person__in=targets, wanted_by__in=mine_of(user))
    return WaysPage(
        goal=goal,
        ways=way_cards(user, found),
        asked=list(open_ones.order_by("-asked_on", "-id")[:MOST_OPEN]),
        left_out=left_out,
        out=person is not None and not found and _left_out(person),
        may_ask=can(user, Capability.LOG_INTERACTIONS),
        may_edit=can(user, Capability.EDIT_PEOPLE),
        people=len(targets),
    )


def _people_at(user: User, client: Client | None) -> list[int]:
    rows = Position.objects.visible_to(user).current().filter(client=client)
    return list(rows.order_by("id").values_list("person_id", flat=True)[:MOST_TARGETS])


def _over(row: PassedOver) -> tuple[str, int]:
    return ("colleague", row.colleague_id) if row.colleague_id else ("person", row.through_id or 0)


def _left_out(person: Person) -> bool:
    reason = "a person found through the gate"
    taken = OutOfGraph.objects.unscoped(reason=reason).filter(person=person, archived_at__isnull=True)
    alumnus = getattr(person, "alumnus", None)
    return taken.exists() or bool(alumnus and alumnus.opted_out_on)


@dataclass(frozen=True)
class Hit:
    """Somebody or a client that a way may lead to."""

    public_id: str
    name: str
    note: str
    is_client: bool


@dataclass(frozen=True)
class NetworkPage:
    """Context of dashboards/network.html."""

    of: User
    for_another: bool
    text: str
    hits: list[Hit]
    problem: str
    meant: bool
    waiting: list[Introduction]
    asked: list[Introduction]
    dormant: list[DormantTie]
    dormant_in_all: int
    cooling: list[ReferrerLine]
    may_ask: bool


def network_page(user: User, text: str, problem: str) -> NetworkPage:
    """Where to begin: whom to reach, what is asked of whom, and who has fallen silent."""
    of = logs_for(user)
    hits, meant = _found(user, text)
    rules = policy_of(firm_day()).rules.tie
    silent = dormant_ties(user, of, rules=rules)
    asked = introductions_seen(user).current().filter(wanted_by=of).order_by("-asked_on", "-id")
    return NetworkPage(
        of=of,
        for_another=of.pk != user.pk,
        text=text,
        hits=hits,
        problem=problem,
        meant=meant,
        waiting=waiting_for(user, of),
        asked=list(asked[:MOST_OPEN]),
        dormant=silent[:MOST_DORMANT],
        dormant_in_all=len(silent),
        cooling=cooling_referrers(user, rules),
        may_ask=can(user, Capability.LOG_INTERACTIONS),
    )


def _found(user: User, text: str) -> tuple[list[Hit], bool]:
    """Clients and people of that name; else those like it, and True."""
    if len(text) < SHORTEST:
        return [], False
    clients, people = find_clients(user, text, most=MOST_FOUND), find_people(user, text, most=MOST_FOUND)
    meant = not clients and not people
    if meant:
        clients, people = (
            resembling_clients(user, text, most=MOST_FOUND),
            resembling_people(user, text, most=MOST_FOUND),
        )
    held = current_positions_of(user, [each.pk for each in people]) if people else {}
    notes = {pk: f"{rows[0].title}, {rows[0].client.name}".strip(", ") for pk, rows in held.items() if rows}
    hits = [Hit(each.public_id, each.name, each.industry, True) for each in clients]
    return hits + [Hit(each.public_id, each.name, notes.get(each.pk, ""), False) for each in people], meant
