"""Computing very many clients anew: touches are read once, in the order of the tables, and summed up for every client.

Batch by batch, each touch would be looked up through four indexes, which for a whole firm takes several times as long as
reading everything. The sums are a row per tie and a row per client; only they are kept beside, and PostgreSQL sorts on
disk what does not fit into a worker's memory.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice

from django.db import DatabaseError, connection, transaction

from relationships.clients.models import Client
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.network.queries import facts_sql
from relationships.network.touch_sources import TouchSource, touches_at_clients
from relationships.scoring import health_sql, marks
from relationships.scoring.health_actions import recompute, retried, suit_long_queries
from relationships.scoring.health_policy import Policy, policy_of
from relationships.scoring.health_queries import firm_figures, parameters
from relationships.scoring.models import StaleMark

log = logging.getLogger(__name__)
CHUNK = 1000
STAGED = TouchSource(
    meetings="",
    talks="",
    tie="tie AS (SELECT * FROM staged_tie WHERE client_id = ANY(%(client_ids)s))",
    contact="contact AS (SELECT * FROM staged_contact WHERE client_id = ANY(%(client_ids)s))",
)
_STAGE = """
CREATE TEMP TABLE staged_tie AS WITH {ties} SELECT * FROM tie ORDER BY client_id;
CREATE TEMP TABLE staged_contact AS WITH {contact} SELECT * FROM contact ORDER BY client_id;
CREATE INDEX ON staged_tie (client_id);
CREATE INDEX ON staged_contact (client_id);
ANALYZE staged_tie, staged_contact
"""
_UNSTAGE = "DROP TABLE IF EXISTS pg_temp.staged_tie, pg_temp.staged_contact"
LEAST_SHARE = 0.1
"""Of the clients: with fewer marked, reading all touches is not worth it."""


def is_worth_it() -> bool:
    """Whether enough clients are marked, and waiting for nobody else."""
    waiting = StaleMark.objects.filter(claimed_until__isnull=True, attempts=0).count()
    if waiting < CHUNK:
        return False
    return waiting >= LEAST_SHARE * Client.objects.unscoped(reason="How many; nothing of them is shown.").count()


def rebuild_marked() -> int:
    """Compute every marked client from one copy of the touches; answer how many were written.

    Marks are looked at before the copy is made. So whatever they stand for is in it, and whoever is marked again later
    keeps that mark. What a batch can't compute stays claimed until its lease is over, for `recompute_due`.
    """
    waiting = marks.seen()
    day = firm_day()
    policy, figures = policy_of(day), firm_figures(day)
    done = 0
    with _staged(day, policy):
        left = iter(waiting.items())
        while chunk := dict(islice(left, CHUNK)):
            if claims := marks.claim_seen(chunk):
                started = time.monotonic()
                try:
                    done += retried(partial(recompute, claims, firm=figures, day=day, policy=policy, source=STAGED))
                except (ArithmeticError, DatabaseError, LookupError, TypeError, ValueError):
                    log.exception("A batch of %d clients could not be rebuilt", len(claims))
                log.info("%d of %d clients (%.1f s)", done, len(waiting), time.monotonic() - started)
    return done


@contextmanager
def _staged(day: FirmDay, policy: Policy) -> Iterator[None]:
    rules, source = policy.rules, touches_at_clients()
    ties, values = facts_sql(source, day, client_ids=None, rules=rules.tie)
    contact = source.ctes + health_sql.CONTACT.format(talks=source.talks)
    values |= parameters(day, [], rules)
    with transaction.atomic(), connection.cursor() as cursor:
        suit_long_queries()
        # Rows are wanted in the order of their groups anyway.
        cursor.execute("SET LOCAL enable_hashagg = off")
        cursor.execute(_UNSTAGE)
        cursor.execute(_STAGE.format(ties=ties, contact=contact), values)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_UNSTAGE)
