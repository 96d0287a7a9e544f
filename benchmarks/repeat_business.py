"""The repeat-business figures on a large ledger, as ratios to one bare GROUP BY client and month in the same run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg2
from django.db import connection

from accounts.models import User
from benchmarks.interleaved import interleaved
from relationships.clients.actions import rebuild_group_spans
from relationships.foundation.periods import Period, fiscal_year, rolling_years_by_quarter, year_to_date
from relationships.scoring.repeat_business import Bar, Policy, Segment
from relationships.scoring.repeat_drill import Reading, standings, standings_sum
from relationships.scoring.repeat_entries import Slice, entries_sum
from relationships.scoring.repeat_json import as_document
from relationships.scoring.repeat_queries import repeat_business, repeat_periods

NAME = "repeat_business"

CLIENTS, ENTRIES = 100_000, 3_000_000
TODAY = date(2026, 11, 22)
MOST_TWO_YEARS, MOST_EVERYTHING = 3.0, 10.0

# A few clients bring most of the money; a client comes now and then over eight years; every twentieth entry is a credit;
# every tenth client belongs to a group, half of them only since 2023.
_LEDGER = """
INSERT INTO accounts_practice (name) SELECT 'Practice ' || n FROM generate_series(1, 8) n;
INSERT INTO accounts_office (name) SELECT 'Office ' || n FROM generate_series(1, 5) n;
INSERT INTO accounts_user (name, password, role, email)
    SELECT 'Partner ' || n, '!', 'partner', 'partner' || n || '@firm.example' FROM generate_series(1, 40) n;
INSERT INTO clients_client (name) SELECT 'Client ' || n FROM generate_series(1, %(clients)s) n;
INSERT INTO clients_groupedge (client_id, parent_id, starts_on)
    SELECT c.id, p.id, CASE WHEN c.id %% 20 = 0 THEN DATE '2023-07-01' END
    FROM clients_client c JOIN clients_client p ON p.id = c.id - c.id %% 50 + 1 WHERE c.id %% 10 = 0;
INSERT INTO engagements_ledgerentry (client_id, practice_id, office_id, partner_id, document, booked_on, kind, amount,
        currency, base_amount, source, external_id)
    SELECT client, practice, office, partner, 'INV-' || n, booked_on, CASE WHEN n %% 20 = 0 THEN 'credit' ELSE 'fee' END,
        amount, 'EUR', amount, 'bench', n
    FROM (
        SELECT n, (SELECT min(id) FROM clients_client) + floor(%(clients)s * power(random(), 3))::int AS client,
            (SELECT min(id) FROM accounts_practice) + n %% 8 AS practice,
            (SELECT min(id) FROM accounts_office) + n %% 5 AS office,
            (SELECT min(id) FROM accounts_user) + n %% 40 AS partner,
            DATE '2018-12-01' + floor(2900 * random())::int AS booked_on,
            CASE WHEN n %% 20 = 0 THEN -1 ELSE 1 END * round((100 + 20000 * random())::numeric, 2) AS amount
        FROM generate_series(1, %(entries)s) n
    ) drawn;
"""
_BARE = """
SELECT count(*), sum(fees) FROM (
    SELECT client_id, date_trunc('month', booked_on) AS month, sum(base_amount) AS fees
    FROM engagements_ledgerentry GROUP BY 1, 2
) months
"""


def measure(*, scale: float, seed: int, rounds: int, owner_url: str) -> dict[str, object]:
    """Medians in ms and their ratios to the bare GROUP BY; the digits that every other place must print too."""
    make(scale, seed, owner_url)
    user = User.objects.get(email="partner1@firm.example")
    times = interleaved(_subjects(user), rounds=max(3, rounds // 8), warm_up=1)
    bare = times["bare group by client, month"].p50
    rows: list[dict[str, Any]] = [
        {"figure": name, "p50 ms": round(each.p50, 1), "p95 ms": round(each.p95, 1), "ratio": round(each.p50 / bare, 2)}
        for name, each in times.items()
    ]
    ratios = {row["figure"]: row["ratio"] for row in rows}
    most = {"this year and last": MOST_TWO_YEARS, "every year, by practice, office and partner": MOST_EVERYTHING}
    missed = [f"{name}: {ratios[name]} > {limit}" for name, limit in most.items() if ratios[name] > limit]
    return {"entries": round(ENTRIES * scale), "figures": rows, "digits": digits(2025), "missed": missed}


def digits(year: int) -> dict[str, Any]:
    """The document of a calendar year under the house rule, as the command prints it."""
    return as_document(repeat_business(policy=Policy(), period=fiscal_year(year), user=None, today=TODAY))


def _subjects(user: User) -> dict[str, Callable[[], object]]:
    now = year_to_date(TODAY)
    years = [fiscal_year(year) for year in range(2019, 2027)]
    quarters = rolling_years_by_quarter(TODAY, 1, 12)
    look = Reading(user, Policy(), now, (), TODAY)
    rolling = replace(Policy(), mode="rolling")
    return {
        "bare group by client, month": _bare,
        "this year and last": _figures(None, [now.before(), now]),
        "this year and last, a partner's": _figures(user, [now.before(), now]),
        "this year and last, by practice": _figures(user, [now.before(), now], Segment.PRACTICE),
        "twelve quarters": _figures(user, quarters),
        "every year, by practice, office and partner": lambda: [_figures(None, years, by)() for by in Segment],
        "this year, rolling reading": _figures(None, [now], policy=rolling),
        "clients lost": lambda: (standings_sum(look, bar=Bar.LOST), standings(look, bar=Bar.LOST, limit=50)),
        "entries of both years": lambda: entries_sum(look, Slice()),
    }


def _figures(
    user: User | None, periods: list[Period], by: Segment | None = None, policy: Policy | None = None
) -> Callable[[], object]:
    return lambda: repeat_periods(policy=policy or Policy(), periods=periods, user=user, by=by, today=TODAY)


def _bare() -> object:
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
        return cursor.fetchone()


def make(scale: float, seed: int, owner_url: str) -> None:
    """Fill the empty database, and let it settle as a running firm's has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [1 / (1 + seed)])
        cursor.execute(_LEDGER, {"clients": round(CLIENTS * scale), "entries": round(ENTRIES * scale)})
    rebuild_group_spans()
    # Only the tables' owner may; without it the first figure would pay for what autovacuum does in its own time.
    with closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        owner.cursor().execute("VACUUM ANALYZE")
