"""Ways to a person and to a client in a firm of 500 colleagues, 300,000 people and 1,200,000 ties, with their plan."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Any

import psycopg2
from django.db import connection

from accounts.models import User
from benchmarks.interleaved import interleaved
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.network import tie_sql
from relationships.network.path_queries import Goal, ways_to
from relationships.network.path_sql import BRIDGES, READER
from relationships.network.tie_rules import DEFAULT_RULES

NAME = "paths"

COLLEAGUES, CLIENTS, PEOPLE, TIES = 500, 100_000, 300_000, 1_200_000
MOST_MS = 150.0
# Everybody holds a post, two in three held another one before. One client in a thousand is thirty times as large as the
# others, and at the first of them one person in a hundred works or worked.
_FIRM = """
INSERT INTO accounts_practice (name) SELECT 'Practice ' || n FROM generate_series(1, 8) n;
INSERT INTO accounts_user (name, password, role, email, practice_id, joined_on)
    SELECT 'Colleague ' || n, '!', 'partner', 'colleague' || n || '@firm.example',
           (SELECT min(id) FROM accounts_practice) + n %% 8, DATE '2005-01-01' + n * 10
    FROM generate_series(1, %(colleagues)s) n;
INSERT INTO clients_client (name) SELECT 'Client ' || n FROM generate_series(1, %(clients)s) n;
INSERT INTO contacts_person (name) SELECT 'Person ' || n FROM generate_series(1, %(people)s) n;
INSERT INTO contacts_position (person_id, client_id, title, started_on, ended_on)
    SELECT p.id, (SELECT min(id) FROM clients_client)
               + CASE WHEN random() < .01 THEN 0
                      WHEN random() < .03 THEN floor(random() * %(clients)s / 1000) * 1000
                      ELSE floor(random() * %(clients)s) END::int,
           'Counsel', DATE '2010-01-01' + floor(random() * 5000)::int + 1000 * (1 - past),
           CASE WHEN past = 1 THEN DATE '2024-06-01' + floor(random() * 500)::int END
    FROM contacts_person p CROSS JOIN generate_series(0, 1) past WHERE past = 0 OR p.id %% 3 < 2;
INSERT INTO network_tie (colleague_id, person_id, client_id, touches, first_on, last_on, answered_on, interval_days,
        half_life_days, frequency, ours, theirs, depth, channels)
    SELECT DISTINCT ON (colleague, person) colleague, person, NULL::bigint, 6, DATE '2022-01-01', last_on, last_on, 30,
           60, 2 * random(), 2, 2, 1, 2
    FROM (
        SELECT (SELECT min(id) FROM accounts_user) + floor(random() * %(colleagues)s)::int AS colleague,
               (SELECT min(id) FROM contacts_person) + floor(random() * %(people)s)::int AS person,
               current_date - floor(random() * 900)::int AS last_on
        FROM generate_series(1, %(ties)s)
    ) drawn;
INSERT INTO alumni_alumnus (person_id, joined_on, left_on, practice_id)
    SELECT id, DATE '2008-01-01' + (id %% 3000)::int, DATE '2018-01-01' + (id %% 2000)::int,
           (SELECT min(id) FROM accounts_practice) + id %% 8
    FROM contacts_person WHERE id %% 4 = 0;
ANALYZE;
"""


def measure(*, scale: float, seed: int, rounds: int, owner_url: str) -> dict[str, object]:
    """Milliseconds of a search, p50 and p95, for a person, a client, large ones and the largest; and the widest plan."""
    _make(owner_url, scale, seed)
    dice = random.Random(seed)
    users = list(User.objects.filter(is_active=True)[:COLLEAGUES])
    goals = {
        "a person": _people(rounds),
        "a client": _clients(rounds, large=False),
        "a large client": _clients(rounds, large=True),
        "the largest client": _largest(),
    }
    calls = {name: _calls(found, users, dice) for name, found in goals.items()}
    times = interleaved({name: partial(next, each) for name, each in calls.items()}, rounds=rounds, seed=seed)
    found = {name: {"p50 ms": round(each.p50, 1), "p95 ms": round(each.p95, 1)} for name, each in times.items()}
    return {
        "colleagues": len(users),
        "people": Person.objects.unscoped(reason="The bench counts rows.").count(),
        "ties": _one("SELECT count(*) FROM network_tie"),
        "searches": found,
        "plan": _plan(users[0], goals["the largest client"][0]),
        "missed": [f"{name}: {each.p95:.0f} ms > {MOST_MS:.0f}" for name, each in times.items() if each.p95 > MOST_MS],
    }


def _make(owner_url: str, scale: float, seed: int) -> None:
    sizes = {"clients": CLIENTS, "people": PEOPLE, "ties": TIES}
    given = {name: max(1000, int(number * scale)) for name, number in sizes.items()} | {"colleagues": COLLEAGUES}
    with closing(psycopg2.connect(owner_url)) as owner, owner, owner.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [1 / (1 + seed)])
        cursor.execute(_FIRM, given)


def _calls(goals: Sequence[Goal], users: Sequence[User], dice: random.Random) -> Any:
    while True:
        for goal in goals:
            yield len(ways_to(dice.choice(users), goal))


def _people(rounds: int) -> list[Goal]:
    rows = Person.objects.unscoped(reason="The bench draws some.").order_by("?")[:rounds]
    return [Goal(person=each) for each in rows]


def _clients(rounds: int, *, large: bool) -> list[Goal]:
    rows = Client.objects.unscoped(reason="The bench draws some.")
    first = _one("SELECT min(id) FROM clients_client")
    ids = [pk for (pk,) in rows.values_list("id") if ((pk - first) % 1000 == 0) == large and pk != first]
    return [Goal(client=each) for each in rows.filter(pk__in=random.Random(1).sample(ids, min(rounds, len(ids))))]


def _largest() -> list[Goal]:
    rows = Client.objects.unscoped(reason="The bench takes the first.")
    return [Goal(client=rows.order_by("id")[0])]


def _plan(user: User, goal: Goal) -> list[str]:
    """How PostgreSQL gathers the acquaintances of somebody at a large client."""
    assert goal.client is not None
    day = firm_day()
    people = list(goal.client.positions.filter(ended_on__isnull=True).values_list("person_id", flat=True)[:40])
    given = {**tie_sql.parameters(DEFAULT_RULES), **dict.fromkeys(READER, user.pk), "targets": people}
    with connection.cursor() as cursor:
        BRIDGES.execute(cursor, {**given, "as_of": day.on, "today": day.on, "zone": day.zone})
        cursor.fetchall()
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'network_bridges%'")
        (name,) = cursor.fetchone()
        values = {**given, "as_of": day.on, "today": day.on, "zone": day.zone}
        placed = ", ".join(f"%({each})s" for each in BRIDGES.names)
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) EXECUTE {name} ({placed})", values)
        return [line for (line,) in cursor.fetchall()]


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
