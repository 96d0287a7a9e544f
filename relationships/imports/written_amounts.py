"""Amounts as people and spreadsheets write them: 1.234,56 · 1'234.50 · (1,200.00) · 99.- · €5 · 5 EUR. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SIGNS = (".", ",")
_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₣": "CHF",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "Fr.": "CHF",
    "Fr": "CHF",
}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"}
_CURRENCY = re.compile(r"US\$|[$€£¥₣₹₽₩]|\bFr\.?|\b[A-Z]{3}\b", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_BLANKS = re.compile(r"[\s'’`´_\u202f\u00a0]")


@dataclass(frozen=True)
class DecimalSign:
    """What a column of amounts says about its decimal sign. `sure`: no other sign reads all of it."""

    sign: str
    sure: bool
    example: str = ""


def decimal_sign(cells: Iterable[str]) -> DecimalSign:
    """The decimal sign of a column. 1,234 alone reads two ways; so does 1.234."""
    votes = dict.fromkeys(SIGNS, 0)
    example = ""
    for cell in cells:
        digits = _digits(cell)[0]
        marks = [character for character in digits if character in SIGNS]
        if not marks:
            continue
        last, behind = marks[-1], len(digits) - digits.rindex(marks[-1]) - 1
        if len(set(marks)) == 2:
            votes[last] += 1
        elif len(marks) > 1:
            votes["." if last == "," else ","] += 1
        elif behind != 3 or len(digits) - behind > 4 or digits.startswith("0"):
            votes[last] += 1
        elif not example:
            example = cell.strip()
    if votes["."] == votes[","] == 0:
        return DecimalSign(".", sure=not example, example=example)
    return DecimalSign("." if votes["."] >= votes[","] else ",", sure=True)


def written_amount(cell: str, sign: str) -> str:
    """The amount in plain digits with a point; what is no amount comes back as it is."""
    digits, negative = _digits(cell)
    other = "," if sign == "." else "."
    whole, mark, fraction = digits.partition(sign)
    if other in whole:
        first, *groups = whole.split(other)
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups):
            return cell
        whole = "".join((first, *groups))
    plain = (whole or "0") + (f".{fraction}" if mark and fraction else "")
    if not _PLAIN.fullmatch(plain) or (not whole and not fraction):
        return cell
    return f"-{plain}" if negative and not plain.startswith("-") else plain


def currency_in(cell: str, base: str) -> str:
    """The currency that an amount's cell names, or nothing. A bare dollar is the firm's own where it counts in dollars."""
    found = _CURRENCY.search(unicodedata.normalize("NFKC", cell))
    if not found:
        return ""
    if "$" in found[0]:
        return base if base in _DOLLARS and found[0] == "$" else "USD"
    return _SYMBOLS.get(found[0]) or _SYMBOLS.get(found[0].capitalize()) or found[0].upper()


def _digits(cell: str) -> tuple[str, bool]:
    """The cell without its currency, blanks and sign, and whether it is negative."""
    text = unicodedata.normalize("NFKC", cell.replace("\u00b4", "'")).strip()
    text = "".join(str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each for each in text)
    text = _BLANKS.sub("", _CURRENCY.sub("", text).replace("\u2212", "-").replace("–", "-"))
    in_brackets = text.startswith("(") and text.endswith(")")
    text = text.strip("()") if in_brackets else text
    if text.endswith((".-", ",-", ".–")):
        text = text[:-2]
    negative = in_brackets or text.startswith("-") or text.endswith("-") or text.upper().endswith("CR")
    return text.strip("+-").removesuffix("CR").removesuffix("cr"), negative
