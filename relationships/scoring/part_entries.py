"""The entries and engagements behind the two parts of a score that speak of business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db import connection

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.visibility import work_seen
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.periods import shift_months
from relationships.network.joint_terms import counted_ledger

# All that counts for one client, with what is booked on accounts that it shares.
_COUNTED = """
WITH {joint} client AS (SELECT %(client)s::bigint AS id)
SELECT l.id, l.booked_on, l.base_amount, l.kind = 'fee' AND l.base_amount > 0
FROM {ledger} l WHERE l.client_id = (SELECT id FROM client) AND l.kind IN ('fee', 'credit', 'write_off')
  AND l.archived_at IS NULL AND l.booked_on > %(after)s AND l.booked_on <= %(until)s AND {open}
ORDER BY l.booked_on DESC, l.id DESC
"""


@dataclass(frozen=True)
class CountedEntry:
    """An entry and what of it is the client's: less than the whole where it was booked on an account that it shares."""

    entry: LedgerEntry
    amount: Decimal

    @property
    def is_part(self) -> bool:
        return self.amount != self.entry.base_amount


@dataclass(frozen=True)
class Line:
    """A counted entry, not read yet."""

    entry_id: int
    on: date
    amount: Decimal
    is_fee: bool


@dataclass(frozen=True)
class BusinessDay:
    """A day with business: its positive fees and the engagements opened; `gap` days since the one before."""

    on: date
    gap: int | None
    entries: Sequence[CountedEntry]
    opened: Sequence[Engagement]


@dataclass(frozen=True)
class Windows:
    """Net fees of the rolling 12 months (`after`, `until`] and of the 12 before, (`before`, `after`]."""

    before: date
    after: date
    until: date
    now: Decimal
    earlier: Decimal


def counted_lines(client: Client, *, after: date = date.min, until: date) -> list[Line]:
    """What counts for a client that came through the gate in (`after`, `until`], the newest first."""
    counted = counted_ledger([client.pk])
    values = {"client": client.pk, "after": after, "until": until, **counted.values}
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED.format(joint=counted.ctes, ledger=counted.ledger, open=work_seen("l.engagement_id")), values
        )
        return [Line(*row) for row in cursor.fetchall()]


def read_lines(user: User, lines: Iterable[Line]) -> list[CountedEntry]:
    """Those of the lines that `user` may read; a shared account can be out of their sight."""
    asked = list(lines)
    rows = LedgerEntry.objects.visible_to(user).select_related("client").in_bulk([line.entry_id for line in asked])
    return [CountedEntry(rows[line.entry_id], line.amount) for line in asked if line.entry_id in rows]


def business_days(user: User, client: Client, on: date) -> list[BusinessDay]:
    """Every day by `on` with a positive fee or an opened engagement, the newest first."""
    lines = [line for line in counted_lines(client, until=on) if line.is_fee]
    fees: dict[date, list[CountedEntry]] = {line.on: [] for line in lines}
    for counted in read_lines(user, lines):
        fees[counted.entry.booked_on].append(counted)
    opened: dict[date, list[Engagement]] = {}
    begun = Engagement.objects.visible_to(user).current().filter(client=client, opened_on__lte=on)
    for engagement in begun.order_by("-opened_on", "-pk"):
        if engagement.opened_on is not None:
            opened.setdefault(engagement.opened_on, []).append(engagement)
    days = sorted(fees.keys() | opened.keys())
    gaps = {later: (later - earlier).days for earlier, later in pairwise(days)}
    return [BusinessDay(day, gaps.get(day), fees.get(day, []), opened.get(day, [])) for day in reversed(days)]


def lines_of_windows(client: Client, on: date) -> list[Line]:
    """What counts in both windows, the newest first."""
    return counted_lines(client, after=shift_months(on, -24), until=on)


def windows(lines: Iterable[Line], on: date) -> Windows:
    """What the money trend compares, of `lines_of_windows`."""
    after = shift_months(on, -12)
    now, earlier = Decimal(0), Decimal(0)
    for line in lines:
        if line.on > after:
            now += line.amount
        else:
            earlier += line.amount
    return Windows(shift_months(on, -24), after, on, now, earlier)
