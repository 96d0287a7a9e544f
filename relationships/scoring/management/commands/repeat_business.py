"""`manage.py repeat_business --year Y`: the share of a year, or of another period, from existing clients, firm-wide."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.foundation.firm_day import firm_day
from relationships.foundation.period_keys import EXAMPLES, period_named
from relationships.foundation.periods import Period, PeriodError, fiscal_year
from relationships.scoring.repeat_business import Policy, Segment, as_asked
from relationships.scoring.repeat_json import as_document
from relationships.scoring.repeat_policy import current_policy
from relationships.scoring.repeat_queries import repeat_business
from relationships.scoring.repeat_text import as_text


class Command(BaseCommand):
    """Exit status: 0 ran, 2 usage. What is not given is read as the firm's current policy says."""

    help = "Print the repeat-business share of a period with its companions. See docs/definitions.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--year", type=int, help="the calendar year in which the fiscal year ends")
        which.add_argument("--period", metavar="KEY", help=f"any period as the pages' addresses name it: {EXAMPLES}")
        parser.add_argument("--fy-start-month", type=int, choices=range(1, 13), metavar="1-12")
        parser.add_argument("--lookback", choices=["12", "24", "36", "unlimited", "previous-year"])
        parser.add_argument("--mode", choices=["calendar", "rolling"])
        parser.add_argument("--level", choices=["group", "entity"])
        parser.add_argument("--ownership", choices=["reported", "today"])
        parser.add_argument("--one-offs", choices=["included", "apart"])
        parser.add_argument("--first-engagement", choices=["included", "apart"])
        parser.add_argument("--credits", choices=["booked", "document"])
        parser.add_argument("--currency", choices=["booked", "constant"])
        parser.add_argument("--by", choices=[segment.value for segment in Segment])
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        policy = _policy(options)
        try:
            period = _period(options, policy.fy_start_month)
        except PeriodError as error:
            raise CommandError(str(error), returncode=2) from None
        by = Segment(options["by"]) if options["by"] else None
        found = repeat_business(policy=policy, period=period, by=by, user=None)
        text = json.dumps(as_document(found), indent=2, ensure_ascii=False) if options["json"] else as_text(found)
        self.stdout.write(text)


def _period(options: dict[str, Any], start_month: int) -> Period:
    if options["period"] is None:
        return fiscal_year(options["year"], start_month)
    return period_named(options["period"], start_month, firm_day().on)


def _policy(options: dict[str, Any]) -> Policy:
    names = (
        "fy_start_month",
        "lookback",
        "mode",
        "level",
        "ownership",
        "one_offs",
        "first_engagement",
        "credits",
        "currency",
    )
    return as_asked(current_policy(), {name: options[name] for name in names if options[name] is not None})
