"""The bridge: what last year's fees lost and won on the way to this year's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.display.money import money_short
from relationships.foundation.display.share import MINUS
from relationships.foundation.drawing.numbers import pct

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


@dataclass(frozen=True)
class Bar:
    """One step: key as in FILLS, signed amount (totals for previous and current), clients behind it, where it opens."""

    key: str
    label: str
    amount: Decimal
    clients: int | None = None
    href: str = ""


@dataclass(frozen=True)
class _Block:
    """A bar placed on the axis, in per cent of the height: bottom, top, and the level the next bar starts from."""

    bar: Bar
    bottom: float
    top: float
    level: float
    total: bool


def bridge(bars: Sequence[Bar], currency: str = "", repeat: Decimal | None = None) -> SafeString:
    """A waterfall from the first bar (previous) over the signed steps to the last (current).

    The axis is broken when the steps would be slivers; then the totals carry a cut and `bridge_start` names its foot.
    `repeat` splits the last bar into existing and new. Each bar with `href` is a link. Words: label, clients, amount.
    """
    start, top = axis(bars)
    blocks = _blocks(bars, start, top)
    split = None if repeat is None or not blocks else _height(repeat, start, top)
    items = format_html_join(
        "",
        "<li>{}</li>",
        ((_item(block, blocks, place, currency, start > 0, split),) for place, block in enumerate(blocks)),
    )
    return format_html('<ol class="bridge">{}</ol>', items)


def axis(bars: Sequence[Bar]) -> tuple[Decimal, Decimal]:
    """Foot and top of the axis in money. The foot is 0 unless every level stays above half of the highest."""
    levels = _levels(bars)
    low, high = min(levels, default=Decimal(0)), max(levels, default=Decimal(1))
    if high <= 0:
        return min(low, Decimal(0)), Decimal(1)
    if low < 0:
        return low, high
    if low < high / 2:
        return Decimal(0), high
    unit = Decimal(10) ** ((high - low) or high).adjusted()
    foot = ((low - (high - low) * Decimal("0.6")) / unit).to_integral_value(rounding=ROUND_FLOOR) * unit
    return max(foot, Decimal(0)), high


def bridge_start(bars: Sequence[Bar], currency: str = "") -> str:
    """ "bars start at €28m" when the axis is broken, else nothing: for the caption, where the break must be said."""
    foot, _ = axis(bars)
    return f"bars start at {money_short(foot, currency)}" if foot > 0 else ""


def _levels(bars: Sequence[Bar]) -> list[Decimal]:
    """The running total after each bar; previous and current stand on their own."""
    levels: list[Decimal] = []
    for place, bar in enumerate(bars):
        levels.append(bar.amount if place in (0, len(bars) - 1) else levels[-1] + bar.amount)
    return levels


def _blocks(bars: Sequence[Bar], start: Decimal, top: Decimal) -> list[_Block]:
    blocks = []
    before = Decimal(0)
    for place, (bar, after) in enumerate(zip(bars, _levels(bars), strict=True)):
        total = place in (0, len(bars) - 1)
        # A total stands on the foot of the axis, or on zero where money went below it.
        foot = max(start, Decimal(0)) if total else before
        low, high = sorted((_height(foot, start, top), _height(after, start, top)))
        blocks.append(_Block(bar, low, high, _height(after, start, top), total))
        before = after
    return blocks


def _height(value: Decimal, start: Decimal, top: Decimal) -> float:
    """`value` as per cent of the drawing; the uppermost tenth is kept for the figure above the bar."""
    return float((value - start) / (top - start)) * 90 if top > start else 0.0


def _item(
    block: _Block, blocks: Sequence[_Block], place: int, currency: str, broken: bool, split: float | None
) -> SafeString:
    last = place == len(blocks) - 1
    figure = _figure(block, currency)
    pieces = [(block.bottom, block.top, FILLS.get(block.bar.key, "viz-6"))]
    if last and split is not None and 0 < split < block.top:
        pieces = [(block.bottom, split, "viz-1"), (split, block.top, "p-new")]
    count = "" if block.bar.clients is None else f" · {block.bar.clients:,}"
    inside = format_html(
        '{}{}<span class="label">{}{}</span>',
        _upright(block, pieces, figure, broken and block.total, last),
        _flat(block, pieces, figure),
        block.bar.label,
        format_html('{}<span class="visually-hidden"> clients, {}</span>', count, figure),
    )
    if block.bar.href:
        return format_html('<a href="{}">{}</a>', block.bar.href, inside)
    return format_html("<div>{}</div>", inside)


def _upright(block: _Block, pieces: list[tuple[float, float, str]], figure: str, cut: bool, last: bool) -> SafeString:
    shapes = format_html_join(
        "",
        '<rect x="12%" y="{}" width="76%" height="{}" rx="4" {}/>{}',
        (
            (pct(100 - high), pct(max(high - low, 0.8)), _paint(fill), _edge(fill, "12%", pct(100 - high), "76%", pct(max(high - low, 0.8))))
            for low, high, fill in pieces
        ),
    )
    seam = format_html('<rect class="cut" x="12%" y="{}" width="76%" height="2"/>', pct(100 - pieces[0][1])) if len(pieces) > 1 else ""
    gap = SafeString('<rect class="cut" x="0" y="100%" width="100%" height="6" transform="translate(0 -14)"/>') if cut else ""
    join = "" if last else format_html('<line class="join" x1="88%" x2="122%" y1="{0}" y2="{0}"/>', pct(100 - block.level))
    return format_html(
        '<svg class="upright" aria-hidden="true">{}{}{}{}<text x="50%" y="{}" dy="-7">{}</text></svg>',
        join,
        shapes,
        seam,
        gap,
        pct(100 - block.top),
        figure,
    )


def _flat(block: _Block, pieces: list[tuple[float, float, str]], figure: str) -> SafeString:
    shapes = format_html_join(
        "",
        '<rect x="{}" y="3" width="{}" height="20" rx="4" {}/>{}',
        (
            (pct(low), pct(max(high - low, 0.8)), _paint(fill), _edge(fill, pct(low), "3", pct(max(high - low, 0.8)), "20"))
            for low, high, fill in pieces
        ),
    )
    return format_html(
        '<svg class="flat" aria-hidden="true">{}<text x="{}" dx="6" y="13" dominant-baseline="central">{}</text></svg>',
        shapes,
        pct(block.top),
        figure,
    )


def _paint(fill: str) -> SafeString:
    """A class for plain colours, a reference for patterns (they live once in the page frame)."""
    if fill.startswith("p-"):
        return format_html('fill="url(#{})"', fill)
    return format_html('class="{}"', fill)


def _edge(fill: str, x: str, y: str, width: str, height: str) -> SafeString:
    if fill != "p-lost":
        return SafeString("")
    return format_html('<rect class="lost-edge" x="{}" y="{}" width="{}" height="{}" rx="4"/>', x, y, width, height)


def _figure(block: _Block, currency: str) -> str:
    text = money_short(abs(block.bar.amount), currency)
    if block.total:
        return text if block.bar.amount >= 0 else f"{MINUS}{text}"
    return f"{'+' if block.bar.amount > 0 else MINUS if block.bar.amount < 0 else ''}{text}"
