"""Rates as lines of text: `USD, 2026-03-02, 0.92`. What a bank's table says, pasted or in a file. Pure."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

MOST_LINES, LONGEST_LINE = 20_000, 1_000
PLACES, MOST = Decimal("0.00000001"), Decimal(10) ** 10
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One rate that a line says."""

    currency: str
    on: date
    rate: Decimal


class Unreadable(ValueError):
    """Lines that say no rate: `problems`, each with its number and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def rates_in(text: str, *, base: str) -> list[Line]:
    """The rates that a text says, a line each: currency, day, what one unit is worth in `base`. A head is passed over.

    Fields are parted by comma, semicolon or tab. Raises `Unreadable`: then none of them counts.
    """
    found, problems = [], []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Unreadable([f"There are {len(lines):,} lines. Bring at most {MOST_LINES:,} at once."])
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if number == 1 and not any(character.isdigit() for character in line):
            continue
        try:
            found.append(_line(line, base))
        except ValueError as problem:
            problems.append(f"Line {number}: {problem}")
    if not found and not problems:
        problems = ["Enter at least one line, such as USD, 2026-03-02, 0.92."]
    if problems:
        raise Unreadable(problems)
    return found


def worth(written: str) -> Decimal:
    """A rate as somebody writes it. Raises `ValueError` in words."""
    try:
        rate = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"“{written[:20]}” is no rate. Write it with a point, such as 0.92.") from None
    if not rate.is_finite() or not 0 < rate < MOST or not PLACES <= (kept := rate.quantize(PLACES)) < MOST:
        raise ValueError("a rate lies above 0 and below 10,000,000,000.")
    return kept


def _line(line: str, base: str) -> Line:
    # Nobody's line is as long, and the reader refuses fields that are.
    said = [line] if len(line) <= LONGEST_LINE else []
    fields = [each.strip() for row in csv.reader(said, delimiter=_delimiter(line)) for each in row]
    if len(fields) != 3:
        raise ValueError("write currency, day and rate, such as USD, 2026-03-02, 0.92.")
    currency = fields[0].upper()
    if not _CODE.fullmatch(currency):
        raise ValueError(f"“{fields[0][:20]}” is no currency. Write its three letters, such as USD.")
    if currency == base:
        raise ValueError(f"{base} is the firm’s own currency and needs no rate.")
    try:
        day = date.fromisoformat(fields[1])
    except ValueError:
        raise ValueError(f"“{fields[1][:20]}” is no day. Write it as 2026-03-02.") from None
    if not 1900 <= day.year <= 2100:
        raise ValueError("a day lies between 1900 and 2100.")
    return Line(currency, day, worth(fields[2]))


def _delimiter(line: str) -> str:
    return next((mark for mark in "\t;" if mark in line), ",")
