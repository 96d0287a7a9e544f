"""The times of a repeating event that have been, within two years and a thousand, and those soon to come. Pure.

Rules are let in by their parts: what a person's calendar writes. A rule that never comes true would be searched for up
to the year 9999, so those that can't are refused before.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from dateutil.rrule import rrulestr

YEARS_BACK = dt.timedelta(days=731)
MOST = 1_000
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


class NotRead(ValueError):
    """The rule repeats too often, or in a way that is not understood."""


def times(rule: str, start: dt.datetime, now: dt.datetime, ahead: dt.timedelta = dt.timedelta()) -> list[dt.datetime]:
    """When an event that begins at `start` (with its zone) takes place by `rule`, from two years before `now` to `ahead`
    after it.

    Raises `NotRead`.
    """
    parts = _parts(rule)
    zone = start.tzinfo
    wall = start.replace(tzinfo=None)
    here = now.astimezone(zone).replace(tzinfo=None)
    first, last = here - YEARS_BACK, here + ahead
    if wall.year < 1970:
        raise NotRead
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = rrulestr(_written(parts, last, zone), dtstart=wall)
        return [each.replace(tzinfo=zone) for each in islice(_between(found, first, last), MOST)]
    except (ValueError, TypeError, OverflowError, AttributeError, IndexError, KeyError) as problem:
        raise NotRead from problem


def _between(found: Iterable[dt.datetime], first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    return (each for each in takewhile(lambda at: at <= last, found) if each >= first)


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in rule.upper().strip().split(";") if part)
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if parts.get("FREQ") not in _FREQUENCIES or not parts.keys() <= _PARTS or not _can_come_true(parts):
        raise NotRead
    return parts


def _can_come_true(parts: dict[str, str]) -> bool:
    if not re.fullmatch("[0-9]{1,4}", parts.get("INTERVAL", "1")) or not int(parts.get("INTERVAL", "1")):
        # By steps of nothing one never arrives.
        return False
    try:
        month_days = [int(each) for each in parts.get("BYMONTHDAY", "").split(",") if each]
        months = [int(each) for each in parts.get("BYMONTH", "").split(",") if each] or list(_DAYS)
        places = [abs(int(each)) for each in parts.get("BYSETPOS", "").split(",") if each]
    except ValueError:
        return False
    if not all(1 <= month <= 12 for month in months):
        return False
    monthly = parts["FREQ"] in ("MONTHLY", "YEARLY")
    if (month_days or places) and not monthly:
        return False
    if month_days and not any(1 <= abs(day) <= _DAYS.get(month, 0) for day in month_days for month in months):
        return False
    weekdays = [each for each in parts.get("BYDAY", "").split(",") if each]
    ordinals = all(each.lstrip("+-")[:1].isdigit() for each in weekdays)
    # A month has five weeks at most, and a year 53: so many of one weekday.
    longest = 53 if parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts else 5
    if any(int(number.group()) > longest for each in weekdays if (number := re.search("[0-9]{1,9}", each))):
        return False
    most = len(weekdays) if ordinals else min(31, 5 * len(weekdays))
    if month_days and weekdays and len(months) == 1:
        return False
    return not places or (bool(weekdays) and not month_days and max(places) <= max(most, 1))


def _written(parts: dict[str, str], last: dt.datetime, zone: dt.tzinfo | None) -> str:
    """The rule for wall-clock times, ending at `last` at the latest."""
    until = _wall(parts.get("UNTIL", ""), zone)
    ends = min(until, last) if until else last
    kept = {name: value for name, value in parts.items() if name != "UNTIL"}
    return ";".join(f"{name}={value}" for name, value in {**kept, "UNTIL": ends.strftime("%Y%m%dT%H%M%S")}.items())


def _wall(written: str, zone: dt.tzinfo | None) -> dt.datetime | None:
    if not written:
        return None
    if len(written) == 8:
        return dt.datetime.strptime(written + "235959", "%Y%m%d%H%M%S")  # noqa: DTZ007 - a wall-clock time
    moment = dt.datetime.strptime(written.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - see above
    if written.endswith("Z"):
        return moment.replace(tzinfo=dt.UTC).astimezone(zone).replace(tzinfo=None)
    return moment
