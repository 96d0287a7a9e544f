"""What another policy would do to the figures of the last years, before anybody saves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period, fiscal_year, fiscal_year_of
from relationships.scoring.repeat_business import Policy, RepeatBusiness
from relationships.scoring.repeat_queries import repeat_periods
from relationships.scoring.repeat_readings import Difference, differences_by_period, names_of

YEARS = 3
NAMED = 5


@dataclass(frozen=True)
class Reading:
    """One year by one policy; the share is None where there is nothing to divide."""

    name: str
    share: Decimal | None
    reached: bool | None


@dataclass(frozen=True)
class Mover:
    """A client that the two policies count differently."""

    client: Client
    counted: Difference


@dataclass(frozen=True)
class YearEffect:
    """One year, now and then; `differing` clients make the difference, those that make most of it are named."""

    now: Reading
    then: Reading
    differing: int | None = None
    movers: list[Mover] | None = None

    @property
    def points(self) -> Decimal | None:
        """What the share gains, 0-1."""
        if self.now.share is None or self.then.share is None:
            return None
        return self.then.share - self.now.share


def effect(*, user: User, now: Policy, then: Policy, today: date | None = None) -> list[YearEffect]:
    """The last full fiscal years under both policies, newest first, of the clients that `user` may see.

    When the years themselves are cut anew, no client can be compared with itself, so that none is named.
    """
    day = today or firm_day().on
    before = _read(user, now, day)
    after = before if now == then else _read(user, then, day)
    pairs = list(zip(before, after, strict=True))
    if now.fy_start_month != then.fy_start_month:
        return [YearEffect(old, new) for old, new in pairs]
    found = differences_by_period(now, then, periods=_years(day, now.fy_start_month), user=user, today=day)
    return [YearEffect(old, new, len(each), _movers(user, each)) for (old, new), each in zip(pairs, found, strict=True)]


def _movers(user: User, found: list[Difference]) -> list[Mover]:
    most = found[:NAMED]
    names = names_of(user, most)
    return [Mover(names[each.client_id], each) for each in most if each.client_id in names]


def _read(user: User, policy: Policy, today: date) -> list[Reading]:
    found = repeat_periods(policy=policy, periods=_years(today, policy.fy_start_month), user=user, today=today)
    return [_reading(each, policy) for each in found]


def _years(today: date, start_month: int) -> list[Period]:
    current = fiscal_year_of(today, start_month)
    return [fiscal_year(current - back, start_month) for back in range(1, YEARS + 1)]


def _reading(figures: RepeatBusiness, policy: Policy) -> Reading:
    share = figures.share
    return Reading(figures.period.name, share, None if share is None else share >= policy.goal)
