"""Each night: let go of what was kept long enough, slice by slice.

A slice is one transaction that does the work and writes down its count and how far it came, so that a night that was
killed goes on where it stopped and counts nothing twice. Terms and holds are read anew for each slice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.scoring.one_at_a_time import one_at_a_time
from relationships.trust.audit_actions import Noted, note
from relationships.trust.keeping_models import KeepingRun
from relationships.trust.keeping_queries import ids_due, terms_in_force
from relationships.trust.keeping_rules import RULES, Rule, Step
from relationships.trust.keeping_step_actions import take, waiting_erasures

logger = logging.getLogger(__name__)
SLICE = 2_000
SECONDS = 420.0
"""What one turn takes at most; the next turn goes on."""
PEOPLE_A_NIGHT = 25
"""Erasing a person looks through every text, so that many of them take more than one night."""


def let_go(*, today: date | None = None, seconds: float = SECONDS, size: int = SLICE) -> KeepingRun | None:
    """Begin the firm's day, or go on with the one under way; None when there is nothing to do or somebody else does it."""
    until = time.monotonic() + seconds
    with one_at_a_time("data keeping") as alone:
        run = _under_way(today) if alone else None
        if run is None:
            return None
        try:
            if all(_whole(run, rule, step, until, size) for rule, step in _left(run)):
                _finish(run)
        except Exception as problem:
            logger.exception("Data keeping stopped and is tried again.")
            KeepingRun.objects.filter(pk=run.pk).update(problem=str(problem)[:300])
        run.refresh_from_db()
        return run


def _under_way(today: date | None) -> KeepingRun | None:
    begun = KeepingRun.objects.filter(done_at=None).order_by("day").first()
    if begun is not None:
        return begun
    terms, day = terms_in_force(), firm_day(today).on
    run, new = KeepingRun.objects.get_or_create(day=day, defaults={"version": terms.version})
    return run if new else None


def _left(run: KeepingRun) -> Iterator[tuple[Rule, Step]]:
    yield from ((rule, step) for rule in RULES for step in rule.steps if step.key not in run.finished)


def _whole(run: KeepingRun, rule: Rule, step: Step, until: float, size: int) -> bool:
    """Do what is left of a step. False when time was up before its end."""
    while not _slice(run.pk, rule, step, size):
        if time.monotonic() > until:
            return False
    return True


@transaction.atomic
def _slice(run_id: int, rule: Rule, step: Step, size: int) -> bool:
    """The next rows of a step; whether they were the last ones."""
    run = KeepingRun.objects.select_for_update().get(pk=run_id)
    term = terms_in_force().months.get(rule.key)
    most = max(0, PEOPLE_A_NIGHT - waiting_erasures()) if step.by == "erase" else size
    ids = [] if term is None or not most else _due(run, step, term, most)
    if ids:
        take(run.pk, step, ids)
        run.gone[rule.key] = run.gone.get(rule.key, 0) + len(ids)
        run.places[step.key] = ids[-1]
    over = len(ids) < most or step.by == "erase"
    if over:
        run.finished.append(step.key)
    run.save(update_fields=["gone", "places", "finished"])
    return over


def _due(run: KeepingRun, step: Step, term: int, most: int) -> list[int]:
    day = FirmDay(run.day, firm_day().zone)
    return ids_due(step, term, day, place=run.places.get(step.key, 0), most=most)


@transaction.atomic
def _finish(run: KeepingRun) -> None:
    run.refresh_from_db()
    KeepingRun.objects.filter(pk=run.pk).update(done_at=Now(), problem="")
    if any(run.gone.values()):
        note(Noted("privacy", None, "let_go", details={"day": run.day.isoformat(), "rows": run.gone}))
