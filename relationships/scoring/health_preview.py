"""What other weights would do, on the firm's own clients, before anybody saves them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import floor

from django.db import OperationalError, connection, transaction

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.health import health
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import Policy
from relationships.scoring.health_queries import FirmFigures, firm_figures, gather
from relationships.scoring.health_rules import HealthRules
from relationships.scoring.models import Health

FIRST_CHUNK = 25
TAKES_TOO_LONG = "57014"
SHOWN = 50
SECONDS = 4.0
"""Long enough for a firm of thousands; nobody waits longer before they have saved anything."""


@dataclass(frozen=True)
class Mover:
    """A client whose grade would change; scores without their fraction, None and "" without a grade."""

    client: Client
    before: int | None
    grade_before: str
    after: int | None
    grade_after: str


@dataclass(frozen=True)
class Preview:
    """`movers` are the largest changes of `changing`. `looked_at` of `clients`: all, unless time ran out first."""

    clients: int
    looked_at: int
    changing: int
    movers: list[Mover]
    grades: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.looked_at >= self.clients

    @property
    def left(self) -> int:
        """How many there was no time for."""
        return self.clients - self.looked_at

    @property
    def others(self) -> int:
        """How many more change grade than are named."""
        return self.changing - len(self.movers)


def preview(user: User, now: Policy, then: HealthRules, *, seconds: float = SECONDS) -> Preview:
    """Every client that `user` may see, the largest by fees first, under both rules as of today."""
    until = time.monotonic() + seconds
    rows = Health.objects.visible_to(user).filter(net__isnull=False)
    ids = rows.order_by("-net", "client_id").values_list("client_id", flat=True)
    before, after = Counter[str](), Counter[str]()
    found: list[tuple[float, int, tuple[float | None, str], tuple[float | None, str]]] = []
    looked_at = 0
    for old, new in _scored(list(ids), now, then, until):
        looked_at += len(old)
        for client_id, (score, grade) in old.items():
            other, other_grade = new[client_id]
            before[grade] += 1
            after[other_grade] += 1
            if grade != other_grade:
                found.append((-abs((other or 0.0) - (score or 0.0)), client_id, (score, grade), new[client_id]))
    found.sort(key=lambda each: each[:2])
    clients = Client.objects.visible_to(user).in_bulk([each[1] for each in found[:SHOWN]])
    movers = [
        Mover(clients[client_id], _shown(a[0]), a[1], _shown(b[0]), b[1])
        for _, client_id, a, b in found[:SHOWN]
        if client_id in clients
    ]
    grades = [(grade or "–", before[grade], after[grade]) for grade in ("A", "B", "C", "D", "E", "")]
    return Preview(len(ids), looked_at, len(found), movers, grades)


Scores = dict[int, tuple[float | None, str]]


def _scored(ids: list[int], now: Policy, then: HealthRules, until: float) -> Iterator[tuple[Scores, Scores]]:
    """Chunk by chunk, scores under both. Facts are gathered anew only if `then` reads other ones from touchpoints.

    Chunks grow while there is time; one that takes too long is given up, and so is the rest.
    """
    day, left, size = firm_day(), iter(ids), FIRST_CHUNK
    firm = firm_figures(day)
    same_facts = _reads_alike(now.rules, then)
    while (seconds := until - time.monotonic()) > 0 and (chunk := list(islice(left, size))):
        started = time.monotonic()
        old = _stored(chunk)
        try:
            new = old if same_facts else _gathered(day, chunk, then, firm, seconds)
        except OperationalError as problem:
            if getattr(problem.__cause__, "pgcode", None) != TAKES_TOO_LONG:
                raise
            return
        kept = old.keys() & new.keys()
        yield _all(old, kept, now.rules), _all(new, kept, then)
        if time.monotonic() - started < seconds / 8:
            size *= 2


@transaction.atomic
def _gathered(
    day: FirmDay, ids: list[int], rules: HealthRules, firm: FirmFigures, seconds: float
) -> dict[int, HealthInputs]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off; SET LOCAL statement_timeout = %s", [max(int(1000 * seconds), 1)])
    return gather(day, ids, rules, firm=firm, past=True)


def _reads_alike(one: HealthRules, other: HealthRules) -> bool:
    days: tuple[str, ...] = ("quarter_days", "year_days", "gap_share", "sentiment_days", "sentiment_half_life_days")
    days += ("promise_days", "promise_half_life_days")
    return one.tie == other.tie and all(getattr(one, name) == getattr(other, name) for name in days)


def _stored(ids: list[int]) -> dict[int, HealthInputs]:
    rows = Health.objects.unscoped(reason="of clients found through the gate").filter(client_id__in=ids)
    return {client_id: HealthInputs.from_facts(facts) for client_id, facts in rows.values_list("client_id", "facts")}


def _all(facts: dict[int, HealthInputs], ids: set[int], rules: HealthRules) -> Scores:
    found = {client_id: health(facts[client_id], rules) for client_id in ids}
    return {client_id: (score.score, score.grade) for client_id, score in found.items()}


def _shown(score: float | None) -> int | None:
    return None if score is None else floor(score)
