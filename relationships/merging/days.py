"""Half-open spans of days, None for unbounded: what is left of one when others are taken out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

Span = tuple[date | None, date | None]


def meets(one: Span, other: Span) -> bool:
    """Whether the two share a day."""
    begins_before_end = one[0] is None or other[1] is None or one[0] < other[1]
    return begins_before_end and (other[0] is None or one[1] is None or other[0] < one[1])


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """The days of `span` that none of `taken` holds, in their order."""
    left = [span]
    for each in taken:
        left = [piece for part in left for piece in _cut(part, each)]
    return left


def joined(one: Span, other: Span) -> Span:
    """The shortest span that holds both; a day that is not known on one side is that of the other."""
    starts = [day for day in (one[0], other[0]) if day]
    return (min(starts) if starts else None, None if None in (one[1], other[1]) else max(one[1], other[1]))  # type: ignore[type-var]


def _cut(span: Span, out: Span) -> list[Span]:
    if not meets(span, out):
        return [span]
    pieces: list[Span] = []
    if out[0] is not None and (span[0] is None or span[0] < out[0]):
        pieces.append((span[0], out[0]))
    if out[1] is not None and (span[1] is None or out[1] < span[1]):
        pieces.append((out[1], span[1]))
    return pieces
