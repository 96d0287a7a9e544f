"""The typed bits of a log line that stand for themselves: a day, a time of day, a length, a feeling, a next step.

`bit_at` looks at one place; every recogniser returns None or the bit with the number of lexemes that it spans.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from relationships.interactions.quick_line_text import Lexeme
from relationships.interactions.quick_line_words import Words

LONGEST_MINUTES = 14_400
FEELINGS = {"++": 2, "+": 1, "=": 0, "-": -1, "\N{MINUS SIGN}": -1, "--": -2, "\N{EM DASH}": -2}
_DAYS_IN_A_MONTH = 30
_FURTHEST_DAYS = 36_500

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s?([ap]m)?")
_HOURS = re.compile(r"(\d{1,2})h(?:(\d{1,2})m?)?|(\d{1,2})[.,]5h")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2})?)?")
_COUNTED = re.compile(r"(\d{1,5})([^\W\d_]+)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Slot(StrEnum):
    """What a bit fills. Each slot is filled once."""

    DAY = "day"
    CLOCK = "clock"
    LENGTH = "length"
    FEEL = "feel"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Bit:
    """A recognised bit: a date, time, number of minutes, feeling (-2 to 2), or number of days ahead."""

    slot: Slot
    value: dt.date | dt.time | int
    span: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Recognises bits among `line`, as said on `today`."""

    line: Sequence[Lexeme]
    today: dt.date
    words: Words
    _seen: dict[int, Bit | None] = field(default_factory=dict)

    def bit_at(self, place: int) -> Bit | None:
        """The bit that begins at lexeme `place`, if one does."""
        if place not in self._seen:
            self._seen[place] = self._recognise(place)
        return self._seen[place]

    def _recognise(self, place: int) -> Bit | None:
        word = self._word(place)
        if word in FEELINGS:
            return Bit(Slot.FEEL, FEELINGS[word], 1)
        if word == ">":
            return self._next(place)
        if word[:1].isdecimal():
            return self._first(
                place, self._iso, self._ago, self._dotted, self._day_month, self._oclock, self._length, self._clock
            )
        return self._first(
            place, self._phrase, self._relative, self._month_day, self._ago, self._before_now, self._introduced
        )

    def only_bits(self, begin: int, end: int) -> list[bool]:
        """For each place of the line: whether [place, end) is nothing but bits. False before `begin`."""
        runs = [False] * (len(self.line) + 1)
        runs[end] = True
        for place in range(end - 1, begin - 1, -1):
            bit = self.bit_at(place)
            runs[place] = bit is not None and place + bit.span <= end and runs[place + bit.span]
        return runs

    def _first(self, place: int, *recognisers: Callable[[int], Bit | None]) -> Bit | None:
        return next((bit for recognise in recognisers if (bit := recognise(place))), None)

    def _word(self, place: int) -> str:
        return self.line[place].word if 0 <= place < len(self.line) else ""

    def _counted(self, place: int) -> tuple[int, str, int] | None:
        """A number and its unit, written as `3d` or `3 days` or `two weeks`: number, unit, lexemes."""
        word = self._word(place)
        if joined := _COUNTED.fullmatch(word):
            return int(joined[1]), joined[2], 1
        if word.isdecimal() and len(word) <= 5:
            return int(word), self._word(place + 1), 2
        return (self.words.numbers[word], self._word(place + 1), 2) if word in self.words.numbers else None

    def _next(self, place: int) -> Bit | None:
        if not (counted := self._counted(place + 1)):
            return None
        count, unit, span = counted
        each = _DAYS_IN_A_MONTH if unit in self.words.month_units else self.words.day_units.get(unit)
        days = count * each if each else 0
        return Bit(Slot.NEXT, days, span + 1) if 1 <= days <= _FURTHEST_DAYS else None

    def _length(self, place: int) -> Bit | None:
        minutes, span = 0, 1
        if hours := _HOURS.fullmatch(self._word(place)):
            minutes = int(hours[3]) * 60 + 30 if hours[3] else int(hours[1]) * 60 + int(hours[2] or 0)
        elif counted := self._counted(place):
            count, unit, span = counted
            minutes = count * (60 if unit in self.words.hour_units else unit in self.words.minute_units)
        return Bit(Slot.LENGTH, minutes, span) if 1 <= minutes <= LONGEST_MINUTES else None

    def _phrase(self, place: int) -> Bit | None:
        for phrase, minutes in self.words.durations.items():
            if all(self._word(place + offset) == word for offset, word in enumerate(phrase)):
                return Bit(Slot.LENGTH, minutes, len(phrase))
        return None

    def _clock(self, place: int, *, bare: bool = False) -> Bit | None:
        found = _CLOCK.fullmatch(self._word(place))
        if not found or not (found[3] or bare or (found[2] and ":" in found[0])):
            return None
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if found[3] == "pm" else 0)
        return Bit(Slot.CLOCK, dt.time(hour, minute), 1) if hour < 24 and minute < 60 else None

    def _iso(self, place: int) -> Bit | None:
        found = _ISO_DAY.fullmatch(self._word(place))
        day = _day(int(found[1]), int(found[2]), int(found[3])) if found else None
        return Bit(Slot.DAY, day, 1) if day else None

    def _ago(self, place: int) -> Bit | None:
        counted = self._counted(place)
        if not counted or self._word(place + counted[2]) not in self.words.ago:
            return None
        days = counted[0] * self.words.day_units.get(counted[1], 0)
        return self._back(days, counted[2] + 1) if days else None

    def _before_now(self, place: int) -> Bit | None:
        """`vor 3 Tagen`."""
        counted = self._counted(place + 1) if self._word(place) in self.words.ago_before else None
        days = counted[0] * self.words.day_units.get(counted[1], 0) if counted else 0
        return self._back(days, counted[2] + 1) if counted and days else None

    def _oclock(self, place: int) -> Bit | None:
        """`14 Uhr`, `14.30 Uhr`."""
        if self._word(place + 1) not in self.words.clock_units:
            return None
        bit = self._clock(place, bare=True)
        return Bit(bit.slot, bit.value, bit.span + 1) if bit else None

    def _dotted(self, place: int) -> Bit | None:
        """`12.11.`, `12.11.26`: the day before the month."""
        found = _DOTTED_DAY.fullmatch(self._word(place)) if self.words.dotted_days else None
        if found is None or self._word(place + 1) in {*self.words.clock_units, *self.words.hour_units}:
            return None
        day, month, year = int(found[1]), int(found[2]), found[3]
        on = _day(int(year) + 2_000 * (len(year) == 2), month, day) if year else self._latest(month, day)
        return Bit(Slot.DAY, on, 1) if on else None

    def _back(self, days: int, span: int) -> Bit | None:
        return Bit(Slot.DAY, self.today - dt.timedelta(days=days), span) if days <= _FURTHEST_DAYS else None

    def _relative(self, place: int) -> Bit | None:
        word = self._word(place)
        if word in self.words.days_back:
            return self._back(self.words.days_back[word], 1)
        if word in self.words.weekdays:
            return self._back((self.today.weekday() - self.words.weekdays[word]) % 7 or 7, 1)
        if word in self.words.last and self.words.day_units.get(self._word(place + 1)) == 7:
            return self._back(7, 2)
        return None

    def _introduced(self, place: int) -> Bit | None:
        """`on fri`, `last fri`, `on 12 nov`, `at 9`: a word that only announces a day or a time."""
        word, bit = self._word(place), None
        if word in self.words.on_day or word in self.words.last:
            bit = self._first(place + 1, self._iso, self._dotted, self._day_month, self._month_day, self._relative)
        elif word in self.words.at_time and not self._length(place + 1):
            bit = self._first(place + 1, self._oclock, partial(self._clock, bare=True))
        return Bit(bit.slot, bit.value, bit.span + 1) if bit else None

    def _day_month(self, place: int) -> Bit | None:
        after = place + 1 + (self._word(place + 1) in self.words.of)
        return self._dated(place, self._number(place), self._word(after), after + 1)

    def _month_day(self, place: int) -> Bit | None:
        return self._dated(place, self._number(place + 1), self._word(place), place + 2)

    def _number(self, place: int) -> int | None:
        word = self._word(place)
        for ending in self.words.ordinal_endings:
            word = word.removesuffix(ending)
        return int(word) if word.isdecimal() and len(word) <= 2 else None

    def _dated(self, place: int, day: int | None, month: str, end: int) -> Bit | None:
        if day is None or month not in self.words.months:
            return None
        if _YEAR.fullmatch(self._word(end)):
            found = _day(int(self._word(end)), self.words.months[month], day)
            end += 1
        else:
            found = self._latest(self.words.months[month], day)
        return Bit(Slot.DAY, found, end - place) if found else None

    def _latest(self, month: int, day: int) -> dt.date | None:
        """The last such day up to today: without a year, a line always speaks of the past."""
        for year in range(self.today.year, max(self.today.year - 9, 0), -1):
            found = _day(year, month, day)
            if found and found <= self.today:
                return found
        return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
