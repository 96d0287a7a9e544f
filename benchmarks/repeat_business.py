"""The repeat-business figures on a large ledger, as ratios to one bare GROUP BY client and month in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import psycopg2
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts.models import User
from benchmarks.interleaved import interleaved, quantile
from benchmarks.visitor import Visitor
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client
from relationships.clients.visible_groups import hidden_from
from relationships.foundation.periods import Period, fiscal_year, rolling_years_by_quarter, year_to_date
from relationships.scoring.models import RepeatAnswer
from relationships.scoring.repeat_business import Bar, Policy, Segment
from relationships.scoring.repeat_drill import Reading, standings, standings_sum
from relationships.scoring.repeat_entries import Slice, entries_sum
from relationships.scoring.repeat_json import as_document
from relationships.scoring.repeat_queries import figures_by_each, figures_now, repeat_business
from relationships.scoring.repeat_question import Question
from relationships.scoring.repeat_refresh import fold, refresh

NAME = "repeat_business"
ENVIRONMENT = {"CRM_MODE": "production", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}

CLIENTS, ENTRIES = 100_000, 3_000_000
TODAY = date(2026, 11, 22)
MOST_TWO_YEARS, MOST_EVERYTHING = 3.0, 10.0
MOST_PAGE, MOST_GROWTH, MOST_FRESH_MS = 3.0, 1.2, 2000.0
CLIENT_LOOKED_AT = 100
EVERYTHING = "every year, by practice, office and partner"
BROKEN_DOWN_BY = (Segment.PRACTICE, Segment.OFFICE, Segment.PARTNER)

# A few clients bring most of the money; a client comes now and then over eight years; every twentieth entry is a credit;
# every tenth client belongs to a group, half of them only since 2023.
_FIRM = """
INSERT INTO accounts_practice (name) SELECT 'Practice ' || n FROM generate_series(1, 8) n;
INSERT INTO accounts_office (name) SELECT 'Office ' || n FROM generate_series(1, 5) n;
INSERT INTO accounts_user (name, password, role, email)
    SELECT 'Partner ' || n, '!', 'partner', 'partner' || n || '@firm.example' FROM generate_series(1, 40) n;
INSERT INTO clients_client (name) SELECT 'Client ' || n FROM generate_series(1, %(clients)s) n;
INSERT INTO clients_groupedge (client_id, parent_id, starts_on)
    SELECT c.id, p.id, CASE WHEN c.id %% 20 = 0 THEN DATE '2023-07-01' END
    FROM clients_client c JOIN clients_client p ON p.id = c.id - c.id %% 50 + 1 WHERE c.id %% 10 = 0;
"""
_ENTRIES = """
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
        FROM generate_series(%(first)s, %(last)s) n
    ) drawn;
"""
_INVOICE = """
INSERT INTO engagements_ledgerentry (client_id, practice_id, booked_on, kind, amount, currency, base_amount, source,
    external_id)
SELECT (SELECT min(id) + %(place)s %% count(*) FROM clients_client), (SELECT min(id) FROM accounts_practice), current_date, 'fee',
    1000, 'EUR', 1000, 'bench', %(number)s
"""
_BARE = """
SELECT count(*), sum(fees) FROM (
    SELECT client_id, date_trunc('month', booked_on) AS month, sum(base_amount) AS fees
    FROM engagements_ledgerentry GROUP BY 1, 2
) months
"""


def measure(*, scale: float, seed: int, rounds: int, owner_url: str) -> dict[str, object]:
    """Medians in ms and their ratios: figures to the bare GROUP BY, pages to an empty page and to a tenth of the ledger.

    With them the digits that every other place must print too, and how long figures take to hold one invoice more.
    """
    call_command("collectstatic", "--noinput", verbosity=0)
    make(scale / 10, seed, owner_url, clients=scale)
    user = User.objects.get(email="partner1@firm.example")
    small = measure_pages(user, rounds)
    make(scale, seed, owner_url, clients=0, first=round(ENTRIES * scale / 10) + 1)
    figures = measure_figures(user, max(3, rounds // 8))
    pages = measure_pages(user, rounds)
    for row in pages:
        before = next(each for each in small if each["page"] == row["page"])
        row["growth"] = round(row["p50 ms"] / before["p50 ms"], 2)
    fresh = measure_freshness(rounds)
    answer = {"entries": round(ENTRIES * scale), "figures": figures, "pages": pages, "fresh": fresh}
    return {**answer, "digits": digits(2025), "missed": _missed(answer)}


def measure_figures(user: User, rounds: int) -> list[dict[str, Any]]:
    """Figures straight from the ledger, against one bare pass over it."""
    times = interleaved(_subjects(user), rounds=rounds, warm_up=1)
    bare = times["bare group by client, month"].p50
    return [
        {"figure": name, "p50 ms": round(each.p50, 1), "p95 ms": round(each.p95, 1), "ratio": round(each.p50 / bare, 2)}
        for name, each in times.items()
    ]


def measure_pages(user: User, rounds: int) -> list[dict[str, Any]]:
    """Pages as a second reader gets them, through the whole stack, against an empty signed-in page."""
    product, visitor = WSGIHandler(), Visitor(user)
    for address in _pages():
        visitor.get(product, address)
    refresh(seconds=3600)
    calls = {address: partial(visitor.get, product, address) for address in [reverse("empty_page"), *_pages()]}
    wrong = {address: call().status for address, call in calls.items() if call().status != 200}
    if wrong:
        raise RuntimeError(f"Pages that are not well can't be measured: {wrong}")
    times = interleaved(calls, rounds=rounds)
    empty = times[reverse("empty_page")].p50
    return [
        {"page": name, "p50 ms": round(each.p50, 1), "p95 ms": round(each.p95, 1), "ratio": round(each.p50 / empty, 2)}
        for name, each in times.items()
    ]


def measure_freshness(rounds: int) -> list[dict[str, Any]]:
    """How long it takes until every remembered answer holds an invoice more, of clients large and small."""
    found = []
    for number in range(max(5, rounds // 4)):
        with connection.cursor() as cursor:
            cursor.execute(_INVOICE, {"place": number * 7919 % 1000, "number": f"{number} {time.time()}"})
        started = time.perf_counter()
        fold()
        found.append((time.perf_counter() - started) * 1000)
    answers = RepeatAnswer.objects.filter(figures__isnull=False).count()
    p50, p95 = (round(quantile(found, share), 1) for share in (0.5, 0.95))
    return [{"after": "one imported invoice", "answers": answers, "p50 ms": p50, "p95 ms": p95}]


def _missed(answer: dict[str, Any]) -> list[str]:
    ratios = {row["figure"]: row["ratio"] for row in answer["figures"]}
    most = {"this year and last": MOST_TWO_YEARS, EVERYTHING: MOST_EVERYTHING}
    missed = [f"{name}: {ratios[name]} > {limit}" for name, limit in most.items() if ratios[name] > limit]
    for row in answer["pages"]:
        for key, limit in (("ratio", MOST_PAGE), ("growth", MOST_GROWTH)):
            if row[key] > limit:
                missed.append(f"{row['page']}: {key} {row[key]} > {limit}")
    missed += [
        f"{row['after']}: {row['p95 ms']} ms > {MOST_FRESH_MS}"
        for row in answer["fresh"]
        if row["p95 ms"] > MOST_FRESH_MS
    ]
    return missed


def _pages() -> list[str]:
    lost, now = reverse("repeat_bridge", args=["lost"]), reverse("repeat_bridge", args=["current"])
    client = Client.objects.unscoped(reason="the bench's own").order_by("pk")[CLIENT_LOOKED_AT]
    return [
        reverse("repeat_business"),
        reverse("repeat_by", args=["practice"]),
        lost,
        f"{lost}?page=20",
        f"{now}?existing=yes",
        reverse("repeat_client", args=[client.public_id]),
        reverse("repeat_entries"),
        reverse("repeat_forecast"),
        reverse("second_engagement"),
        reverse("repeat_readings"),
        reverse("repeat_difference", args=["unlimited"]),
    ]


def digits(year: int) -> dict[str, Any]:
    """The document of a calendar year under the house rule, as the command prints it."""
    return as_document(repeat_business(policy=Policy(), period=fiscal_year(year), user=None, today=TODAY))


def _subjects(user: User) -> dict[str, Callable[[], object]]:
    now = year_to_date(TODAY)
    years = [fiscal_year(year) for year in range(2019, 2027)]
    quarters = rolling_years_by_quarter(TODAY, 1, 12)
    look = Reading(None, Policy(), now, (), TODAY)
    rolling = replace(Policy(), mode="rolling")
    return {
        "bare group by client, month": _bare,
        "this year and last": _figures(None, [now.before(), now]),
        "this year and last, a partner's": _figures(user, [now.before(), now]),
        "this year and last, by practice": _figures(user, [now.before(), now], Segment.PRACTICE),
        "twelve quarters": _figures(user, quarters),
        EVERYTHING: lambda: figures_by_each(Question(Policy(), tuple(years), TODAY), BROKEN_DOWN_BY),
        "this year, rolling reading": _figures(None, [now], policy=rolling),
        "clients lost": lambda: (standings_sum(look, bar=Bar.LOST), standings(look, bar=Bar.LOST, limit=50)),
        "entries of both years": lambda: entries_sum(look, Slice()),
    }


def _figures(
    user: User | None, periods: list[Period], by: Segment | None = None, policy: Policy | None = None
) -> Callable[[], object]:
    question = Question(policy or Policy(), tuple(periods), TODAY, hidden_from(user), by)
    return lambda: figures_now(question)


def _bare() -> object:
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
        return cursor.fetchone()


def make(scale: float, seed: int, owner_url: str, *, clients: float, first: int = 1) -> None:
    """Add entries up to `scale` of the whole, and the firm itself when `clients` is set; let it settle."""
    number = round(CLIENTS * clients)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [1 / (1 + seed)])
        if clients:
            cursor.execute(_FIRM, {"clients": number})
        else:
            cursor.execute("SELECT count(*) FROM clients_client")
            (number,) = cursor.fetchone()
        cursor.execute(_ENTRIES, {"clients": number, "first": first, "last": round(ENTRIES * scale)})
        cursor.execute("DELETE FROM scoring_repeatmark")
    rebuild_group_spans()
    RepeatAnswer.objects.all().delete()
    # Only the tables' owner may; without it the first figure would pay for what autovacuum does in its own time.
    with closing(psycopg2.connect(owner_url)) as owner:
        owner.autocommit = True
        owner.cursor().execute("VACUUM ANALYZE")
