"""Every client's health on a past day, as it was kept or as a worker worked it out, beside today's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from django.db import connection

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.named_parameters import named
from relationships.scoring.models import PastDay

GRADES = ("A", "B", "C", "D", "E", "")
PAGE_SIZE = 50
HEADER = ("Client", "Then", "Grade then", "Now", "Grade now", "Change")
CHUNK = 500

# What was kept: one look at its index per client. What was worked out: the rows of that day.
_KEPT = """LEFT JOIN LATERAL (
    SELECT score, grade, policy_version FROM scoring_healthhistory p
    WHERE p.client_id = c.id AND p.on <= %(day)s ORDER BY p.on DESC LIMIT 1
) past ON TRUE"""
_WORKED_OUT = """LEFT JOIN (
    SELECT client_id, score, grade, %(version)s::int AS policy_version FROM scoring_paststanding WHERE day_id = %(past_day)s
) past ON past.client_id = c.id"""
# The largest falls first, then by name.
_THEN_AND_NOW = """
SELECT c.id, past.score, COALESCE(past.grade, ''), past.policy_version, h.score, COALESCE(h.grade, '')
FROM clients_client c
{then}
LEFT JOIN scoring_health h ON h.client_id = c.id
WHERE c.archived_at IS NULL AND c.id <> ALL (ARRAY({hidden})) AND (past.grade IS NOT NULL OR h.score IS NOT NULL)
ORDER BY h.score - past.score NULLS LAST, c.name_search, c.id
"""


@dataclass(frozen=True)
class ThenAndNow:
    """One client; scores without their fraction, None without a grade."""

    client: Client
    then: int | None
    grade_then: str
    now: int | None
    grade_now: str

    @property
    def change(self) -> int | None:
        return None if self.then is None or self.now is None else self.now - self.then


@dataclass(frozen=True)
class PastPortfolio:
    """Context of scoring/past_portfolio.html. `grades`: grade, clients then, clients now. `versions` of the weights that
    scores of then were kept under (0: the product's own). `worked_out`: what a worker makes, or has made, of that very day;
    before it has finished the scores are those that were kept last by then, and it has `looked_at` so many of `clients`
    that the reader may see."""

    on: date
    grades: list[tuple[str, int, int]]
    rows: list[ThenAndNow]
    versions: list[int]
    count: int
    number: int
    last: int
    worked_out: PastDay | None
    looked_at: int
    clients: int

    @property
    def exact(self) -> bool:
        """Whether these are the scores of that very day."""
        return self.worked_out is not None and self.worked_out.finished_at is not None


def past_portfolio(user: User, on: date, page: int) -> PastPortfolio | None:
    """What was kept by the end of `on` of every client that `user` may see; None for other roles."""
    if not can(user, Capability.SEE_HEALTH):
        return None
    past = PastDay.objects.filter(on=on).first()
    found = _then_and_now(user, on, past)
    then, now = Counter(row[2] for row in found), Counter(row[5] for row in found)
    last = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(page, 1), last)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = _lines(user, shown)
    versions = sorted({row[3] for row in found if row[3] is not None})
    grades = [(grade, then[grade], now[grade]) for grade in GRADES]
    return PastPortfolio(on, grades, rows, versions, len(found), number, last, past, *_how_far(user, past))


def past_rows(user: User, on: date) -> Iterator[Sequence[Any]]:
    """Every client of `past_portfolio` in the same order, below `HEADER`."""
    found = _then_and_now(user, on, PastDay.objects.filter(on=on).first()) if can(user, Capability.SEE_HEALTH) else []
    for start in range(0, len(found), CHUNK):
        for line in _lines(user, found[start : start + CHUNK]):
            yield (line.client.name, line.then, line.grade_then, line.now, line.grade_now, line.change)


def _then_and_now(user: User, on: date, past: PastDay | None) -> list[tuple[Any, ...]]:
    hidden, values = named(HIDDEN_CLIENTS, [user.pk, user.pk], prefix="hidden")
    exact = past is not None and past.finished_at is not None
    asked = {"day": on, "past_day": past.pk if past else None, "version": past.policy_version if past else None}
    with connection.cursor() as cursor:
        statement = _THEN_AND_NOW.format(hidden=hidden, then=_WORKED_OUT if exact else _KEPT)
        cursor.execute(statement, {**values, **asked})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _lines(user: User, found: Sequence[tuple[Any, ...]]) -> list[ThenAndNow]:
    clients = Client.objects.visible_to(user).in_bulk([row[0] for row in found])
    return [
        ThenAndNow(clients[row[0]], _whole(row[1]), row[2], _whole(row[4]), row[5])
        for row in found
        if row[0] in clients
    ]


def _how_far(user: User, past: PastDay | None) -> tuple[int, int]:
    """How many of the clients that `user` may see a worker has looked at, and how many there are; how many there are in
    all would tell of those behind walls."""
    if past is None or past.finished_at is not None:
        return 0, 0
    every = Client.objects.visible_to(user)
    return every.filter(pk__lte=past.after_id).count(), every.count()


def _whole(score: float | None) -> int | None:
    return None if score is None else floor(score)
