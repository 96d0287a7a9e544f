"""What the forecast of the year-end share is made from: this year so far, and past years at the same points."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import User
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, Span, fiscal_year, fiscal_year_of, shift_months
from relationships.scoring.forecast import FEWEST_QUARTERS, Fees, Forecast, forecast
from relationships.scoring.repeat_business import Policy, RepeatBusiness, ShareReason
from relationships.scoring.repeat_queries import first_booking, repeat_periods

YEARS_TESTED = 8
QUARTERS = (0.25, 0.5, 0.75)


def year_end_forecast(*, policy: Policy, user: User | None, today: date | None = None) -> Forecast | None:
    """The share at the end of the running fiscal year; None below eight quarters of ledger, in the year's first days,
    and without a past year to test the method on.

    `user` None is the whole firm, for a command or a job, never a page.
    """
    today = today or firm_day().on
    year = fiscal_year_of(today, policy.fy_start_month)
    running = fiscal_year(year, policy.fy_start_month)
    first = first_booking(user)
    if first is None or shift_months(first, 3 * FEWEST_QUARTERS) > today + timedelta(days=1):
        return None
    elapsed = ((today - running.start).days + 1) / (running.end - running.start).days
    if not 0 < elapsed < 1:
        return None
    oldest = max(fiscal_year_of(first, policy.fy_start_month), year - YEARS_TESTED)
    asked = [(past, part) for past in range(oldest, year) for part in (*QUARTERS, elapsed, 1.0)]
    asked += [(year, elapsed)]
    found = repeat_periods(policy=policy, periods=[_part(policy, *each) for each in asked], user=user, today=today)
    known = {
        key: _fees(figures)
        for key, figures in zip(asked, found, strict=True)
        if figures.share_reason != ShareReason.NO_EARLIER_FEE
    }
    return forecast(known, year, elapsed, points=QUARTERS)


def _part(policy: Policy, year: int, elapsed: float) -> Period:
    """The first part of a fiscal year; quarters end with their months."""
    whole = fiscal_year(year, policy.fy_start_month)
    if elapsed == 1.0:
        return whole
    if elapsed in QUARTERS:
        end = shift_months(whole.start, int(12 * elapsed))
    else:
        end = whole.start + timedelta(days=round(elapsed * (whole.end - whole.start).days))
    return Period(whole.start, end, year, policy.fy_start_month, Span.TO_DATE)


def _fees(figures: RepeatBusiness) -> Fees:
    return Fees(float(figures.repeat), float(figures.total - figures.repeat))
