"""Predictions, back-tests and alerts: a look every few minutes whether today's are there. Thin.

What is due is found in PostgreSQL, so a missed turn loses nothing and a second one does nothing.
"""

from __future__ import annotations

from celery import shared_task

from relationships.foundation.firm_day import firm_day
from relationships.network.departure_actions import complete_due_departures
from relationships.network.handover_actions import follow_heirs
from relationships.scoring.alert_actions import alerts_are_due, raise_alerts
from relationships.scoring.health_policy import policy_of
from relationships.scoring.nudge import PAST_DAYS, hint
from relationships.scoring.one_at_a_time import one_at_a_time
from relationships.scoring.past_day_actions import work_out_days
from relationships.scoring.repeat_kept_actions import keep_snapshots
from relationships.scoring.return_queries import prediction_is_due

# Fitting takes seconds, or a few minutes over 100,000 clients; back-tests take a fit per cut-off.
SECONDS = 2 * 60 * 60
TURN_SECONDS = 20.0


@shared_task
def keep_alerts() -> None:
    """Raise today's alerts once the night is through."""
    if alerts_are_due():
        raise_alerts()


@shared_task
def keep_repeat_snapshots() -> None:
    """Keep for good what the repeat-business page says today, as the ledger moves."""
    with one_at_a_time("repeat snapshots") as alone:
        if alone:
            keep_snapshots()


@shared_task
def work_out_past_days() -> None:
    """Go on with the past days that somebody asked for; give way after a turn."""
    with one_at_a_time("past days") as alone:
        if alone and work_out_days(seconds=TURN_SECONDS):
            hint(PAST_DAYS, {})


@shared_task(soft_time_limit=SECONDS, time_limit=SECONDS + 30)
def keep_predictions() -> None:
    """Score the book once a day, refit each week, back-test each month."""
    with one_at_a_time("predictions") as alone:
        if alone and prediction_is_due():
            # Only here, so that no other process carries the arrays' library.
            from relationships.scoring.prediction_run import run_predictions

            run_predictions()


@shared_task
def keep_departures() -> None:
    """Let those leave whose last day is over, and measure how the ties of their heirs have grown."""
    with one_at_a_time("departures") as alone:
        if alone:
            complete_due_departures()
            follow_heirs(rules=policy_of(firm_day()).rules.tie)
