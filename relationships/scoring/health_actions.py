"""Writing scores: of claimed clients after a change, and of all of them as the days pass."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection, transaction

from relationships.foundation.firm_day import FirmDay
from relationships.foundation.uncollected import uncollected
from relationships.network.actions import rebuild_ties
from relationships.network.touch_sources import TouchSource
from relationships.scoring import marks
from relationships.scoring.health import as_stored, health
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import Policy, policy_of, today_and_policy
from relationships.scoring.health_queries import FirmFigures, firm_figures, gather
from relationships.scoring.models import Health

log = logging.getLogger(__name__)
_T = TypeVar("_T")
Firms = Callable[[FirmDay], FirmFigures]
BATCH = 500
RETRIED = ("40P01", "40001")  # deadlock, serialisation

_LONG_QUERIES = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
# The row is the lock on the client's scores; an older claim finds that a newer one has written.
_TAKE = """
INSERT INTO scoring_health (client_id, coverage, grade, caps, measures, facts, as_of, policy_version,
                            computed_from_version)
SELECT c.id, 0, '', '[]', '[]', '{}', %(as_of)s, %(policy)s, 0
FROM clients_client c WHERE c.id = ANY(%(ids)s) ORDER BY c.id
ON CONFLICT (client_id) DO NOTHING
"""
# Says in the same errand whether any account is shared, for then fees are read in another way.
_LOCK = """
SELECT h.client_id, EXISTS (SELECT FROM clients_jointterm WHERE archived_at IS NULL) FROM scoring_health h
JOIN unnest(%(ids)s::bigint[], %(versions)s::bigint[]) AS claim (client_id, version) USING (client_id)
WHERE h.computed_from_version <= claim.version ORDER BY h.client_id FOR UPDATE OF h
"""
_WRITE = """
UPDATE scoring_health h
SET score = s.score, grade = s.grade, coverage = s.coverage, caps = s.caps, measures = s.measures, facts = s.facts,
    as_of = %(as_of)s, policy_version = %(policy)s, computed_from_version = s.version, computed_at = now()
FROM jsonb_to_recordset(%(scores)s::jsonb) AS s (client_id bigint, version bigint, score float8, grade text,
    coverage float8, caps jsonb, measures jsonb, facts jsonb)
WHERE h.client_id = s.client_id {unchanged}
"""


def recompute(
    claims: marks.Claims,
    *,
    firm: FirmFigures | Firms | None = None,
    day: FirmDay | None = None,
    policy: Policy | None = None,
    source: TouchSource | None = None,
) -> int:
    """Compute the claimed clients' ties and scores from current rows and write them; answer how many were written.

    One transaction. Older claims write nothing over newer ones, and a mark goes only if it is still the claim's.
    With another `source` than the tables, the caller vouches that it holds what the claims' versions hold, by the end
    of `day`.
    """
    if day is None:
        # Read after the claim: whoever saves another policy marks every client, so that an older one is not settled.
        day, policy = today_and_policy()
    policy = policy or policy_of(day)
    with transaction.atomic(), uncollected():
        ids, shared = _take(claims, day, policy)
        if ids:
            rebuild_ties(as_of=day, client_ids=ids, rules=policy.rules.tie, source=source)
            figures = firm(day) if callable(firm) else firm or firm_figures(day)
            found = gather(day, ids, policy.rules, firm=figures, source=source, shared=shared)
            _write(found, claims, day, policy, settled=claims)
        else:
            marks.settle(claims)
    return len(ids)


def _take(claims: marks.Claims, day: FirmDay, policy: Policy) -> tuple[list[int], bool]:
    """The clients that are still the claims', locked; and whether there are joint accounts."""
    values: dict[str, Any] = {
        "ids": list(claims),
        "versions": list(claims.values()),
        "as_of": day.on,
        "policy": policy.version,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_LONG_QUERIES}; {_TAKE}; {_LOCK}", values)
        rows = cursor.fetchall()
        return [row[0] for row in rows], any(row[1] for row in rows)


def _write(
    found: Mapping[int, HealthInputs],
    versions: Mapping[int, int],
    day: FirmDay,
    policy: Policy,
    *,
    unchanged: str = "",
    settled: marks.Claims | None = None,
) -> int:
    """Write the scores and answer how many; with `settled` these marks go in the same errand, and they are counted."""
    scores = [
        {
            "client_id": client_id,
            "version": versions[client_id],
            "facts": inputs.as_facts(),
            **as_stored(health(inputs, policy.rules)),
        }
        for client_id, inputs in sorted(found.items())
    ]
    values: dict[str, Any] = {"scores": json.dumps(scores), "as_of": day.on, "policy": policy.version}
    statement = _WRITE.format(unchanged=unchanged)
    if settled is not None:
        statement, values = f"{statement}; {marks.SETTLE}", values | marks.settling(settled)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def suit_long_queries() -> None:
    """Settings of this transaction for large sets: compiling a plan costs more than these queries do."""
    with connection.cursor() as cursor:
        cursor.execute(_LONG_QUERIES)


def recompute_due(*, seconds: float, only: Iterable[int] | None = None, firm: Firms | None = None) -> tuple[int, bool]:
    """Work through due marks for about `seconds`; answer how many were recomputed and whether any may be left."""
    until = time.monotonic() + seconds
    done = 0
    while claims := retried(lambda: marks.claim(BATCH, only=only)):
        done += _recompute_or_part(claims, firm)
        if time.monotonic() > until:
            return done, True
    return done, False


def _recompute_or_part(claims: marks.Claims, firm: Firms | None) -> int:
    """The whole batch; if that fails, one client after the other, so that only the culprit waits."""
    try:
        # Many at once come from an import: then the firm's own figures have changed as well.
        figures = firm if len(claims) < 50 else None
        return retried(lambda: recompute(claims, firm=figures))
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        if len(claims) == 1:
            attempts = _give_back(claims)
            log.exception("A client could not be recomputed: %s", attempts)
            return 0
        log.exception("A batch of %d clients could not be recomputed; trying each", len(claims))
    return sum(_recompute_or_part({client_id: version}, firm) for client_id, version in claims.items())


def _give_back(claims: marks.Claims) -> str:
    """Let the one claim go; answer which client it was and what follows, for the log."""
    ((client_id, version),) = claims.items()
    attempts = marks.release(client_id, version)
    after = "parked" if attempts >= marks.MOST_ATTEMPTS else "will be tried again"
    return f"client {client_id}, attempt {attempts}, {after}"


def retried(work: Callable[[], _T], times: int = 3) -> _T:
    """`work`, again after a deadlock."""
    for left in reversed(range(times)):
        try:
            return work()
        except OperationalError as problem:
            if left == 0 or getattr(problem.__cause__, "pgcode", None) not in RETRIED:
                raise
            time.sleep(random.uniform(0.01, 0.1))  # noqa: S311
    raise AssertionError


def scores_of(day: FirmDay, client_ids: Iterable[int], policy: Policy, firm: FirmFigures) -> dict[int, dict[str, Any]]:
    """What `recompute` would store, computed from the touches alone and written nowhere."""
    found = gather(day, client_ids, policy.rules, firm=firm, past=True)
    return {
        client_id: {"facts": inputs.as_facts(), **as_stored(health(inputs, policy.rules))}
        for client_id, inputs in sorted(found.items())
    }


def carry(client_ids: Iterable[int], day: FirmDay, policy: Policy, firm: FirmFigures) -> int:
    """Bring scores whose facts are unchanged to `day`; answer how many. One that is written meanwhile stays."""
    every = Health.objects.unscoped(reason="a job of the system")
    rows = every.filter(client_id__in=list(client_ids), facts__has_key="answered_days")
    stored = {row[0]: row[1:] for row in rows.values_list("client_id", "computed_from_version", "facts")}
    history = {client_id: HealthInputs.from_facts(facts) for client_id, (_, facts) in stored.items()}
    versions = {client_id: version for client_id, (version, _) in stored.items()}
    with transaction.atomic(), uncollected():
        suit_long_queries()
        found = gather(day, stored, policy.rules, firm=firm, history=history)
        return _write(found, versions, day, policy, unchanged="AND h.computed_from_version = s.version")
