"""The repeat-business definitions once more, slow and obvious, to hold the SQL against.

Nothing here is shared with the product but its words: it walks over lists of entries.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.scoring.ledger import Edge, Entry

FEE_KINDS = ("fee", "credit", "write_off")
LONG_AGO = date(1, 1, 1)


@dataclass
class Read:
    """One way to read a ledger."""

    start: date
    end: date
    previous_start: date
    previous_end: date
    months: int | None = 36
    mode: str = "calendar"
    level: str = "group"
    ownership: str = "reported"
    one_offs: str = "included"
    first_engagement: str = "included"
    today: date = date(2024, 6, 30)


def months_before(day: date, months: int | None) -> date:
    if months is None:
        return LONG_AGO
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Reference:
    """The figures of `entries` under `read`."""

    def __init__(self, entries: list[Entry], edges: list[Edge], read: Read) -> None:
        self.read, self.edges = read, edges
        self.entries = [e for e in entries if not e.archived and e.kind in FEE_KINDS]
        self.group = {id(e): self.owner(e.client, e.booked_on) for e in self.entries}
        self.one_off_engagements = {(e.client, e.engagement) for e in entries if e.engagement_one_off}
        self.fees = [e for e in self.entries if e.kind == "fee" and e.amount > 0]
        self.fee_days = defaultdict(list)
        for fee in self.fees:
            self.fee_days[self.group[id(fee)]].append(fee.booked_on)
        self.groups = sorted(set(self.group.values()))

    def owner(self, client: str, day: date) -> str:
        if self.read.level == "entity":
            return client
        on = self.read.today if self.read.ownership == "today" else day
        while True:
            parents = [
                e.parent
                for e in self.edges
                if e.client == client and (e.starts_on or LONG_AGO) <= on and (e.ends_on is None or on < e.ends_on)
            ]
            if not parents:
                return client
            client = parents[0]

    def amount(self, e: Entry) -> Decimal:
        apart = self.read.one_offs == "apart"
        if apart and (e.one_off or (e.engagement and (e.client, e.engagement) in self.one_off_engagements)):
            return Decimal(0)
        return e.amount

    def current(self, e: Entry) -> bool:
        return self.read.start <= e.booked_on < self.read.end

    def previous(self, e: Entry) -> bool:
        return self.read.previous_start <= e.booked_on < self.read.previous_end

    def net(self, group: str, when, segment: str | None = None) -> Decimal:
        return sum(
            (
                self.amount(e)
                for e in self.entries
                if self.group[id(e)] == group and when(e) and (segment is None or e.partner == segment)
            ),
            Decimal(0),
        )

    def is_tail(self, e: Entry) -> bool:
        group = self.group[id(e)]
        if self.read.first_engagement == "included" or not e.engagement or not self.fee_days[group]:
            return False
        first = min(self.fee_days[group])
        return any(
            f.booked_on == first and (f.client, f.engagement) == (e.client, e.engagement) and self.group[id(f)] == group
            for f in self.fees
        )

    def is_repeat(self, e: Entry) -> bool:
        group = self.group[id(e)]
        border = e.booked_on if self.read.mode == "rolling" else self.read.start
        window = months_before(border, self.read.months)
        return any(window <= day < border for day in self.fee_days[group]) and not self.is_tail(e)

    def repeat(self, segment: str | None = None) -> Decimal:
        ours = (e for e in self.entries if self.current(e) and (segment is None or e.partner == segment))
        return sum((self.amount(e) for e in ours if self.is_repeat(e)), Decimal(0))

    def total(self, segment: str | None = None) -> Decimal:
        return sum((self.net(group, self.current, segment) for group in self.groups), Decimal(0))

    def bar(self, group: str) -> str:
        before, now = self.net(group, self.previous), self.net(group, self.current)
        if before > 0 and now > 0:
            return "shrunk" if now < before else "grown"
        if before > 0:
            return "lost"
        if now > 0:
            return "reactivated" if any(day < self.read.start for day in self.fee_days[group]) else "new"
        return "corrections"

    def bridge(self) -> dict[str, Decimal]:
        bars = dict.fromkeys(("lost", "shrunk", "grown", "reactivated", "new", "corrections"), Decimal(0))
        for group in self.groups:
            bars[self.bar(group)] += self.net(group, self.current) - self.net(group, self.previous)
        before = sum((self.net(group, self.previous) for group in self.groups), Decimal(0))
        return {"previous": before, **bars, "current": self.total()}

    def active(self, when) -> dict[str, Decimal]:
        nets = {group: self.net(group, when) for group in self.groups}
        return {group: net for group, net in nets.items() if net > 0}

    def any_earlier_fee(self) -> bool:
        return any(fee.booked_on < self.read.start for fee in self.fees)
