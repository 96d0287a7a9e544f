"""A cell of the portfolio: how many clients, how much money, tinted by its weight."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.display.grade import grade_word
from relationships.foundation.display.money import money_short


def heat_cell(
    grade: str,
    clients: int,
    amount: Decimal | None,
    total: Decimal | None,
    band: str = "",
    currency: str = "",
    href: str = "",
) -> SafeString:
    """A <td> for one grade (A-E, or none) and fee band; the tint has five steps by `amount` as a share of `total`."""
    if not clients:
        return SafeString('<td class="none">none</td>')
    inside = format_html(
        '<b class="num">{}</b><span class="visually-hidden"> {} {}{}: </span><span class="t12 num">{}</span>',
        clients,
        "client" if clients == 1 else "clients",
        f"graded {grade}, {grade_word(grade)}" if grade else "without a grade",
        f", {band}" if band else "",
        money_short(amount, currency),
    )
    box = format_html('<a href="{}">{}</a>', href, inside) if href else format_html("<div>{}</div>", inside)
    return format_html('<td class="grade-{} weight-{}">{}</td>', grade.lower(), weight(amount, total), box)


def weight(amount: Decimal | None, total: Decimal | None) -> int:
    """1-5: a fifth of the total or more is the darkest."""
    if not amount or not total or amount <= 0 or total <= 0:
        return 1
    return min(5, 1 + int(amount / total * 20))
