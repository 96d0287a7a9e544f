"""A thin bar: so much of so much."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import clamp, pct


def meter(value: float, maximum: float, label: str = "", risk: bool = False) -> SafeString:
    """`value` of `maximum` as a filled bar; `risk` fills it in rust. Without `label` it says "22 of 25"."""
    full = clamp(100 * float(value) / float(maximum), 0, 100) if maximum else 0.0
    return format_html(
        '<svg class="meter{}" role="img" aria-label="{}"><rect width="{}" height="100%" rx="3"/></svg>',
        " meter-risk" if risk else "",
        label or f"{float(value):g} of {float(maximum):g}",
        pct(full),
    )


def steps(done: int, total: int) -> SafeString:
    """`done` of `total` as short dashes, for days with at most a dozen things to do."""
    dashes = format_html_join(
        "",
        '<rect{} x="{}" width="{}" height="6" rx="3"/>',
        (
            (SafeString(' class="done"') if step < done else "", pct(100 * step / total), pct(84 / total))
            for step in range(total)
        ),
    )
    return format_html(
        '<svg class="steps" width="{}" height="6" role="img" aria-label="{} of {} done">{}</svg>',
        max(total * 26 - 4, 1),
        done,
        total,
        dashes,
    )
