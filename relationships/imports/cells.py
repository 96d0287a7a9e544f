"""What one cell may hold. Pure: text in, the text to store out, or `CellError` with the remedy.

Every parser gets a trimmed cell that is not blank, and answers what PostgreSQL reads as that column's type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from accounts.text import TextError, clean_text

Parser = Callable[[str], str]

EARLIEST, LATEST = 1900, 2100
MAX_AMOUNT_DIGITS = 13
_FIRST_MOMENT = datetime(EARLIEST, 1, 1, tzinfo=UTC)
_CENT = Decimal("0.01")
_TOO_MUCH = Decimal(10) ** MAX_AMOUNT_DIGITS
_AMOUNT = re.compile(r"[+-]?([0-9]{1,40}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})")
_EXACT_AMOUNTS = re.compile(r"-?[1-9][0-9]{0,12}(?:\.[0-9]{1,2})?(?:\n-?[1-9][0-9]{0,12}(?:\.[0-9]{1,2})?)*+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_WHOLE = re.compile(r"[0-9]{1,9}")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,253}")
_YES = frozenset({"yes", "y", "true", "t", "1", "x"})
_NO = frozenset({"no", "n", "false", "f", "0"})


class CellError(ValueError):
    """The cell can't be taken; `str(error)` says why and what to write instead."""


@dataclass(frozen=True)
class Text:
    """Any text, through the text gate."""

    at_most: int
    multiline: bool = False

    def __call__(self, cell: str) -> str:
        try:
            return clean_text(cell, max_length=self.at_most, multiline=self.multiline)
        except TextError as error:
            raise CellError(str(error)) from None

    def at_once(self, cells: Sequence[str]) -> list[str] | None:
        """Printable ASCII is what the gate leaves as it is, but for blanks outside."""
        together = "".join(cells)
        if not together.isascii() or not together.isprintable() or "\\" in together:
            return None
        return None if max(map(len, cells)) > self.at_most else [cell.strip() for cell in cells]


def day(cell: str) -> str:
    """An ISO date from 1900 to 2100."""
    if not _DATE.fullmatch(cell):
        raise CellError("This is no ISO date. Write year-month-day, such as 2024-03-31.")
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        raise CellError("There is no such day. Check month and day.") from None
    if not EARLIEST <= found.year <= LATEST:
        raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
    return cell


def moment(zone: ZoneInfo, *, not_after: datetime) -> Parser:
    """An ISO date and time; without a zone it is meant in `zone`, without a time it is midnight there."""

    def parse(cell: str) -> str:
        if not _MOMENT.fullmatch(cell):
            raise CellError("This is no ISO date and time. Write 2024-03-31T14:05 or 2024-03-31T14:05+02:00.")
        try:
            found = datetime.fromisoformat(cell.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
        except ValueError:
            raise CellError("There is no such moment. Check month, day, hour and minute.") from None
        if not EARLIEST <= found.year <= LATEST:
            raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
        known = found if found.tzinfo else found.replace(tzinfo=zone)
        if known < _FIRST_MOMENT:
            raise CellError(f"The year lies outside {EARLIEST}-{LATEST}.")
        if known > not_after:
            raise CellError("This lies in the future. A touchpoint is something that took place.")
        return known.isoformat()

    return parse


class Amount:
    """An amount in plain digits with a point, rounded half-even to the cent."""

    def __call__(self, cell: str) -> str:
        found = _AMOUNT.fullmatch(cell)
        if not found:
            raise CellError("This is no amount. Write plain digits with a point, such as 1234.50 or -1234.50.")
        if len(found[1].partition(".")[0].lstrip("0")) <= MAX_AMOUNT_DIGITS:
            cents = Decimal(cell).quantize(_CENT, rounding=ROUND_HALF_EVEN)
            if cents.copy_abs() < _TOO_MUCH:
                return f"{cents if cents else abs(cents):f}"
        raise CellError(f"This amount has more than {MAX_AMOUNT_DIGITS} digits before the point.")

    def at_once(self, cells: Sequence[str]) -> list[str] | None:
        """Cells that PostgreSQL reads as they are."""
        return list(cells) if _EXACT_AMOUNTS.fullmatch("\n".join(cells)) else None


class Rounded:
    """Says `true` when `Amount` had to drop digits: a third decimal that is not zero. Blank otherwise."""

    def __call__(self, cell: str) -> str:
        return "true" if cell.partition(".")[2][2:].strip("0") else ""

    def at_once(self, cells: Sequence[str]) -> list[str] | None:
        return [""] * len(cells) if _EXACT_AMOUNTS.fullmatch("\n".join(cells)) else None


def currency(cell: str) -> str:
    """A currency's three letters."""
    code = cell.upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise CellError("This is no currency code. Write three letters, such as EUR.")
    return code


def yes_or_no(cell: str) -> str:
    """`true` or `false`."""
    said = cell.casefold()
    if said not in _YES | _NO:
        raise CellError("Write yes or no.")
    return "true" if said in _YES else "false"


def whole(*, at_least: int, at_most: int) -> Parser:
    """A whole number in plain digits."""

    def parse(cell: str) -> str:
        if not _WHOLE.fullmatch(cell) or not at_least <= int(cell) <= at_most:
            raise CellError(f"Write a whole number from {at_least} to {at_most}.")
        return str(int(cell))

    return parse


def one_of(allowed: Collection[str], *, also: dict[str, str] | None = None) -> Parser:
    """One of the allowed words, whatever its case; `also` holds other spellings of them."""
    spellings = {word.casefold(): word for word in allowed} | (also or {})

    def parse(cell: str) -> str:
        if (word := spellings.get(cell.casefold())) is None:
            raise CellError(f"Unknown. Write one of: {', '.join(allowed)}.")
        return word

    return parse


def address(cell: str) -> str:
    """An e-mail address, in lower case."""
    gated = Text(254)(cell)
    if not _ADDRESS.fullmatch(gated):
        raise CellError("This is no e-mail address. Write it as name@example.com.")
    return gated.lower()


def website(cell: str) -> str:
    """A web address; `https://` is put before a bare host name."""
    gated = Text(292)(cell)
    if re.search(r"\s", gated):
        raise CellError("This web address holds a blank. Remove it.")
    if re.match(r"https?://[^/]", gated, re.IGNORECASE):
        return gated
    if ":" in gated.split("/")[0] or not re.match(r"[^/\s.]+\.[^/\s]", gated):
        raise CellError("This is no web address. Write it as https://example.com.")
    return f"https://{gated}"
