"""From a bar of the bridge to its clients; sums are exact at each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.visible_groups import hidden_from
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period
from relationships.scoring import repeat_drill_sql
from relationships.scoring.repeat_business import Bar, Policy, Within
from relationships.scoring.repeat_memory import recall, wish
from relationships.scoring.repeat_queries import WHOLE_LEDGER, asked, fetch, rows_of
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_stream import stream


@dataclass(frozen=True)
class Reading:
    """Whose ledger is read how: everything that decides which entries count and for whom."""

    user: User | None
    policy: Policy
    period: Period
    within: tuple[Within, ...] = ()
    today: date | None = None

    @cached_property
    def hidden(self) -> tuple[int, ...]:
        """The clients that the reader may not know of."""
        return hidden_from(self.user)

    def question(self, bar: Bar | None = None, existing: bool | None = None) -> Question:
        """What the clients behind `bar` are, or without it the figures."""
        day = self.today or firm_day().on
        return Question(self.policy, (self.period,), day, self.hidden, None, self.within, bar, existing)


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
    remembered: bool = field(default=False, compare=False)
    waiting_since: datetime | None = field(default=None, compare=False)
    """When the earliest change was saved that a remembered sum does not hold yet."""

    @property
    def change(self) -> Decimal:
        return self.current - self.previous


def standings_sum(reading: Reading, *, bar: Bar, existing: bool | None = None) -> Sums:
    """What the clients behind a bar add up to; `existing` keeps those that do, or don't, count as existing."""
    question = reading.question(bar, existing)
    answer = recall(question) if reading.user else None
    (row,) = answer.rows if answer else fetch(repeat_drill_sql.STANDINGS_SUM, question)
    waiting = answer.waiting_since if answer else None
    return Sums(**{**row, "count": int(row["count"])}, remembered=answer is not None, waiting_since=waiting)


def standings(
    reading: Reading, *, bar: Bar, existing: bool | None = None, limit: int, offset: int = 0
) -> list[Standing]:
    """The clients behind a bar, those that moved it most first."""
    question = reading.question(bar, existing)
    answer = recall(question) if reading.user else None
    page: dict[str, Any] = {"limit": limit, "offset": offset}
    if answer is None:
        return [_standing(row) for row in fetch(repeat_drill_sql.STANDINGS_PAGE, question, **page)]
    with connection.cursor() as cursor:
        cursor.execute(repeat_drill_sql.KEPT_PAGE, {"answer": answer.id, **page})
        return [_standing(row) for row in rows_of(cursor)]


def largest_of(reading: Reading, *, bars: Sequence[Bar], limit: int) -> list[Standing]:
    """The `limit` clients behind each of these bars that moved it most, bar after bar."""
    asked = {each.key: each for each in map(reading.question, bars)}
    rows: list[dict[str, Any]] = []
    if reading.user:
        with connection.cursor() as cursor:
            cursor.execute(repeat_drill_sql.KEPT_PAGES, {"keys": list(asked), "limit": limit})
            rows = rows_of(cursor)
    if {row["key"] for row in rows} != asked.keys():
        return [row for bar in bars for row in standings(reading, bar=bar, limit=limit)]
    for key in {row["key"] for row in rows if row["faded"]}:
        wish(asked[key])
    named = [{name: row[name] for name in _COLUMNS} for row in rows if row["public_id"] is not None]
    return sorted(map(_standing, named), key=lambda each: bars.index(each.bar))


def all_standings(reading: Reading, *, bar: Bar, existing: bool | None = None) -> Iterator[Standing]:
    """Every client behind a bar, however many, in the order of `standings`, straight from the ledger."""
    statement, given = asked(repeat_drill_sql.STANDINGS, reading.question(bar, existing))
    for rows in stream(statement, given, settings=WHOLE_LEDGER):
        yield from map(_standing, rows)


_COLUMNS = [each.name for each in fields(Standing)]


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(**{**row, "bar": Bar(row["bar"])})
