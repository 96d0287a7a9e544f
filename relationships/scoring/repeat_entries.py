"""From a client to its engagements and the ledger entries; sums are exact at each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from relationships.clients.joint_queries import joint_accounts_exist
from relationships.clients.visible_groups import groups_without
from relationships.foundation.firm_day import firm_day
from relationships.scoring import repeat_drill_sql
from relationships.scoring.repeat_business import ZERO, Bar
from relationships.scoring.repeat_drill import Reading, Sums
from relationships.scoring.repeat_parameters import entry_parameters
from relationships.scoring.repeat_queries import figures_now, figures_of, rows_of
from relationships.scoring.repeat_stream import stream


@dataclass(frozen=True)
class Slice:
    """Which entries: of one group, of one engagement (None: that name none), of this period, the one before or both.

    `alone` takes the client `group_id` by itself, whatever group its entries count with.
    """

    group_id: int | None = None
    alone: bool = False
    one_engagement: bool = False
    engagement_id: int | None = None
    with_current: bool = True
    with_previous: bool = True


@dataclass(frozen=True)
class EngagementSums:
    """Net fees of one engagement, or of the entries that name none (then without public id, name and client)."""

    public_id: str | None
    name: str | None
    client: str | None
    previous: Decimal
    current: Decimal
    entries: int

    @property
    def change(self) -> Decimal:
        return self.current - self.previous


@dataclass(frozen=True)
class Owner:
    """The group that a client's entries count with."""

    public_id: str
    name: str


def entries_sum(reading: Reading, wanted: Slice) -> Sums:
    """What the entries add up to. Over one client, the change is that client's part of its bar."""
    if wanted == Slice(with_current=wanted.with_current, with_previous=wanted.with_previous):
        return _whole_sum(reading, wanted)
    return Sums(**_entries(repeat_drill_sql.ENTRIES_SUM, reading, wanted)[0])


def _whole_sum(reading: Reading, wanted: Slice) -> Sums:
    """All entries of the periods: the figures know their sums."""
    question = reading.question()
    (found,) = figures_of(question) if reading.user else figures_now(question)
    sums, now, before = found.sums, wanted.with_current, wanted.with_previous
    return Sums(
        count=now * sums.entries + before * sums.previous_entries,
        previous=found.bridge[Bar.PREVIOUS] if before else ZERO,
        current=found.total if now else ZERO,
        remembered=found.remembered,
        waiting_since=found.waiting_since,
    )


@dataclass(frozen=True)
class Counted:
    """An entry as it counts: for which client (a member, when it was booked on a joint account), how much, and when."""

    id: int
    client_id: int
    amount: Decimal
    booked_on: date


def counted_entries(reading: Reading, wanted: Slice, *, limit: int, offset: int = 0) -> list[Counted]:
    """The entries, latest first."""
    rows = _entries(repeat_drill_sql.ENTRIES_PAGE, reading, wanted, limit=limit, offset=offset)
    return [Counted(**row) for row in rows]


def all_counted_entries(reading: Reading, wanted: Slice) -> Iterator[list[Counted]]:
    """All the entries, however many, latest first, some thousands at a time."""
    statement, given = _entries_question(repeat_drill_sql.ENTRIES, reading, wanted)
    for rows in stream(statement, given, settings="SET LOCAL work_mem = '64MB'"):
        yield [Counted(**row) for row in rows]


def engagements(reading: Reading, wanted: Slice, *, limit: int) -> list[EngagementSums]:
    """The engagements of a group or client in both periods, those that changed most first."""
    rows = _entries(repeat_drill_sql.ENGAGEMENTS, reading, wanted, limit=limit)
    return [EngagementSums(**row) for row in rows]


def owners(reading: Reading, client_id: int) -> list[Owner]:
    """The groups, other than its own, that entries of this client count with in the two periods."""
    return [Owner(**row) for row in _entries(repeat_drill_sql.OWNERS, reading, Slice(client_id, alone=True))]


def of_client(reading: Reading, client_id: int) -> tuple[Slice, list[Owner]]:
    """What stands behind a client's name: its group's entries, or its own where all of them count with other groups.

    Also the groups that some of its entries count with.
    """
    above = owners(reading, client_id)
    whole = Slice(client_id)
    part = bool(above) and not entries_sum(reading, whole).count
    return replace(whole, alone=part), above


def _entries(final: str, reading: Reading, wanted: Slice, **more: Any) -> list[dict[str, Any]]:
    statement, given = _entries_question(final, reading, wanted, **more)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return rows_of(cursor)


def entries_parameters(reading: Reading, wanted: Slice) -> tuple[str, dict[str, Any]]:
    """The CTEs that say who counts with whom, and the parameters of `repeat_drill_sql.wanted`."""
    period, last = reading.period, reading.period.before()
    groups, scope = groups_without(reading.hidden)
    given = {
        **scope,
        **entry_parameters(reading.policy, within=reading.within, today=reading.today or firm_day().on),
        "grouped": reading.policy.level == "group",
        "current_start": period.start,
        "current_end": period.end,
        "previous_start": last.start,
        "previous_end": last.end,
        "first_day": last.start if wanted.with_previous else period.start,
        "after": period.end if wanted.with_current else last.end,
        **vars(wanted),
    }
    return groups, given


def _entries_question(final: str, reading: Reading, wanted: Slice, **more: Any) -> tuple[str, dict[str, Any]]:
    groups, given = entries_parameters(reading, wanted)
    given |= more
    cte = repeat_drill_sql.wanted(
        reading.policy,
        reading.within,
        of_group=wanted.group_id is not None,
        alone=wanted.alone,
        of_engagement=wanted.one_engagement,
        joint=joint_accounts_exist(),
    )
    members = [repeat_drill_sql.MEMBERS_OF_ONE] if wanted.group_id is not None and not wanted.alone else []
    return "WITH RECURSIVE " + ",".join([groups, *members, cte]) + final, given
