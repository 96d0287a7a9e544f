"""The book at a past or present day as arrays: what was known of each client, and whether they came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.foundation.periods import shift_months
from relationships.network.barred_touches import UNBARRED, barred
from relationships.network.joint_terms import counted_ledger
from relationships.scoring.arrays import np
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts_sql import COLUMNS, FACTS, SPAN

_FETCHED = 10_000
QUARTER, YEAR = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True)
class Span:
    """First and last day with a positive fee, and how many clients there are."""

    first: date
    last: date
    clients: int


def ledger_span() -> Span | None:
    """None without any positive fee."""
    with connection.cursor() as cursor:
        cursor.execute(SPAN)
        first, last, clients = cursor.fetchone()
    return Span(first, last, clients) if first else None


def book_at(
    cutoff: date,
    *,
    horizon_months: int = 12,
    book_months: int = 12,
    permille: int = 1000,
    behind_walls: bool = False,
    outcome: bool = True,
) -> Book:
    """The book at the end of `cutoff`. `permille` of its clients, always the same ones; `outcome` False: `came` is 0.

    Clients behind standing walls are left out, or with `behind_walls` looked at too; they never move others' figures.
    """
    day = firm_day(cutoff)
    hidden, walls = barred()
    values: dict[str, Any] = {
        **walls,
        **_days(day, book_months),
        "until": shift_months(cutoff, horizon_months) if outcome else cutoff,
        "permille": permille,
        "behind_walls": behind_walls,
    }
    rows = []
    with transaction.atomic(), connection.cursor() as cursor:
        # Compiling the plan would cost more than the statement does.
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = 0")
        counted = counted_ledger()
        statement = FACTS.format(joint=counted.ctes, ledger=counted.ledger, barred=hidden, unbarred=UNBARRED)
        cursor.execute(statement, {**values, **counted.values})
        while chunk := cursor.fetchmany(_FETCHED):
            rows.append(np.array(chunk, dtype=np.float64))
    table = np.vstack(rows) if rows else np.empty((0, len(COLUMNS)))
    columns = {name: np.ascontiguousarray(table[:, place]) for place, name in enumerate(COLUMNS)}
    ids = [int(each) for each in columns.pop("client_id")]
    return Book(cutoff, ids, columns.pop("came"), columns)


def _days(day: FirmDay, book_months: int) -> dict[str, Any]:
    return {
        "cutoff": day.on,
        "book_start": shift_months(day.on, -book_months),
        "year": shift_months(day.on, -12),
        "two_years": shift_months(day.on, -24),
        "end": day.end,
        "touch_start": day.end - YEAR,
        "touch_quarter": day.end - QUARTER,
    }
