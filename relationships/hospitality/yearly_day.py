"""A day that comes every year, as people write it: "14 May", "14.5.", "5 June 1971", "1971-06-05". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = "January February March April May June July August September October November December".split()
_NAMED = re.compile(r"^(\d{1,2})\.?\s+([^\W\d_]{3,})\.?(?:\s+(\d{4}))?$")
_TURNED = re.compile(r"^([^\W\d_]{3,})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?$")
_DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?$")
_ISO = re.compile(r"^(?:(\d{4})|-)-(\d{2})-(\d{2})$")
_LEAP = 2000


class NoSuchDay(ValueError):
    """The text names no day of a year."""


@dataclass(frozen=True)
class YearlyDay:
    """Month, day, and the year in which it began where that is known."""

    month: int
    day: int
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]}" + (f" {self.year}" if self.year else "")


def yearly_day(text: str) -> YearlyDay:
    """The day that `text` names. Raises `NoSuchDay` for none, for 30 February, and for years before 1900."""
    typed = text.strip()
    if found := _NAMED.match(typed):
        return _checked(_month(found[2]), found[1], found[3])
    if found := _TURNED.match(typed):
        return _checked(_month(found[1]), found[2], found[3])
    if found := _DOTTED.match(typed):
        return _checked(int(found[2]), found[1], found[3])
    if found := _ISO.match(typed):
        return _checked(int(found[2]), found[3], found[1])
    raise NoSuchDay


def _month(word: str) -> int:
    for number, name in enumerate(MONTHS, start=1):
        if name.lower().startswith(word.lower()):
            return number
    raise NoSuchDay


def _checked(month: int, day: str, year: str | None) -> YearlyDay:
    try:
        date(int(year) if year else _LEAP, month, int(day))
    except ValueError as error:
        raise NoSuchDay from error
    if year and not 1900 <= int(year) <= 2100:
        raise NoSuchDay
    return YearlyDay(month, int(day), int(year) if year else None)
