"""Days and moments as people and spreadsheets write them. Pure: no Django, no clock.

Which of 3/4/2024 is the day is never guessed from one cell: a whole column says it, or a person does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ORDERS = ("ymd", "dmy", "mdy")
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])")
_THREE = re.compile(r"([0-9]{1,4})[./\-\s]{1,2}([0-9]{1,2})[./\-\s]{1,2}([0-9]{1,4})\.?")
_DAY_WORD_YEAR = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?[\s\-/,]*([^\W\d]{3,12})\.?[\s\-/,]*([0-9]{2,4})")
_WORD_DAY_YEAR = re.compile(r"([^\W\d]{3,12})\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"^(?P<day>.*?)(?:,|T|\s)\s*(?P<hour>[0-2]?[0-9])[:.](?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.[0-9]+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?P<zone>\s*(?:Z|[+-][0-9]{2}:?[0-9]{2}))?$",
    re.IGNORECASE,
)
_ISO_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier janv enero gennaio",
            "feb february februar fevrier fév février febrero febbraio",
            "mar march märz mrz maerz mars marzo",
            "apr april avril avr abril aprile",
            "may mai mayo maggio",
            "jun june juni juin junio giugno",
            "jul july juli juillet juil julio luglio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre settembre",
            "oct october okt oktober octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre decembre dic diciembre dicembre",
        ),
        start=1,
    )
    for word in words.split()
}


@dataclass(frozen=True)
class DayOrder:
    """What a column of days says about its order. `sure`: no other order reads all of it."""

    order: str
    sure: bool
    example: str = ""
    """A cell that reads two ways, when it is not sure."""


def day_order(cells: Iterable[str]) -> DayOrder:
    """The order in which a column writes its days."""
    fits = dict.fromkeys(("dmy", "mdy"), 0)
    year_first, example = 0, ""
    for cell in cells:
        found = _THREE.fullmatch(_date_part(cell))
        if not found:
            continue
        if len(found[1]) == 4:
            year_first += 1
            continue
        first, second = int(found[1]), int(found[2])
        fits["dmy"] += first <= 31 and second <= 12
        fits["mdy"] += first <= 12 and second <= 31
        if "." in found[0] and second <= 12:
            # With points nobody writes the month first.
            fits["dmy"] += 1
        elif not example and first <= 12 and second <= 12 and first != second:
            example = cell.strip()
    if not any(fits.values()):
        return DayOrder("ymd", sure=True)
    if fits["dmy"] == fits["mdy"]:
        return DayOrder("dmy", sure=not example, example=example)
    return DayOrder(max(fits, key=lambda order: fits[order]), sure=True)


def written_day(cell: str, order: str) -> str:
    """The day in ISO; what is no day comes back as it is, for the message that names it."""
    text = _date_part(cell)
    if found := _COMPACT.fullmatch(text):
        return "-".join(found.groups())
    if _SERIAL.fullmatch(text):
        return (_EXCEL_BEGINS + timedelta(days=int(float(text)))).isoformat()
    if found := _THREE.fullmatch(text):
        first, second, third = found.groups()
        if len(first) == 4:
            return _iso(first, second, third)
        day, month = (first, second) if order == "dmy" else (second, first)
        return _iso(third, month, day) if order != "ymd" or len(third) == 4 else _iso(first, second, third)
    if (found := _DAY_WORD_YEAR.fullmatch(text)) and (month_number := _MONTHS.get(found[2].lower())):
        return _iso(found[3], str(month_number), found[1])
    if (found := _WORD_DAY_YEAR.fullmatch(text)) and (month_number := _MONTHS.get(found[1].lower())):
        return _iso(found[3], str(month_number), found[2])
    # A moment where a day is asked for: programs export both as one.
    if (found := _TIME.match(text)) and (day := written_day(found["day"], order)) != found["day"]:
        return day
    return text[:10] if _ISO_MOMENT.fullmatch(text) else cell


def written_moment(cell: str, order: str) -> str:
    """Day and time in ISO; what is no moment comes back as it is."""
    text = _WEEKDAY.sub("", cell.strip())
    if _SERIAL.fullmatch(text) and "." in text:
        seconds = round(float("0." + text.partition(".")[2]) * 86_400)
        return f"{written_day(text, order)}T{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    found = _TIME.match(text)
    if not found:
        return written_day(text, order)
    day, hour = written_day(found["day"], order), int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if day == found["day"] and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return cell
    return f"{day}T{hour:02}:{found['minute']}:{found['second'] or '00'}{(found['zone'] or '').strip()}"


def _date_part(cell: str) -> str:
    """Without a weekday in front and a midnight behind."""
    text = _WEEKDAY.sub("", cell.strip())
    return re.sub(r"[T\s]+0?0[:.]00(?:[:.]00(?:\.0+)?)?\s*(?:Z|[+-]00:?00)?$", "", text)


def _iso(year: str, month: str, day: str) -> str:
    if len(year) == 2:
        year = f"{'19' if int(year) >= 70 else '20'}{year}"
    return f"{year:0>4}-{month:0>2}-{day:0>2}"
