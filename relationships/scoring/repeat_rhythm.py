"""A client's own rhythm of business: its usual pause, the months it comes in, and from when on it is late. Pure.

Days since the last fee say nothing by themselves: of two clients silent for five months one is overdue, the other comes
each December (docs/definitions.md#rhythm). So a client is measured against its own past alone.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

UNKNOWN_GAP, SHORTEST_GAP = 365, 30
"""Days: the pause assumed of a client without a rhythm yet; and the shortest that is one, and no part invoice."""
FEWEST_GAPS = 3
SLACK = 1.5
"""A pause is long from this many times the usual one, and never before four in five of the client's own were shorter."""
FEWEST_YEARS, YEARS_LOOKED_AT = 3, 5
USUAL, MOST_MONTHS = 0.6, 8
"""A month is usual when there was a fee in it in so many of the years; with more months than that there is no season."""
GRACE_DAYS = 30
SHARE_OF_GAP, LEAD_DAYS = 30, 14
"""A touch that is due waits no longer than a thirtieth of the usual pause: a day with a monthly client, twelve with a
yearly one; and it comes two weeks before the next month in which the client usually comes."""


@dataclass(frozen=True)
class BusinessRhythm:
    """`gap_days` is the usual pause, `months` (1-12) the season, empty without one; late from the day after `due_on`."""

    last_on: date
    gap_days: int
    months: tuple[int, ...]
    due_on: date

    def is_late(self, today: date) -> bool:
        """Whether the client is quiet: late for its own rhythm."""
        return today > self.due_on

    def touch_on(self, today: date) -> date:
        """The day by which somebody should speak with the client, once it is late: by its own pace and season."""
        by_pace = today + timedelta(days=self.gap_days // SHARE_OF_GAP)
        if not self.months:
            return by_pace
        before_season = _begin_of_next(self.months, today) - timedelta(days=LEAD_DAYS)
        return max(today, min(by_pace, before_season))


def business_rhythm(fee_days: Sequence[date], today: date) -> BusinessRhythm | None:
    """The rhythm that the days of positive fees up to `today` make; None without any."""
    days = sorted({day for day in fee_days if day <= today})
    if not days:
        return None
    gaps = [pause for one, two in pairwise(days) if (pause := (two - one).days) >= SHORTEST_GAP]
    usual, longest = _usual_and_long(gaps)
    months = _season(days, today)
    due = _end_of_next(months, days[-1]) if months else days[-1] + timedelta(days=longest)
    return BusinessRhythm(days[-1], usual, months, due)


def late_for_themselves(fee_days: Mapping[int, Sequence[date]], today: date) -> dict[int, date]:
    """Who of these clients is quiet: since which day each was late, by its key."""
    rhythms = {key: business_rhythm(days, today) for key, days in fee_days.items()}
    return {key: rhythm.due_on for key, rhythm in rhythms.items() if rhythm and rhythm.is_late(today)}


def _usual_and_long(gaps: Sequence[int]) -> tuple[int, int]:
    """The median pause, and the longest that is still nothing to call about."""
    if len(gaps) < FEWEST_GAPS:
        return UNKNOWN_GAP, UNKNOWN_GAP
    usual = round(median(gaps))
    four_in_five = sorted(gaps)[-(-len(gaps) * 4 // 5) - 1]
    return usual, max(round(SLACK * usual), four_in_five)


def _season(days: Sequence[date], today: date) -> tuple[int, ...]:
    """The months in which the client usually comes, where there are years enough to tell and not nearly all are."""
    booked = {(day.year, day.month) for day in days}
    usual = [month for month in range(1, 13) if _is_usual(month, booked, days[0], today)]
    return tuple(usual) if 0 < len(usual) <= MOST_MONTHS else ()


def _is_usual(month: int, booked: set[tuple[int, int]], first: date, today: date) -> bool:
    """Whether there was a fee in this month in most of the last years; the running month is no evidence yet."""
    over = [
        year
        for year in range(first.year, today.year + 1)
        if (first.year, first.month) <= (year, month) < (today.year, today.month)
    ][-YEARS_LOOKED_AT:]
    came = sum((year, month) in booked for year in over)
    return len(over) >= FEWEST_YEARS and came >= USUAL * len(over)


def _begin_of_next(months: Sequence[int], today: date) -> date:
    """The first day of the next usual month: of the running one, if that is usual."""
    year, month = today.year, today.month
    while month not in months:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, 1)


def _end_of_next(months: Sequence[int], last: date) -> date:
    """The end of the first usual month after the one of the last fee, and some grace."""
    year, month = last.year, last.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if month in months:
            return date(year, month, monthrange(year, month)[1]) + timedelta(days=GRACE_DAYS)
