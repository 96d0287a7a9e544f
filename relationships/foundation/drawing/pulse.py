"""The pulse of a relationship: half a year of touchpoints as dots, the open gap dotted once it is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.days import as_day
from relationships.foundation.drawing.numbers import pct

SPAN = 180
LATE = 1.25
"""A gap is called open from 1.25 times the usual one, so that the list does not cry wolf."""


def pulse(
    touched: Iterable[date | datetime], usual: float | None, today: date, span: int = SPAN, wide: bool = False
) -> SafeString:
    """Dots for the touchpoints of the last `span` days, oldest left, today at the right edge.

    `usual` is the pair's usual gap in days, None when it is not known. Touches in the future are left out.
    """
    ages = sorted({age for age in ((today - as_day(moment)).days for moment in touched) if 0 <= age <= span})
    late = bool(ages) and usual is not None and ages[0] > LATE * usual
    gap = (
        format_html('<line class="gap" x1="{}" x2="97.5%" y1="11" y2="11"/>', pct(_across(ages[0], span) + 3))
        if late
        else SafeString("")
    )
    dots = format_html_join("", '<circle cx="{}" cy="11" r="4"/>', ((pct(_across(age, span)),) for age in ages))
    return format_html(
        '<svg class="pulse{}" role="img" aria-label="{}"><line class="base" x1="0" x2="100%" y1="11" y2="11"/>'
        '{}{}<line class="now" x1="99.5%" x2="99.5%" y1="4" y2="18"/></svg>',
        " pulse-wide" if wide else "",
        sentence(ages, usual, span),
        gap,
        dots,
    )


def sentence(ages: list[int], usual: float | None, span: int = SPAN) -> str:
    """What the strip shows, in words; `ages` are days since each touch, nearest first."""
    rhythm = f", usual gap {usual:.0f} days" if usual is not None else ""
    if not ages:
        return f"No touchpoints in {span} days{rhythm}"
    count = f"{len(ages)} touchpoint{'' if len(ages) == 1 else 's'} in {span} days"
    last = "today" if ages[0] == 0 else "yesterday" if ages[0] == 1 else f"{ages[0]} days ago"
    return f"{count}, last {last}{rhythm}"


def _across(age: int, span: int) -> float:
    return 97 * (1 - age / span) + 1
