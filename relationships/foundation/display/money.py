"""Money as people read it."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "CHF": "CHF\u00a0", "SEK": "SEK\u00a0"}
NO_DATA = "no data"
MINUS = "\u2212"
_CENT = Decimal("0.01")


def symbol(currency: str) -> str:
    """The sign that goes before an amount; a code without a sign of its own stays a code."""
    if not currency:
        return ""
    return SYMBOLS.get(currency, f"{currency}\u00a0")


def money(amount: Decimal | int | None, currency: str = "") -> str:
    """`amount` to the cent with thousands grouped: €1,120,000.50. None is "no data", never zero."""
    if amount is None:
        return NO_DATA
    cents = Decimal(amount).quantize(_CENT, rounding=ROUND_HALF_EVEN)
    sign = MINUS if cents < 0 else ""
    return f"{sign}{symbol(currency)}{abs(cents):,.2f}"


def money_short(amount: Decimal | int | None, currency: str = "") -> str:
    """`amount` in about three digits: €1.12m, €86k, €940. For headlines; the exact amount belongs one click away."""
    if amount is None:
        return NO_DATA
    value = Decimal(amount)
    sign = MINUS if value < 0 else ""
    return f"{sign}{symbol(currency)}{_three_digits(abs(value))}"


def _three_digits(value: Decimal) -> str:
    for unit, name in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(1000), "k")):
        # 999,950 is already €1m once it is rounded; comparing after rounding avoids "€1,000k".
        if value >= unit * Decimal("0.9995"):
            scaled = value / unit
            places = 0 if name == "k" or scaled >= 100 else 1 if scaled >= 10 else 2
            text = f"{scaled:.{places}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + name
    return f"{value:.0f}"
