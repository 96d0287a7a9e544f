"""Days as people say them: "Fri 20 Nov", "3 days ago"."""

from __future__ import annotations

from datetime import date, datetime

RELATIVE_DAYS = 180
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def as_day(moment: date | datetime) -> date:
    """The calendar day of `moment`; a datetime must already be in the reader's zone."""
    return moment.date() if isinstance(moment, datetime) else moment


def day(moment: date | datetime | None, today: date) -> str:
    """ "Fri 20 Nov", with the year when it is not the current one. None is "no data"."""
    if moment is None:
        return "no data"
    value = as_day(moment)
    text = f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]}"
    return text if value.year == today.year else f"{text} {value.year}"


def ago(moment: date | datetime | None, today: date) -> str:
    """ "3 days ago" within 180 days of `today` on either side, the day itself beyond that. None is "never"."""
    if moment is None:
        return "never"
    distance = (today - as_day(moment)).days
    if abs(distance) > RELATIVE_DAYS:
        return day(moment, today)
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if distance in near:
        return near[distance]
    return f"{distance} days ago" if distance > 0 else f"in {-distance} days"
