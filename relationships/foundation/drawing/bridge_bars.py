"""One bar of the bridge, upright for wide screens and lying down for phones."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.money import money_short
from relationships.foundation.display.share import MINUS
from relationships.foundation.drawing.bridge_axis import Block
from relationships.foundation.drawing.numbers import pct
from relationships.foundation.drawing.paint import paint


def draw_upright(
    block: Block, pieces: list[tuple[float, float, str]], figure: str, cut: bool, last: bool
) -> SafeString:
    shapes = format_html_join(
        "",
        '<rect x="12%" y="{}" width="76%" height="{}" rx="4" {}/>{}',
        (
            (
                pct(100 - high),
                pct(max(high - low, 0.8)),
                paint(fill),
                _edge(fill, "12%", pct(100 - high), "76%", pct(max(high - low, 0.8))),
            )
            for low, high, fill in pieces
        ),
    )
    seam = (
        format_html('<rect class="cut" x="12%" y="{}" width="76%" height="2"/>', pct(100 - pieces[0][1]))
        if len(pieces) > 1
        else ""
    )
    gap = (
        SafeString('<rect class="cut" x="0" y="100%" width="100%" height="6" transform="translate(0 -14)"/>')
        if cut
        else ""
    )
    join = (
        "" if last else format_html('<line class="join" x1="88%" x2="122%" y1="{0}" y2="{0}"/>', pct(100 - block.level))
    )
    return format_html(
        '<svg class="upright" aria-hidden="true">{}{}{}{}<text x="50%" y="{}" dy="-7">{}</text></svg>',
        join,
        shapes,
        seam,
        gap,
        pct(100 - block.top),
        figure,
    )


def draw_flat(block: Block, pieces: list[tuple[float, float, str]], figure: str) -> SafeString:
    shapes = format_html_join(
        "",
        '<rect x="{}" y="3" width="{}" height="20" rx="4" {}/>{}',
        (
            (
                pct(low),
                pct(max(high - low, 0.8)),
                paint(fill),
                _edge(fill, pct(low), "3", pct(max(high - low, 0.8)), "20"),
            )
            for low, high, fill in pieces
        ),
    )
    return format_html(
        '<svg class="flat" aria-hidden="true">{}<text x="{}" dx="6" y="13" dominant-baseline="central">{}</text></svg>',
        shapes,
        pct(block.top),
        figure,
    )


def _edge(fill: str, x: str, y: str, width: str, height: str) -> SafeString:
    if fill != "p-lost":
        return SafeString("")
    return format_html('<rect class="lost-edge" x="{}" y="{}" width="{}" height="{}" rx="4"/>', x, y, width, height)


def figure_of(block: Block, currency: str) -> str:
    text = money_short(abs(block.bar.amount), currency)
    if block.total:
        return text if block.bar.amount >= 0 else f"{MINUS}{text}"
    return f"{'+' if block.bar.amount > 0 else MINUS if block.bar.amount < 0 else ''}{text}"
