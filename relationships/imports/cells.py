"""What one cell may hold. Pure: text in, the text to store out, or `CellError` with the remedy.

Every parser gets a trimmed cell that is not blank, and answers what PostgreSQL reads as that column's type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from accounts.text import TextError, clean_text
from relationships.contacts.reach import mail_address, phone_number

Parser = Callable[[str], str]

_WHOLE = re.compile(r"[0-9]{1,9}")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\[\]\\]{1,253}")
_FEWEST_DIGITS = 3
MOST_IN_A_CELL = 50
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
    """An e-mail address, in its one spelling."""
    gated = Text(254)(cell)
    # A character that nobody has assigned yet may be a capital to PostgreSQL and none to us.
    if not _ADDRESS.fullmatch(gated) or not gated.isprintable():
        raise CellError("This is no e-mail address. Write it as name@example.com.")
    return mail_address(gated)


def phone(cell: str) -> str:
    """A phone number as it is written; anything with some digits is one somewhere."""
    gated = Text(60)(cell)
    if sum(character.isdigit() for character in gated) < _FEWEST_DIGITS:
        raise CellError("This is no phone number. Write it as +41 61 555 01 23.")
    return gated


def number(region: str) -> Parser:
    """The one spelling of a phone number, blank where there is none; numbers without a country are in `region`."""

    def parse(cell: str) -> str:
        return phone_number(cell, region)

    return parse


def numbers(region: str) -> Parser:
    """For a cell of several phone numbers: as JSON the one spelling of each that has one."""

    def parse(cell: str) -> str:
        pieces = [piece.strip() for piece in cell.split(";")[:MOST_IN_A_CELL] if piece.strip()]
        found = {Text(60)(piece): phone_number(piece, region) for piece in pieces}
        return json.dumps({piece: one for piece, one in found.items() if one}, ensure_ascii=False)

    return parse


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


def several(one: Parser) -> Parser:
    """A parser for a cell of several, separated by semicolons: answers JSON, a list without repeats."""

    def parse(cell: str) -> str:
        pieces = [piece.strip() for piece in cell.split(";") if piece.strip()]
        if len(pieces) > MOST_IN_A_CELL:
            raise CellError(f"This cell holds {len(pieces)} of them. At most {MOST_IN_A_CELL} fit.")
        return json.dumps(list(dict.fromkeys(map(one, pieces))), ensure_ascii=False) if pieces else ""

    return parse
