"""A change: arrow, number, and the word for those who hear it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.drawing.icon import icon


def delta(change: Decimal | float | None, unit: str = "") -> SafeString:
    """Up, down or no change by `change`; `unit` follows the number ("%", " points"). None draws nothing."""
    if change is None:
        return SafeString("")
    number = Decimal(str(change)).normalize()
    if number == 0:
        return SafeString(
            '<span class="delta flat"><span aria-hidden="true">–</span><span class="visually-hidden">no change</span></span>'
        )
    way, arrow = ("up", "arrow-narrow-up") if number > 0 else ("down", "arrow-narrow-down")
    return format_html(
        '<span class="delta {0}">{1}<span class="visually-hidden">{0} </span>{2}{3}</span>',
        way,
        icon(arrow),
        f"{abs(number):f}",
        unit,
    )
