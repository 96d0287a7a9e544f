"""Periods and policy as parameters of `repeat_sql`. Pure.

The borders of all periods cut the calendar into buckets. Bucket 0 lies before the first cut; an entry is on or after
the day of cut *n* (counted from 1) exactly when its bucket is *n* or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from relationships.foundation.periods import Period, shift_months
from relationships.scoring.repeat_business import Policy, Within

MONTHS_OF_ALL_TIME = 12_000


def lookback_start(policy: Policy, period: Period) -> date | None:
    """The first day on which a positive fee makes a client existing in `period`; None when any earlier day does."""
    months = policy.lookback_months
    return None if months is None else shift_months(period.start, -months)


def parameters(policy: Policy, periods: Sequence[Period], *, within: Iterable[Within], today: date) -> dict[str, Any]:
    """The parameters of `repeat_sql.STANDINGS`, `group_scope`'s own left out."""
    return {
        **entry_parameters(policy, within=within, today=today),
        "lookback": policy.lookback_months or MONTHS_OF_ALL_TIME,
        "latest": max(period.end for period in periods),
        **_buckets(policy, periods),
    }


def entry_parameters(policy: Policy, *, within: Iterable[Within], today: date) -> dict[str, Any]:
    """What decides, entry by entry, whether it counts and for which group."""
    inside = {f"{each.segment}_id": each.id for each in within}
    return {"owned_on": today if policy.ownership == "today" else None, **inside}


def _buckets(policy: Policy, periods: Sequence[Period]) -> dict[str, Any]:
    borders = [_borders(policy, period) for period in periods]
    cuts = sorted({day for row in borders for day in row if day})
    place = {day: number for number, day in enumerate(cuts, start=1)}
    names = ("lookback_from", "previous_from", "previous_to", "current_from", "current_to")
    columns = zip(*([place[day] if day else None for day in row] for row in borders), strict=True)
    return {"cuts": cuts, "numbers": list(range(len(borders))), **dict(zip(names, map(list, columns), strict=True))}


def _borders(policy: Policy, period: Period) -> tuple[date | None, date, date, date, date]:
    last = period.before()
    return lookback_start(policy, period), last.start, last.end, period.start, period.end
