"""`manage.py predict`: fit the return likelihood, score the book and back-test, without a worker."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from relationships.scoring.alert_actions import raise_alerts
from relationships.scoring.prediction_run import run_predictions
from relationships.scoring.return_actions import newest_fit


class Command(BaseCommand):
    """What the schedule does once a day, now and in full."""

    help = "Fit the return likelihood, score every client of the book, keep back-tests for the page, raise alerts."

    def handle(self, *args: Any, **options: Any) -> None:
        scored, judged = run_predictions(anew=True)
        fit = newest_fit()
        said = f"{scored} clients scored" if fit and fit.model else f"Nobody scored: {fit.missing if fit else 'no fit'}"
        self.stdout.write(f"{said.removesuffix('.')}. {judged} cut-offs back-tested. {raise_alerts()} alerts raised.")
