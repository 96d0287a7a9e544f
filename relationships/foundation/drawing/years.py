"""Years as columns: how the fees of one client grew."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.numbers import px

WIDTH, GAP, HEIGHT, LABEL = 18, 5, 52, 17


def years(columns: Sequence[tuple[int, Decimal | None]], currency: str = "", label: str = "Fees by year") -> SafeString:
    """One column a (year, amount), the last one (the year that runs) dark. Amounts of zero or less and None stay empty."""
    if not columns:
        return SafeString("")
    top = max((amount for _, amount in columns if amount), default=Decimal(1))
    drawn = format_html_join(
        "",
        '<rect{} x="{}" y="{}" width="18" height="{}" rx="3"/><text x="{}" y="{}">{}</text>',
        (_column(place, year, amount, top, place == len(columns) - 1) for place, (year, amount) in enumerate(columns)),
    )
    words = ", ".join(f"{year} {money_short(amount, currency)}" for year, amount in columns)
    width = len(columns) * (WIDTH + GAP) - GAP
    return format_html(
        '<svg class="years" width="{}" height="{}" role="img" aria-label="{}: {}">{}</svg>',
        width,
        HEIGHT + LABEL,
        label,
        words,
        drawn,
    )


def _column(place: int, year: int, amount: Decimal | None, top: Decimal, last: bool) -> tuple[object, ...]:
    share = float(amount / top) if amount and amount > 0 else 0.0
    height = max(2.0, HEIGHT * share) if share else 0.0
    left = place * (WIDTH + GAP)
    current = SafeString(' class="now"') if last else ""
    return current, left, px(HEIGHT - height), px(height), left + WIDTH / 2, HEIGHT + LABEL - 3, f"{year % 100:02d}"
