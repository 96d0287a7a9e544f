"""One bar of parts that make a whole, with its figures beneath."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import pct
from relationships.foundation.drawing.paint import paint

FILLS = ("viz-1", "p-back", "p-new", "p-alumni", "viz-slate", "p-none")


def stacked(parts: Sequence[tuple[str, int]], label: str, fills: Sequence[str] = FILLS) -> SafeString:
    """(name, count) parts left to right in a fixed order of fills; every count is printed, so colour is only a help."""
    total = sum(count for _, count in parts)
    shown = [(name, count, fills[place % len(fills)]) for place, (name, count) in enumerate(parts)]
    words = "; ".join(f"{name} {count:,}" for name, count in parts)
    bar, left = [], 0.0
    for _, count, fill in shown:
        width = 100 * count / total if total else 0.0
        bar.append((pct(left), pct(max(width - 0.3, 0)), paint(fill)))
        left += width
    return format_html(
        '<div class="chart stacked"><svg role="img" aria-label="{}: {}">{}</svg><ul class="legend">{}</ul></div>',
        label,
        words,
        format_html_join("", '<rect x="{}" width="{}" height="100%" {}/>', bar),
        format_html_join(
            "",
            '<li><svg aria-hidden="true"><rect width="12" height="12" rx="3" {}/></svg>{} <b class="strong num">{}</b></li>',
            ((paint(fill), name, f"{count:,}") for name, count, fill in shown),
        ),
    )
