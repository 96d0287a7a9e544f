"""What must be said beside a share so that nobody is misled by it. Pure."""

from __future__ import annotations

from datetime import date

from relationships.foundation.display.share import percent
from relationships.foundation.periods import MONTH_NAMES
from relationships.scoring.repeat_business import PREVIOUS_YEAR, Policy, RepeatBusiness, ShareReason


def notes(now: RepeatBusiness, before: RepeatBusiness, *, today: date) -> list[str]:
    """Warnings, the gravest first."""
    found = []
    if now.period.start <= today < now.period.last_day:
        found.append(
            f"{now.period.name} is not over, and stands against the whole of {before.period.name}. The year and the "
            "quarter to date stand against the same days of last year."
        )
    if now.share_reason == ShareReason.PUSHED_BY_CREDITS:
        found.append("Credits push this share outside 0 to 100 %. The figures are right; the share says little.")
    if now.share is not None and not now.history_complete and now.ledger_starts_on:
        day = now.ledger_starts_on
        since = f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
        found.append(
            f"The ledger begins on {since}, but the rule looks back {window(now.policy)} from {now.period.start.year}. "
            "Clients billed only before that count as new, so the share is too low."
        )
    if rose_on_thin_new_business(now, before):
        found.append(
            f"The share rose to {percent(now.share)} only because new business fell: existing clients brought no more "
            "than a year earlier."
        )
    return found


def rose_on_thin_new_business(now: RepeatBusiness, before: RepeatBusiness) -> bool:
    """Whether the share rose although repeat business did not: the flattering way to shrink."""
    if now.share is None or before.share is None or now.share <= before.share:
        return False
    return now.repeat <= before.repeat and now.outside_policy < before.outside_policy


def window(policy: Policy) -> str:
    """ "36 months", "12 months", "as far as there are entries"."""
    if policy.lookback_months is None:
        return "as far as there are entries"
    return "one year" if policy.lookback == PREVIOUS_YEAR else f"{policy.lookback_months} months"
