"""How long what was heard is believed: two years from the day somebody last said that it is still true. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MONTHS = 24
SOON_DAYS = 60
"""From so many days before the end a page asks whether it is still true."""


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier when negative), clamped to the month's end."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expires_on(confirmed_on: date) -> date:
    """The first day on which it is no longer believed."""
    return months_later(confirmed_on, MONTHS)


def expires_before(today: date) -> date:
    """Whatever was confirmed on this day or before has run out on `today`.

    The latest such day: a 29 February runs out two years later on the 28th, so clamping back from a month's end must
    not keep it a day longer.
    """
    back = months_later(today, -MONTHS)
    is_last = today.day == monthrange(today.year, today.month)[1]
    return back.replace(day=monthrange(back.year, back.month)[1]) if is_last else back


def next_time(month: int, day: int, today: date) -> date:
    """The next day, today included, on which a yearly date comes; 29 February is kept on the 28th in other years."""
    this_year = _in_year(month, day, today.year)
    return this_year if this_year >= today else _in_year(month, day, today.year + 1)


def _in_year(month: int, day: int, year: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
