"""Recurring and nudged work. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

import time
from typing import Any

from celery import Task, shared_task
from celery.signals import worker_ready
from django.db import connection

from relationships.scoring import marks, nightly_actions, rebuild_actions, runs
from relationships.scoring.firm_cache import recent_firm_figures
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.nudge import NIGHTLY, REBUILD, RECOMPUTE, REFRESH, hint, nudge
from relationships.scoring.one_at_a_time import one_at_a_time
from relationships.scoring.repeat_memory import waiting_since
from relationships.scoring.repeat_refresh import refresh

# A task gives way after this, so that somebody's single client does not wait behind an import.
TURN_SECONDS = 1.5
SWEEP_SECONDS = 20.0
NIGHTLY_TURN_SECONDS = 40.0
REBUILD_SECONDS = 4 * 60 * 60


@shared_task(bind=True)
def recompute_stale(self: Task, *, client_ids: list[int] | None = None, orphans: bool = False) -> None:
    """Recompute what is marked: these clients first, then whatever else is due.

    With `orphans`, and after another worker's death, come back until no mark is left under a claim.
    """
    if waiting_since(()):
        hint(REFRESH, {})
    started = time.monotonic()
    if client_ids:
        recompute_due(seconds=TURN_SECONDS, only=client_ids, firm=recent_firm_figures)
    _, more = recompute_due(seconds=TURN_SECONDS - (time.monotonic() - started), firm=recent_firm_figures)
    if more:
        nudge()
    if orphans or (self.request.delivery_info or {}).get("redelivered"):
        _come_back_when_due()


@shared_task
def sweep() -> None:
    """Find what every hint missed. Each minute."""
    with one_at_a_time("sweep") as alone:
        if alone:
            nightly_actions.mark_what_turned()
            done, more = recompute_due(seconds=SWEEP_SECONDS, firm=recent_firm_figures)
            runs.finish("sweep", done)
            hint(REFRESH, {})
            if more:
                nudge()
            if nightly_actions.is_due():
                hint(NIGHTLY, {})


@shared_task
def refresh_repeat_business() -> None:
    """Bring the remembered answers about repeat business up to date: after a change, a wish, and once a day."""
    with one_at_a_time("repeat business") as alone:
        more = alone and refresh(seconds=TURN_SECONDS)
    # Whoever came meanwhile found the lock taken and left.
    if more or (alone and waiting_since(())):
        hint(REFRESH, {})


@shared_task
def nightly() -> None:
    """Carry every score to today and keep its history; in turns, each of which goes on where the last one ended."""
    if rebuild_actions.is_worth_it() and hint(REBUILD, {}):
        return
    with one_at_a_time("nightly") as alone:
        if alone and nightly_actions.carry_on(seconds=NIGHTLY_TURN_SECONDS, with_history=True):
            hint(NIGHTLY, {})


@shared_task(soft_time_limit=REBUILD_SECONDS, time_limit=REBUILD_SECONDS + 30)
def rebuild() -> None:
    """Compute very many clients anew, after the weights changed or a large import; then go on with the night."""
    with one_at_a_time("rebuild") as alone:
        if alone and rebuild_actions.is_worth_it():
            rebuild_actions.rebuild_marked()
    if alone and nightly_actions.is_due():
        hint(NIGHTLY, {})


@worker_ready.connect
def look_for_orphans(**kwargs: Any) -> None:
    """A worker that starts after another was killed finds what that one had claimed, as soon as its lease is over."""
    nudge()
    _come_back_when_due()
    connection.close()


def _come_back_when_due() -> None:
    left = marks.seconds_until_due()
    if left is not None:
        hint(RECOMPUTE, {"orphans": True}, countdown=left + 0.1)
