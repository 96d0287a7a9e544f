"""Referrers as their page and its file show them: who came through whom, what each branch brought, who is cooling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards.numbered_pages import PAGE_SIZE, last_page, page_number
from relationships.foundation.firm_day import firm_day
from relationships.network.referrer_tree import ZERO, Branch
from relationships.network.referrers import Totals, cooling, cooling_and_totals, every_tree, trees_and_totals
from relationships.network.tie_rules import TieRules
from relationships.scoring.health_policy import policy_of
from relationships.scoring.repeat_json import cents

MOST_CLIENTS, MOST_COOLING = 3, 5
FEES = ["fees_credited", "fees_credited_12_months", "branch_fees_credited"]


@dataclass(frozen=True)
class ReferrerLine:
    """One referrer. `through`: who brought them, `at`: the client at which they are because of it."""

    branch: Branch
    person: Person
    through: Person | None
    at: Client | None
    clients: list[Client]

    @property
    def shown(self) -> list[Client]:
        return self.clients[:MOST_CLIENTS]

    @property
    def more(self) -> int:
        return max(0, len(self.clients) - MOST_CLIENTS)

    @property
    def indent(self) -> int:
        """Pixels by which the line stands to the right; from the sixth level on no further."""
        return 22 * min(self.branch.depth, 5)

    @property
    def state(self) -> str:
        """What to do about them, in words; "" when nothing."""
        if not self.branch.referrer.contact.may_be_called:
            return "not to be contacted"
        if self.branch.late:
            return "cooling"
        return "not thanked" if self.branch.referrer.to_thank else ""


@dataclass(frozen=True)
class ReferrerPage:
    """Context of dashboards/referrers.html."""

    lines: list[ReferrerLine]
    roots: int
    referrers: int
    late: int
    to_thank: int
    only_late: bool
    number: int
    last: int
    fees: bool
    may_edit: bool
    currency: str


def referrer_page(user: User, asked: Mapping[str, str]) -> ReferrerPage:
    """Fifty trees of referrers, or fifty referrers who are cooling, the largest first."""
    only_late, number = asked.get("show") == "cooling", page_number(asked.get("page", ""))
    branches, totals = _page(user, only_late, number)
    chosen = totals.late if only_late else totals.roots
    if number > (last := last_page(chosen)):
        number = last
        branches, totals = _page(user, only_late, number)
    return ReferrerPage(
        lines=_lines(user, branches),
        roots=chosen,
        referrers=totals.referrers,
        late=totals.late,
        to_thank=totals.to_thank,
        only_late=only_late,
        number=number,
        last=last,
        fees=can(user, Capability.SEE_FEES),
        may_edit=can(user, Capability.EDIT_PEOPLE),
        currency=the_firm().base_currency,
    )


def _page(user: User, only_late: bool, number: int) -> tuple[list[Branch], Totals]:
    asked: dict[str, Any] = {"rules": _rules(), "most": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE}
    if only_late:
        return cooling_and_totals(user, **asked)
    trees, totals = trees_and_totals(user, **asked)
    return [branch for tree in trees for branch in tree], totals


def referrer_header(user: User) -> list[str]:
    """The columns of the file."""
    fees = FEES if can(user, Capability.SEE_FEES) else []
    brought = [
        "person",
        "level",
        "came_through",
        "at_client",
        "brought",
        "clients",
        "first_brought_on",
        "last_brought_on",
    ]
    return [*brought, *fees, "people_in_branch", "last_contact_on", "usual_days", "tie", "last_thanked_on", "state"]


def referrer_rows(user: User, asked: Mapping[str, str]) -> Iterator[list[Any]]:
    """The same figures as a table, the whole forest depth first."""
    sees = can(user, Capability.SEE_FEES)
    for line in _every_line(user, only_late=asked.get("show") == "cooling"):
        each, contact = line.branch.referrer, line.branch.referrer.contact
        fees = [cents(amount or ZERO) for amount in (each.fees, each.fees_year, line.branch.fees)] if sees else []
        yield [
            line.person.name,
            line.branch.depth + 1,
            line.through.name if line.through else "",
            line.at.name if line.at else "",
            each.brought,
            "; ".join(client.name for client in line.clients),
            each.first_on,
            each.last_on,
            *fees,
            line.branch.people,
            contact.last_on,
            contact.usual_days,
            None if contact.strength is None else round(contact.strength),
            each.thanked_on,
            line.state,
        ]


def cooling_referrers(user: User, rules: TieRules) -> list[ReferrerLine]:
    """The few to call first, for the page where a day in the network begins."""
    return _lines(user, cooling(user, rules=rules, most=MOST_COOLING))


def _every_line(user: User, *, only_late: bool) -> Iterator[ReferrerLine]:
    if only_late:
        yield from _lines(user, cooling(user, rules=_rules()))
        return
    for trees in every_tree(user, rules=_rules()):
        yield from _lines(user, (branch for tree in trees for branch in tree))


def _rules() -> TieRules:
    return policy_of(firm_day()).rules.tie


def _lines(user: User, branches: Iterable[Branch]) -> list[ReferrerLine]:
    shown = list(branches)
    people_ids = {each.person_id for each in shown} | {each.edge.through_id for each in shown if each.edge}
    client_ids = {pk for each in shown for pk in each.referrer.clients}
    client_ids |= {each.edge.client_id for each in shown if each.edge and each.edge.client_id}
    people = Person.objects.visible_to(user).select_related("alumnus").in_bulk(people_ids)
    clients = Client.objects.visible_to(user).in_bulk(client_ids)
    return [
        ReferrerLine(
            branch=each,
            person=people[each.person_id],
            through=people.get(each.edge.through_id) if each.edge else None,
            at=clients.get(each.edge.client_id or 0) if each.edge else None,
            clients=[clients[pk] for pk in each.referrer.clients if pk in clients],
        )
        for each in shown
        if each.person_id in people
    ]
