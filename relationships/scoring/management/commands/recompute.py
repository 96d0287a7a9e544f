"""`manage.py recompute`: bring stored ties and scores up to date, without a worker."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from relationships.scoring import marks, nightly_actions, rebuild_actions
from relationships.scoring.models import StaleMark

TURN_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 2 * marks.LEASE_SECONDS


class Command(BaseCommand):
    """Safe beside running workers: each client is computed under a claim. Exit status 1: some could not be computed."""

    help = "Recompute ties and scores: of clients whose facts changed, or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="every client, from all facts")
        which.add_argument(
            "--stale", action="store_true", help="only where facts or the day have changed (the default)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if options["all"]:
            with transaction.atomic():
                marks.mark_all()
        waiting = StaleMark.objects.count()
        nightly_actions.begin_today(every=options["all"])
        self._work()
        left = StaleMark.objects.count()
        answer = {"marked": waiting, "left": left, "seconds": round(time.monotonic() - started, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write("{marked} clients were marked, {left} are left ({seconds} s).".format(**answer))
        if left:
            raise CommandError(f"{left} clients could not be recomputed. The log says why.", returncode=1)

    def _work(self) -> None:
        """Until nothing is due; what a worker has claimed is waited for as long as its lease can last."""
        if rebuild_actions.is_worth_it():
            rebuild_actions.rebuild_marked()
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while nightly_actions.carry_on(seconds=TURN_SECONDS, with_history=False):
            until = time.monotonic() + LONGEST_WAIT_SECONDS
        while (left := marks.seconds_until_due()) is not None and time.monotonic() < until:
            time.sleep(min(left, 0.5) + 0.01)
            nightly_actions.carry_on(seconds=TURN_SECONDS, with_history=False)
