"""Who knows whom as two rings: ours inside, theirs outside, a line for each tie. The same ties are always drawn alike."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.drawing.numbers import px
from relationships.foundation.markup import together

SIZE, OUTER, INNER = 1000, 320.0, 190.0
LONGEST = 26
"""Characters of a name outside; the list beside has the whole."""
WIDTHS = (0.0, 0.5, 0.7, 1.0, 1.6)
DEPTHS = (0.0, 0.15, 0.22, 0.35, 0.5)
LINES_EACH = 2
"""Lines drawn to one of theirs, the strongest; the list beside has all."""


# Names inside stand on the lines: they are written on a rim of the panel's own colour.
_OURS = SafeString(' font-weight="640" stroke="var(--surface)" stroke-width="4" paint-order="stroke"')


@dataclass(frozen=True)
class Node:
    """Somebody; `group` keeps those of one employer together."""

    key: int
    name: str
    address: str = ""
    group: str = ""


@dataclass(frozen=True)
class Tied:
    """One of ours knows one of theirs; `bars` of four."""

    ours: int
    theirs: int
    bars: int


def rings_of_ties(ours: Sequence[Node], theirs: Sequence[Node], ties: Iterable[Tied]) -> SafeString:
    """The picture, for the eye alone: the page has the same as a list. Readable up to some 160 outside, 40 inside."""
    known = sorted(ties, key=lambda tie: (-tie.bars, tie.ours, tie.theirs))
    outside = _outside(ours, theirs, known)
    inside = _inside(ours, outside, known)
    lines = [
        (*_at(inside[tie.ours], INNER), *_at(outside[tie.theirs], OUTER), tie.bars)
        for tie in reversed(_strongest(known))
    ]
    return format_html(
        '<svg viewBox="0 0 {size} {size}" width="100%" aria-hidden="true" font-size="11" fill="currentColor">{}{}{}</svg>',
        format_html_join(
            "",
            '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}" stroke-opacity="{}"/>',
            ((px(a), px(b), px(c), px(d), WIDTHS[bars], DEPTHS[bars]) for a, b, c, d, bars in lines),
        ),
        _labels(theirs, outside, OUTER, outward=True),
        _labels(ours, inside, INNER, outward=False),
        size=SIZE,
    )


def _strongest(ties: Sequence[Tied]) -> list[Tied]:
    """The first few of each of theirs, of ties in the order of their strength."""
    drawn: Counter[int] = Counter()
    found = []
    for tie in ties:
        drawn[tie.theirs] += 1
        if drawn[tie.theirs] <= LINES_EACH:
            found.append(tie)
    return found


def _outside(ours: Sequence[Node], theirs: Sequence[Node], ties: Sequence[Tied]) -> dict[int, float]:
    """The angle of each of theirs: next to those whom the same of ours knows best, then by employer and name."""
    place = {node.key: number for number, node in enumerate(ours)}
    best: dict[int, int] = {}
    for tie in ties:
        best.setdefault(tie.theirs, place[tie.ours])
    order = sorted(theirs, key=lambda node: (best.get(node.key, len(place)), node.group, node.name, node.key))
    return {node.key: 2 * math.pi * number / max(len(order), 1) for number, node in enumerate(order)}


def _inside(ours: Sequence[Node], outside: dict[int, float], ties: Sequence[Tied]) -> dict[int, float]:
    """The angle of each of ours: evenly apart, in the order of the middle of those they know."""
    pull: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for tie in ties:
        pull[tie.ours][0] += tie.bars * math.cos(outside[tie.theirs])
        pull[tie.ours][1] += tie.bars * math.sin(outside[tie.theirs])
    middle = {node.key: math.atan2(pull[node.key][1], pull[node.key][0]) % (2 * math.pi) for node in ours}
    order = sorted(ours, key=lambda node: (middle[node.key], node.name, node.key))
    step = 2 * math.pi / max(len(order), 1)
    # Turned as a whole, so that the first stands near its own.
    turn = middle[order[0].key] if order else 0.0
    return {node.key: turn + step * number for number, node in enumerate(order)}


def _at(angle: float, radius: float) -> tuple[float, float]:
    return SIZE / 2 + radius * math.cos(angle), SIZE / 2 + radius * math.sin(angle)


def _labels(nodes: Sequence[Node], angles: dict[int, float], radius: float, *, outward: bool) -> SafeString:
    """A dot and a name each, written along the ray, never upside down."""
    drawn = []
    for node in nodes:
        angle = angles[node.key]
        x, y = _at(angle, radius)
        left = math.cos(angle) < 0
        away = 7 if outward else -9
        turn = math.degrees(angle) + (180 if left else 0)
        anchor = "end" if left == outward else "start"
        name = node.name if len(node.name) <= LONGEST else f"{node.name[: LONGEST - 1]}…"
        drawn.append(
            format_html(
                '<g transform="translate({} {}) rotate({})"><circle r="{}"/><text x="{}" y="4" text-anchor="{}"{}>{}</text></g>',
                px(x),
                px(y),
                px(turn),
                3 if outward else 5,
                -away if left else away,
                anchor,
                SafeString("") if outward else _OURS,
                _linked(node, name),
            )
        )
    return together(drawn)


def _linked(node: Node, name: str) -> SafeString:
    if not node.address:
        return format_html("<title>{}</title>{}", node.name, name)
    return format_html('<a href="{}" tabindex="-1"><title>{}</title>{}</a>', node.address, node.name, name)
