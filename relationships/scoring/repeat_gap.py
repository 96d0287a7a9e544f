"""The gap to the goal in human units: the quiet clients whose usual business would close it, and who could call them.

Quiet is late for the client's own rhythm, never "long ago": a client that comes each December is not quiet in June
(docs/definitions.md#rhythm). Candidates are the clients behind the bars lost and shrunk, so the list costs the same
however long the ledger is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.joint_queries import joint_accounts_exist
from relationships.clients.visible_groups import groups_without
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import shift_months
from relationships.interactions.models import PlannedTouch
from relationships.interactions.queries.planned import planned_with
from relationships.scoring.repeat_business import Bar, RepeatBusiness
from relationships.scoring.repeat_chance import chance_to_return
from relationships.scoring.repeat_drill import Reading, Standing, largest_of
from relationships.scoring.repeat_drill_sql import MEMBERS_OF_SOME, THEIRS
from relationships.scoring.repeat_facts_sql import APART, NET_FEES, pieces
from relationships.scoring.repeat_holders import Holder, holders
from relationships.scoring.repeat_likelihoods import likelihoods
from relationships.scoring.repeat_parameters import entry_parameters
from relationships.scoring.repeat_queries import rows_of
from relationships.scoring.repeat_rhythm import business_rhythm

CANDIDATES = 150
"""Clients looked at behind each of the two bars, those that fell most first."""
YEARS_OF_RHYTHM, YEARS_BACK = 10, 3
_ENTRIES = """entry AS (
    SELECT {group} AS group_id, e.booked_on, {amount} AS amount, {positive} AS positive
    FROM {entries} {joins}
    WHERE {conditions} AND e.booked_on >= %(since)s AND e.booked_on <= %(today)s
), known AS (
    SELECT group_id, min(booked_on) FILTER (WHERE positive) AS first_on,
           array_agg(DISTINCT booked_on) FILTER (WHERE positive) AS days, ARRAY[{years}] AS years
    FROM entry GROUP BY group_id
)
SELECT c.public_id, c.owner_id, group_id, first_on, days, years,
       ARRAY(SELECT client_id FROM member WHERE member.group_id = known.group_id) AS members
FROM known JOIN clients_client c ON c.id = group_id WHERE first_on IS NOT NULL
"""
_YEAR = "COALESCE(sum(amount) FILTER (WHERE booked_on >= %(start_{n})s AND booked_on < %(end_{n})s), 0)"


@dataclass(frozen=True)
class Quiet:
    """A client that is late for its own rhythm.

    `usual` is what it brings in these days of the year (the median of up to three years), `missing` what of it has not
    come yet; `last_on` its last fee, `gap` how many days it is silent before it is late; `touch_on` the day for a word by
    its own rhythm; `chance` 0-1, `predicted` by the firm's own model (`repeat_chance`).
    """

    standing: Standing
    usual: Decimal
    missing: Decimal
    last_on: date
    days: int
    gap: int
    touch_on: date
    chance: float
    predicted: bool = False
    holder: Holder | None = None
    planned: PlannedTouch | None = None

    @property
    def weight(self) -> float:
        """What orders the list: usual business × chance to return × who has the tie (nobody counts half)."""
        strength = self.holder.strength if self.holder and self.holder.strength else 0.0
        return float(self.missing) * self.chance * (0.5 + strength / 200)


@dataclass(frozen=True)
class Gap:
    """Quiet clients, best first; `enough` of them usually bring what is short, None when all together do not.

    `short_by` is what from existing clients lifts the share to the goal; None where it is met or can't be.
    """

    short_by: Decimal | None
    quiet: list[Quiet]

    @property
    def missing(self) -> Decimal:
        """What all of them usually bring, and have not brought yet."""
        return sum((each.missing for each in self.quiet), Decimal(0))

    @property
    def enough(self) -> int | None:
        """How many from the top usually bring what is short."""
        if self.short_by is None:
            return None
        brought = Decimal(0)
        for number, each in enumerate(self.quiet, start=1):
            brought += each.missing
            if brought >= self.short_by:
                return number
        return None


def gap_to_goal(reading: Reading, user: User, found: RepeatBusiness) -> Gap:
    """Who of the clients that `user` may see is quiet, in the period and scope of `found`."""
    rows = [row for row in largest_of(reading, bars=(Bar.LOST, Bar.SHRUNK), limit=CANDIDATES) if row.existing]
    rhythms = _rhythms(reading, [row.public_id for row in rows])
    quiet = _quiet(reading, rows, rhythms)
    ids = {group_id for _, group_id in quiet}
    late = [row for row in rhythms if row["group_id"] in ids]
    group_of = {client: row["group_id"] for row in late for client in row["members"]}
    owners = {row["group_id"]: row["owner_id"] for row in late if row["owner_id"]}
    held = holders(user, group_of, owners)
    likely = likelihoods(user, group_of) if _runs_now(reading) else {}
    planned = planned_with(user, ids)
    full = [
        replace(
            each,
            chance=likely.get(pk, each.chance),
            predicted=pk in likely,
            holder=held.get(pk),
            planned=planned.get(pk),
        )
        for each, pk in quiet
    ]
    return Gap(found.short_by, sorted(full, key=lambda each: (-each.weight, each.standing.public_id)))


def _runs_now(reading: Reading) -> bool:
    """Whether the period is not over: a prediction made today says nothing of an earlier day."""
    return reading.period.last_day >= (reading.today or firm_day().on)


def _day(reading: Reading) -> date:
    """Today, or the last day of a period that is over."""
    return min(reading.today or firm_day().on, reading.period.last_day)


def _quiet(reading: Reading, rows: Sequence[Standing], rhythms: Sequence[dict[str, Any]]) -> list[tuple[Quiet, int]]:
    """Those that are late and miss something, with the id of their group."""
    by_id = {row.public_id: row for row in rows}
    today = _day(reading)
    found = []
    for row in rhythms:
        standing = by_id[row["public_id"]]
        rhythm = business_rhythm(row["days"], today)
        if rhythm is None or not rhythm.is_late(today):
            continue
        days, gap = (today - rhythm.last_on).days, (rhythm.due_on - rhythm.last_on).days
        usual = Decimal(median(_years_known(reading, row) or [Decimal(0)])).quantize(Decimal("0.01"))
        missing = usual - max(standing.current, Decimal(0))
        if missing > 0:
            chance, touch_on = chance_to_return(days, gap), rhythm.touch_on(reading.today or firm_day().on)
            quiet = Quiet(standing, usual, missing, rhythm.last_on, days, gap, touch_on, chance)
            found.append((quiet, row["group_id"]))
    return found


def _rhythms(reading: Reading, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    """When the groups were billed, what they brought in earlier years, who looks after them and who ever was in them."""
    if not public_ids:
        return []
    policy, today = reading.policy, _day(reading)
    parts = pieces(policy, None, reading.within, few=True, joint=joint_accounts_exist())
    conditions = [NET_FEES, "e.client_id <> ALL(%(hidden)s::bigint[])", THEIRS.format(group=parts.group)]
    conditions += [parts.inside] if parts.inside else []
    conditions += [f"NOT {APART}"] if policy.one_offs == "apart" else []
    groups, scope = groups_without(reading.hidden)
    years = _years(reading)
    given = {
        **scope,
        **entry_parameters(policy, within=reading.within, today=reading.today or firm_day().on),
        "public_ids": list(public_ids),
        "grouped": policy.level == "group",
        "since": shift_months(today, -12 * YEARS_OF_RHYTHM),
        "today": today,
        **{f"start_{n}": start for n, (start, _) in enumerate(years)},
        **{f"end_{n}": end for n, (_, end) in enumerate(years)},
    }
    sums = ", ".join(_YEAR.format(n=n) for n in range(YEARS_BACK))
    words = {
        "entries": parts.entries,
        "years": sums,
        "group": parts.group,
        "amount": parts.amount,
        "positive": parts.positive,
        "joins": parts.joins,
    }
    statement = _ENTRIES.format(conditions=" AND ".join(conditions), **words)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {groups}, {MEMBERS_OF_SOME}, {statement}", given)
        return rows_of(cursor)


def _years(reading: Reading) -> list[tuple[date, date]]:
    """The same days one, two and three years earlier."""
    return [_earlier(reading.period.start, reading.period.end, back) for back in range(1, YEARS_BACK + 1)]


def _years_known(reading: Reading, row: dict[str, Any]) -> list[Decimal]:
    """What a group brought in those of these days by whose end it had been billed at all."""
    return [amount for (_, end), amount in zip(_years(reading), row["years"], strict=True) if end > row["first_on"]]


def _earlier(start: date, end: date, years: int) -> tuple[date, date]:
    last = shift_months(end - timedelta(days=1), -12 * years)
    return shift_months(start, -12 * years), last + timedelta(days=1)
