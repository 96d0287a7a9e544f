"""A career on the one time axis that all careers of a list share: with us, at a client, elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import clamp, pct
from relationships.foundation.drawing.paint import paint

FILLS = {"us": "us", "client": "p-alumni", "elsewhere": "elsewhere"}
SAID = {"us": "with us", "client": "at a {client}", "elsewhere": "elsewhere"}
NARROWEST = 3.5
"""Percent: a job of a month is still seen."""


@dataclass(frozen=True)
class Span:
    """One stretch of a career; `kind` is a key of `FILLS`."""

    kind: str
    start: date
    end: date


def ribbon(
    spans: Sequence[Span], first: date, last: date, large: bool = False, *, client: str = "client"
) -> SafeString:
    """The spans between the days `first` and `last` of the axis, the later ones on top. `client`: the firm's noun."""
    whole = max((last - first).days, 1)
    drawn = []
    for span in spans:
        left = clamp(100 * (span.start - first).days / whole, 0, 100 - NARROWEST)
        width = clamp(100 * (span.end - span.start).days / whole, NARROWEST, 100 - left)
        drawn.append((pct(left), pct(width), paint(FILLS[span.kind])))
    words = "; ".join(f"{SAID[span.kind].format(client=client)} {_years(span)}" for span in spans) or "nothing known"
    return format_html(
        '<svg class="ribbon{}" role="img" aria-label="Career from {} to {}: {}">{}</svg>',
        " ribbon-large" if large else "",
        first.year,
        last.year,
        words,
        format_html_join("", '<rect x="{}" width="{}" height="100%" rx="6" {}/>', drawn),
    )


def _years(span: Span) -> str:
    return str(span.start.year) if span.start.year == span.end.year else f"{span.start.year} to {span.end.year}"
