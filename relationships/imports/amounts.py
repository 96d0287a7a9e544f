"""Cells that hold an amount. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from relationships.imports.cells import CellError

MAX_AMOUNT_DIGITS = 13
_CENT = Decimal("0.01")
_TOO_MUCH = Decimal(10) ** MAX_AMOUNT_DIGITS
_AMOUNT = re.compile(r"[+-]?([0-9]{1,40}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})")
# A repeated group of everything would say it shorter: its possessive form lets a blank last cell through in Python 3.11.2,
# the other remembers every cell to go back to.
_INEXACT_AMOUNT = re.compile(r"(?m)^(?!-?[1-9][0-9]{0,12}(?:\.[0-9]{1,2})?$)")


def _all_exact(cells: Sequence[str]) -> bool:
    """Whether PostgreSQL reads every cell as the amount that `Amount` finds in it."""
    lines = "\n".join(cells)
    return lines.count("\n") == len(cells) - 1 and not _INEXACT_AMOUNT.search(lines)


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
        return list(cells) if _all_exact(cells) else None


class Rounded:
    """Says `true` when `Amount` had to drop digits: a third decimal that is not zero. Blank otherwise."""

    def __call__(self, cell: str) -> str:
        return "true" if cell.partition(".")[2][2:].strip("0") else ""

    def at_once(self, cells: Sequence[str]) -> list[str] | None:
        return [""] * len(cells) if _all_exact(cells) else None
