"""What the page shows on which the columns of a file are matched, and what somebody chose there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.vocabulary import speak
from relationships.imports.actions import circumstances
from relationships.imports.arranging import DAYS, MOMENTS, FileReading
from relationships.imports.file_forms import KIND_WORDS
from relationships.imports.file_preview import (
    FileColumn,
    applied,
    columns_of,
    first_lines,
    head_of,
    kind_of,
    opened,
    remembered_for,
    seen_days,
    seen_decimal,
)
from relationships.imports.files.opening import ENCODINGS
from relationships.imports.known_by import keys_of, known_by
from relationships.imports.matching import label, recognise, targets
from relationships.imports.models import FileImport, RememberedReading
from relationships.imports.registry import DESCRIPTIONS
from relationships.imports.written_amounts import SIGNS
from relationships.imports.written_days import ORDERS, written_day

_DAY_WORDS = {
    "ymd": "year-month-day (2024-03-31)",
    "dmy": "day-month-year (31.3.2024)",
    "mdy": "month/day/year (3/31/2024)",
}
_SIGN_WORDS = {".": "a point (1,234.50)", ",": "a comma (1.234,50)"}
_DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_FORMAT_WORDS = {"csv": "CSV", "workbook": "an Excel workbook", "vcard": "address cards"}
Choices = list[tuple[str, str, bool]]
"""Value, words, whether chosen."""


@dataclass(frozen=True)
class Matched:
    """One column of the file, and where it may go."""

    column: FileColumn
    choices: Choices
    goes: bool


@dataclass(frozen=True)
class MatchPage:
    """Context of imports/match.html."""

    kind: str
    kinds: Choices
    program: str
    form: str
    columns: list[Matched]
    required: str
    keys: Choices
    headers: Choices
    encodings: Choices
    delimiters: Choices
    days: Choices
    days_doubt: tuple[str, str] | None
    """A cell that reads two ways, and how it is read now."""
    decimals: Choices
    decimal_doubt: str
    remembered: list[RememberedReading]
    remembered_name: str


def kind_word(kind: str) -> str:
    """A kind as the firm calls it."""
    return speak(KIND_WORDS[kind])


def otherwise(posted: Mapping[str, str]) -> dict[str, Any]:
    """How somebody wants the file read instead."""
    header = posted.get("header", "")
    return {
        "kind": posted.get("kind", ""),
        "header": int(header) if header.lstrip("-").isdecimal() and len(header) < 4 else 0,
        "encoding": posted.get("encoding", ""),
        "delimiter": {word: sign for sign, word in _DELIMITER_WORDS.items()}.get(posted.get("delimiter", ""), ""),
    }


def chosen_signs(posted: Mapping[str, str]) -> tuple[str, str]:
    """Order of days and decimal sign, as chosen."""
    days, decimal = posted.get("days", ""), posted.get("decimal", "")
    return days if days in ORDERS else "ymd", decimal if decimal in SIGNS else "."


def chosen_key(kind: str, key: str) -> str:
    """By what records are known, as chosen."""
    return key if key in keys_of(kind) else ""


def match_page(
    item: FileImport, reading: FileReading, remembered_as: str, *, chosen: Mapping[int, str], key: str = ""
) -> MatchPage:
    """The page on which columns are matched; `chosen` wins over what was guessed."""
    kind = kind_of(item, circumstances())
    rows = first_lines(item)
    known = remembered_for(item, reading.header)
    remembered = next((each for each in known if each.name == remembered_as), None)
    if remembered:
        reading = applied(remembered, item, reading)
    if chosen:
        reading = replace(reading, places=_by_target(chosen), key=chosen_key(item.kind, key))
    found, how = recognise(head_of(item, reading.header, rows)[1], kind), opened(item)
    goes = {place: target for target, places in reading.places.items() for place in places}
    days, sign = seen_days(item, reading), seen_decimal(item, reading)
    has_days = any(target in reading.places for target in DAYS | MOMENTS)
    named = [("", "Leave it out"), *((each, speak(label(each))) for each in targets(kind))]
    return MatchPage(
        kind=kind_word(kind.name),
        kinds=[(each, kind_word(each), each == item.kind) for each in DESCRIPTIONS],
        program=found.program,
        form=_FORMAT_WORDS[how.format],
        columns=[
            Matched(
                column,
                [(value, words, value == goes.get(column.place, "")) for value, words in named],
                column.place in goes,
            )
            for column in columns_of(item, reading.header)
        ],
        required=" and ".join(speak(label(column)) for column in known_by(kind, reading.key).required),
        keys=[(key, speak(words), key == reading.key) for key, words in keys_of(kind.name).items()],
        headers=_header_choices(rows, reading.header) if how.format != "vcard" else [],
        encodings=[(each, each, each == how.encoding) for each in ENCODINGS] if how.format == "csv" else [],
        delimiters=[(word, word, sign == how.delimiter) for sign, word in _DELIMITER_WORDS.items()]
        if how.format == "csv"
        else [],
        days=[(each, _DAY_WORDS[each], each == reading.days) for each in ORDERS] if has_days else [],
        days_doubt=(days.example, written_day(days.example, reading.days)) if has_days and not days.sure else None,
        decimals=[(each, _SIGN_WORDS[each], each == reading.decimal) for each in SIGNS]
        if "amount" in reading.places
        else [],
        decimal_doubt="" if sign.sure else sign.example,
        remembered=known,
        remembered_name=remembered.name if remembered else "",
    )


def _by_target(chosen: Mapping[int, str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, target in sorted(chosen.items()):
        places.setdefault(target, []).append(place)
    return places


def _header_choices(rows: list[tuple[int, list[str]]], header: int) -> Choices:
    found = [
        (str(index), f"line {line}: {', '.join(cell.strip() for cell in cells if cell.strip())[:80]}", index == header)
        for index, (line, cells) in enumerate(rows[:20])
    ]
    return [*found, ("-1", "none: the file has no column names", header == -1)]
