"""`manage.py evidence`: what the scores would have said on past days, against who came back."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.foundation.periods import PeriodError
from relationships.scoring.evidence import SCORES, Evidence, NotOverYet, back_tests
from relationships.scoring.evidence_json import as_document
from relationships.scoring.prediction_quality import calibration_error

MOST_MONTHS = 120


class Command(BaseCommand):
    """Fits in this process from what is recorded: no worker and no earlier recompute is needed; nothing is stored.

    Exit status: 0 ran, 2 usage.
    """

    help = "Back-test return likelihood, health and plain baselines at past cut-offs. See docs/return-likelihood.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cutoff",
            type=_day,
            action="append",
            nargs="+",
            metavar="DATE",
            help="YYYY-MM-DD, as many as wanted (default: up to five, a year apart, that can be judged by now)",
        )
        parser.add_argument("--horizon-months", type=_months, default=12, metavar="N", help="bought again within (12)")
        parser.add_argument("--book-months", type=_months, default=12, metavar="N", help="bought in the last (12)")
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        cutoffs = [day for days in options["cutoff"] or [] for day in days]
        months = {"horizon_months": options["horizon_months"], "book_months": options["book_months"]}
        try:
            found = list(back_tests(cutoffs, **months))
        except (NotOverYet, PeriodError) as problem:
            raise CommandError(str(problem), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_document(found, **months), indent=2))
        else:
            self.stdout.write(_as_text(found))


def _as_text(found: Sequence[Evidence]) -> str:
    if not found:
        return "No cut-off can be judged yet: the ledger holds no fee that is old enough."
    lines = [
        f"{'cut-off':<12}{'clients':>8}{'came':>7}  "
        + "".join(f"{name:>19}" for name in SCORES)
        + f"{'cal. error':>12}"
    ]
    for each in found:
        areas = "".join(f"{_area(each, name):>19}" for name in SCORES)
        error = calibration_error(each.calibration)
        rate = "-" if each.base_rate is None else f"{each.base_rate:.3f}"
        lines.append(
            f"{each.cutoff!s:<12}{each.n:>8}{rate:>7}  {areas}{'-' if error is None else f'{error:.3f}':>12}"
            + (f"  {each.missing}" if each.missing else "")
        )
    return "\n".join([*lines, "AUC ± standard error; 0.5 is chance. calibration error: mean distance, ten bins."])


def _area(found: Evidence, name: str) -> str:
    area, error = found.auc[name], found.auc_error[name]
    return "-" if area is None or error is None else f"{area:.3f} ± {error:.3f}"


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date. Write it as 2025-12-31.") from None
    if not 1900 <= found.year <= 2100:
        raise ArgumentTypeError(f"{text} lies outside the years 1900 to 2100.")
    return found


def _months(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_MONTHS:
        raise ArgumentTypeError(f"{text!r} is no number of months from 1 to {MOST_MONTHS}.")
    return int(text)
