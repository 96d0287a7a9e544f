"""`manage.py alumni_value --period 2025`: what alumni brought in a period, firm-wide."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.foundation.firm_day import firm_day
from relationships.foundation.period_keys import EXAMPLES, period_named
from relationships.foundation.periods import PeriodError
from relationships.scoring.alumni_value import alumni_value
from relationships.scoring.repeat_drill import Reading
from relationships.scoring.repeat_json import plain
from relationships.scoring.repeat_policy import current_policy


class Command(BaseCommand):
    """Exit status: 0 ran, 2 usage."""

    help = "Print the fees that alumni are credited with in a period, and their part of repeat business, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", metavar="KEY", required=True, help=f"as the pages' addresses name it: {EXAMPLES}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        policy, today = current_policy(), firm_day().on
        try:
            period = period_named(options["period"], policy.fy_start_month, today)
        except PeriodError as error:
            raise CommandError(str(error), returncode=2) from None
        found = alumni_value(Reading(None, policy, period, today=today))
        document = {
            "period": options["period"],
            "policy_version": policy.version,
            "alumni": len(found.rows),
            "credited": f"{found.credited:.2f}",
            "credited_repeat": f"{found.repeat:.2f}",
            "net_fees": f"{found.figures.total:.2f}",
            "repeat_business": f"{found.figures.repeat:.2f}",
            "share": plain(found.share),
            "share_of_repeat_business": plain(found.share_of_repeat),
        }
        self.stdout.write(json.dumps(document, indent=2))
