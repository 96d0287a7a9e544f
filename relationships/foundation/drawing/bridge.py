"""The bridge: what last year's fees lost and won on the way to this year's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.bridge_axis import Bar, Block, axis, height, place_blocks
from relationships.foundation.drawing.bridge_bars import draw_flat, draw_upright, figure_of

__all__ = ["Bar", "axis", "bridge", "bridge_start"]

FILLS = {
    "previous": "viz-slate",
    "grown": "viz-1",
    "reactivated": "p-back",
    "new": "p-new",
    "lost": "p-lost",
    "shrunk": "p-lost",
    "corrections": "viz-6",
    "current": "viz-1",
}


def bridge(
    bars: Sequence[Bar],
    currency: str = "",
    repeat: Decimal | None = None,
    *,
    nouns: tuple[str, str] = ("client", "clients"),
) -> SafeString:
    """A waterfall from the first bar (previous) over the signed steps to the last (current).

    The axis is broken when the steps would be slivers; then the totals carry a cut and `bridge_start` names its foot.
    `repeat` splits the last bar into existing and new. Each bar with `href` is a link. Words: label, clients
    (by the firm's `nouns`, one and many), amount.
    """
    start, top = axis(bars)
    blocks = place_blocks(bars, start, top)
    split = None if repeat is None or not blocks else height(repeat, start, top)
    items = format_html_join(
        "",
        "<li>{}</li>",
        ((_item(block, blocks, place, currency, start > 0, split, nouns),) for place, block in enumerate(blocks)),
    )
    return format_html('<ol class="bridge">{}</ol>', items)


def bridge_start(bars: Sequence[Bar], currency: str = "") -> str:
    """ "bars start at €28m" when the axis is broken, else nothing: for the caption, where the break must be said."""
    foot, _ = axis(bars)
    return f"bars start at {money_short(foot, currency)}" if foot > 0 else ""


def _item(
    block: Block,
    blocks: Sequence[Block],
    place: int,
    currency: str,
    broken: bool,
    split: float | None,
    nouns: tuple[str, str],
) -> SafeString:
    last = place == len(blocks) - 1
    figure = figure_of(block, currency)
    pieces = [(block.bottom, block.top, FILLS.get(block.bar.key, "viz-6"))]
    if last and split is not None and 0 < split < block.top:
        pieces = [(block.bottom, split, "viz-1"), (split, block.top, "p-new")]
    count = "" if block.bar.clients is None else f" · {block.bar.clients:,}"
    noun = nouns[0] if block.bar.clients == 1 else nouns[1]
    inside = format_html(
        '{}{}<span class="label">{}{}</span>',
        draw_upright(block, pieces, figure, broken and block.total, last),
        draw_flat(block, pieces, figure),
        block.bar.label,
        format_html('{}<span class="visually-hidden"> {}, {}</span>', count, noun, figure),
    )
    if block.bar.href:
        return format_html('<a href="{}">{}</a>', block.bar.href, inside)
    return format_html("<div>{}</div>", inside)
