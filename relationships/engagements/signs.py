"""Which sign an amount of each kind has (docs/definitions.md §1). Pure."""

from __future__ import annotations

from decimal import Decimal

NEGATIVE = ("credit", "write_off")


def sign_problem(kind: str, amount: Decimal) -> str:
    """What is wrong with the sign of `amount` for `kind`, and the remedy; "" when it fits. Zero always fits."""
    if kind == "fee" and amount < 0:
        return "A fee can't be negative. Choose credit or write-off, or leave the minus out."
    if kind in NEGATIVE and amount > 0:
        name = "credit" if kind == "credit" else "write-off"
        return f"A {name} lowers what was billed. Enter it with a minus: -{amount}."
    return ""
