"""What another policy would do to the figures of the last years, before anybody saves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, fiscal_year, fiscal_year_of
from relationships.scoring.repeat_business import Policy, RepeatBusiness
from relationships.scoring.repeat_queries import repeat_periods

YEARS = 3


@dataclass(frozen=True)
class Reading:
    """One year by one policy; the share is None where there is nothing to divide."""

    name: str
    share: Decimal | None
    reached: bool | None


@dataclass(frozen=True)
class YearEffect:
    """One year, now and then."""

    now: Reading
    then: Reading


def effect(*, user: User, now: Policy, then: Policy, today: date | None = None) -> list[YearEffect]:
    """The last full fiscal years under both policies, newest first, of the clients that `user` may see."""
    day = today or firm_day().on
    before = _read(user, now, day)
    after = before if now == then else _read(user, then, day)
    return [YearEffect(old, new) for old, new in zip(before, after, strict=True)]


def _read(user: User, policy: Policy, today: date) -> list[Reading]:
    found = repeat_periods(policy=policy, periods=_years(today, policy.fy_start_month), user=user, today=today)
    return [_reading(each, policy) for each in found]


def _years(today: date, start_month: int) -> list[Period]:
    current = fiscal_year_of(today, start_month)
    return [fiscal_year(current - back, start_month) for back in range(1, YEARS + 1)]


def _reading(figures: RepeatBusiness, policy: Policy) -> Reading:
    share = figures.share
    return Reading(figures.period.name, share, None if share is None else share >= policy.goal)
