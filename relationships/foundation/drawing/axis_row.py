"""One share against the goal on a common axis, for rows of a table."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import pct
from relationships.foundation.drawing.scale import across


def axis_row(share: Decimal | None, goal: Decimal, start: Decimal = Decimal("0.6")) -> SafeString:
    """A dot (met) or a diamond (under the goal) on the axis start-1. Silent: the figure stands in its own cell."""
    line = across(goal, start)
    base = format_html(
        '<line class="base" x1="0" x2="100%" y1="11" y2="11"/><line class="goal" x1="{0}" x2="{0}" y1="1" y2="21"/>',
        pct(line),
    )
    if share is None:
        return format_html('<svg class="axis-row" aria-hidden="true">{}</svg>', base)
    at = across(share, start)
    under = share < goal
    shape = (
        '<svg x="{0}" y="11" overflow="visible"><rect class="point" x="-5" y="-5" width="10" height="10" rx="1.5" transform="rotate(45)"/></svg>'
        if under
        else '<circle class="point" cx="{0}" cy="11" r="7"/>'
    )
    return format_html(
        '<svg class="axis-row{}" aria-hidden="true">{}<line class="reach" x1="{}" x2="{}" y1="11" y2="11"/>{}</svg>',
        " under" if under else "",
        base,
        pct(min(at, line)),
        pct(max(at, line)),
        format_html(shape, pct(at)),
    )
