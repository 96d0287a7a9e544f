"""Telling a worker that marks wait. A hint: it may get lost, come twice, or find the broker dead; nobody waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from relationships.scoring.broker_line import put

log = logging.getLogger(__name__)

RECOMPUTE = "relationships.scoring.tasks.recompute_stale"
REFRESH = "relationships.scoring.tasks.refresh_repeat_business"
REBUILD = "relationships.scoring.tasks.rebuild"
NIGHTLY = "relationships.scoring.tasks.nightly"
PAST_DAYS = "relationships.scoring.insight_tasks.work_out_past_days"
# More than these are no longer somebody's next page; they are found in order.
MOST_NAMED = 50
OPEN_SECONDS = 30.0
# A message that nobody took within two minutes has been overtaken by the sweep.
EXPIRES_SECONDS = 120


class Breaker:
    """After a failure, no further attempt for half a minute: a broker that hangs costs one person one wait."""

    def __init__(self, open_seconds: float = OPEN_SECONDS) -> None:
        self.open_seconds = open_seconds
        self.failures = 0
        self._closed_from = 0.0
        self._lock = threading.Lock()

    def is_open(self) -> bool:
        return time.monotonic() < self._closed_from

    def trip(self) -> None:
        with self._lock:
            self.failures += 1
            self._closed_from = time.monotonic() + self.open_seconds

    def reset(self) -> None:
        self._closed_from = 0.0


breaker = Breaker()


def nudge_on_commit(client_ids: Iterable[int]) -> None:
    """Nudge once this transaction is committed; of several nudges within it one is sent."""
    waiting = _Pending.of_this_transaction()
    waiting.client_ids.update(client_ids)
    transaction.on_commit(waiting, robust=True)


class _Pending:
    """What one transaction has marked. Registered once per mark, so that a rolled-back savepoint takes only its own."""

    def __init__(self) -> None:
        self.client_ids: set[int] = set()
        self.sent = False

    @classmethod
    def of_this_transaction(cls) -> _Pending:
        for _, waiting, *_ in connection.run_on_commit:
            if isinstance(waiting, cls):
                return waiting
        return cls()

    def __call__(self) -> None:
        if not self.sent:
            self.sent = True
            nudge(self.client_ids)


def nudge(client_ids: Iterable[int] = ()) -> bool:
    """Ask a worker to look for marks, of these clients first; answer whether the hint went out."""
    ids = sorted(set(client_ids))
    return hint(RECOMPUTE, {"client_ids": ids} if ids and len(ids) <= MOST_NAMED else {})


def hint(task: str, arguments: dict[str, Any], *, countdown: float | None = None) -> bool:
    """Send a message; answer whether it went out. Never raises, never waits for more than a socket's timeout."""
    if breaker.is_open():
        return False
    try:
        put(task, arguments, expires=EXPIRES_SECONDS, countdown=countdown)
    except Exception as problem:  # the client and the socket each raise their own
        breaker.trip()
        log.warning("No hint for the worker (%d so far): %s", breaker.failures, problem)
        return False
    return True
