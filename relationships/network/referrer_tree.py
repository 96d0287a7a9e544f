"""Who came to us through whom: referrers as a forest, what each branch brought, and who is cooling. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

LATE = 1.25
"""So many times their usual gap without a word is late: from there on the pulse of a client is dotted, too."""
LEAST_USUAL, MOST_USUAL, UNKNOWN_USUAL = 21, 365, 90
BRINGS = timedelta(days=730)
"""Whoever brought something so lately, or fees within twelve months, brings business."""
TO_THANK = timedelta(days=14)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Contact:
    """How we are in touch with somebody: the last touch of any of us, and days usually between two of them."""

    last_on: date | None = None
    usual_days: int = UNKNOWN_USUAL
    strength: float | None = None
    """The strongest tie, 0-100; None without any."""
    may_be_called: bool = True
    """False: they asked for no contact, or to be in no graph."""


@dataclass(frozen=True)
class Referrer:
    """Somebody who brought us something. `clients`: ids, in the order in which they came.

    `fees`: credited to them, ever; `fees_year`: of the last twelve months. None for roles that see no fees.
    """

    person_id: int
    first_on: date
    last_on: date
    brought: int
    clients: tuple[int, ...]
    fees: Decimal | None
    fees_year: Decimal | None
    thanked_on: date | None
    to_thank: int
    """How much of what they brought in two years waits for a word of thanks, for two weeks and more."""
    contact: Contact


@dataclass(frozen=True)
class Edge:
    """`person_id` came to us through `through_id` on a day: introduced, or working at a client that they brought."""

    person_id: int
    through_id: int
    on: date
    client_id: int | None = None


@dataclass(frozen=True)
class Branch:
    """One referrer in the forest, `depth` 0 at the root. `fees` and `people` are of everything below, too."""

    referrer: Referrer
    depth: int
    edge: Edge | None
    fees: Decimal | None
    people: int
    late: bool

    @property
    def person_id(self) -> int:
        return self.referrer.person_id


def usual_gap(first_on: date, last_on: date, touches: int, expected: int) -> int:
    """Days usually between two touches: their own mean gap from three touches on, else what is expected; 21 to 365."""
    own = round((last_on - first_on).days / (touches - 1)) if touches > 2 and last_on > first_on else expected
    return min(max(own, LEAST_USUAL), MOST_USUAL)


def is_late(referrer: Referrer, today: date) -> bool:
    """Whether a referrer who brings business is cooling: no word for 1.25 times as long as usual.

    Where no touch is known, from the last thing they brought.
    """
    contact = referrer.contact
    brings = referrer.last_on >= today - BRINGS or bool(referrer.fees_year and referrer.fees_year > 0)
    since = contact.last_on or referrer.last_on
    return brings and contact.may_be_called and (today - since).days > LATE * contact.usual_days


def forest(referrers: Iterable[Referrer], edges: Iterable[Edge], today: date) -> list[list[Branch]]:
    """One list a root, its branches depth first; the largest first at every level.

    Everybody hangs on whoever brought them first, before they brought anything themselves: so no circle can close.
    """
    known = {each.person_id: each for each in referrers}
    first: dict[int, Edge] = {}
    for edge in sorted(edges, key=lambda each: (each.on, each.through_id, each.client_id or 0)):
        if _holds(edge, known):
            first.setdefault(edge.person_id, edge)
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk in known:
        below[first[pk].through_id if pk in first else None].append(pk)
    sums = _sums(known, below)

    def size(pk: int) -> tuple[Decimal, int, date, int]:
        fees, people = sums[pk]
        return fees, people, known[pk].last_on, -pk

    trees = []
    for root in sorted(below[None], key=size, reverse=True):
        rows, waiting = [], [(root, 0)]
        while waiting:
            pk, depth = waiting.pop()
            fees, people = sums[pk]
            referrer = known[pk]
            seen = None if referrer.fees is None else fees
            rows.append(Branch(referrer, depth, first.get(pk), seen, people, is_late(referrer, today)))
            waiting += [(child, depth + 1) for child in sorted(below[pk], key=size)]
        trees.append(rows)
    return trees


def _holds(edge: Edge, known: Mapping[int, Referrer]) -> bool:
    """Both brought something, `through` began to before, and the other only afterwards."""
    one, other = known.get(edge.through_id), known.get(edge.person_id)
    if one is None or other is None or one is other:
        return False
    return one.first_on <= edge.on < other.first_on


def _sums(known: Mapping[int, Referrer], below: Mapping[int | None, list[int]]) -> dict[int, tuple[Decimal, int]]:
    """Fees and people of each branch, itself included; those who came last are summed first."""
    found: dict[int, tuple[Decimal, int]] = {}
    for pk in sorted(known, key=lambda each: known[each].first_on, reverse=True):
        under = [found[child] for child in below.get(pk, ())]
        fees = sum((each[0] for each in under), start=known[pk].fees or ZERO)
        found[pk] = (fees, 1 + sum(each[1] for each in under))
    return found
