"""From a bar of the bridge to its clients, their engagements and the ledger entries; sums are exact at each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.visible_groups import group_scope
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period
from relationships.scoring import repeat_drill_sql
from relationships.scoring.repeat_business import Bar, Policy, Within
from relationships.scoring.repeat_parameters import entry_parameters
from relationships.scoring.repeat_queries import WHOLE_LEDGER, fetch, question, rows_of
from relationships.scoring.repeat_stream import stream


@dataclass(frozen=True)
class Reading:
    """Whose ledger is read how: everything that decides which entries count and for whom."""

    user: User
    policy: Policy
    period: Period
    within: tuple[Within, ...] = ()
    today: date | None = None


@dataclass(frozen=True)
class Standing:
    """A client group in a period: net fees now and the period before, and how much of them is repeat business."""

    public_id: str
    name: str
    bar: Bar
    existing: bool
    previous: Decimal
    current: Decimal
    repeat: Decimal

    @property
    def change(self) -> Decimal:
        return self.current - self.previous


@dataclass(frozen=True)
class Sums:
    """What a whole list adds up to, whichever page of it is shown."""

    count: int
    previous: Decimal
    current: Decimal
    repeat: Decimal = Decimal(0)

    @property
    def change(self) -> Decimal:
        return self.current - self.previous


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


def standings_sum(reading: Reading, *, bar: Bar, existing: bool | None = None) -> Sums:
    """What the clients behind a bar add up to; `existing` keeps those that do, or don't, count as existing."""
    return Sums(**_standings(repeat_drill_sql.STANDINGS_SUM, reading, bar=bar, existing=existing)[0])


def standings(
    reading: Reading, *, bar: Bar, existing: bool | None = None, limit: int, offset: int = 0
) -> list[Standing]:
    """The clients behind a bar, those that moved it most first."""
    more = {"bar": bar, "existing": existing, "limit": limit, "offset": offset}
    rows = _standings(repeat_drill_sql.STANDINGS_PAGE, reading, **more)
    return [_standing(row) for row in rows]


def all_standings(reading: Reading, *, bar: Bar, existing: bool | None = None) -> Iterator[Standing]:
    """Every client behind a bar, however many, in the order of `standings`."""
    asked = {**_asked(reading), "bar": bar, "existing": existing}
    statement, given = question(repeat_drill_sql.STANDINGS, **asked)
    for rows in stream(statement, given, settings=WHOLE_LEDGER):
        yield from map(_standing, rows)


def entries_sum(reading: Reading, wanted: Slice) -> Sums:
    """What the entries add up to. Over one client, the change is that client's part of its bar."""
    return Sums(**_entries(repeat_drill_sql.ENTRIES_SUM, reading, wanted)[0])


def entry_ids(reading: Reading, wanted: Slice, *, limit: int, offset: int = 0) -> list[int]:
    """Row ids of the entries, latest first."""
    rows = _entries(repeat_drill_sql.ENTRIES_PAGE, reading, wanted, limit=limit, offset=offset)
    return [row["id"] for row in rows]


def all_entry_ids(reading: Reading, wanted: Slice) -> Iterator[list[int]]:
    """Row ids of all the entries, however many, latest first, some thousands at a time."""
    statement, given = _entries_question(repeat_drill_sql.ENTRIES, reading, wanted)
    for rows in stream(statement, given, settings="SET LOCAL work_mem = '64MB'"):
        yield [row["id"] for row in rows]


def engagements(reading: Reading, wanted: Slice, *, limit: int) -> list[EngagementSums]:
    """The engagements of a group or client in both periods, those that changed most first."""
    rows = _entries(repeat_drill_sql.ENGAGEMENTS, reading, wanted, limit=limit)
    return [EngagementSums(**row) for row in rows]


@dataclass(frozen=True)
class Owner:
    """The group that a client's entries count with."""

    public_id: str
    name: str


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


def _standings(final: str, reading: Reading, **more: Any) -> list[dict[str, Any]]:
    return fetch(final, **_asked(reading), **more)


def _asked(reading: Reading) -> dict[str, Any]:
    whose = {"user": reading.user, "within": reading.within, "today": reading.today}
    return {"policy": reading.policy, "periods": [reading.period], **whose}


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(**{**row, "bar": Bar(row["bar"])})


def _entries(final: str, reading: Reading, wanted: Slice, **more: Any) -> list[dict[str, Any]]:
    statement, given = _entries_question(final, reading, wanted, **more)
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return rows_of(cursor)


def _entries_question(final: str, reading: Reading, wanted: Slice, **more: Any) -> tuple[str, dict[str, Any]]:
    period, last = reading.period, reading.period.before()
    groups, scope = group_scope(reading.user)
    given = {
        **scope,
        **entry_parameters(reading.policy, within=reading.within, today=reading.today or firm_day().on),
        "grouped": reading.policy.level == "group",
        "current_start": period.start,
        "current_end": period.end,
        "previous_start": last.start,
        "previous_end": last.end,
        **vars(wanted),
        **more,
    }
    cte = repeat_drill_sql.wanted(
        reading.policy,
        reading.within,
        of_group=wanted.group_id is not None,
        alone=wanted.alone,
        of_engagement=wanted.one_engagement,
    )
    if wanted.group_id is not None and not wanted.alone:
        given["members"] = _members(groups, given)
    return "WITH RECURSIVE " + groups + "," + cte + final, given


def _members(groups: str, given: dict[str, Any]) -> Sequence[int]:
    """Every client that ever was in the group, so that only their entries need be read."""
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE " + groups + repeat_drill_sql.MEMBERS, given)
        return [row[0] for row in cursor.fetchall()]
