"""The line as typed, cut where its words were understood: what the underlines under the text are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from relationships.interactions.quick_line import Line


@dataclass(frozen=True)
class Mark:
    """A stretch of the text; `piece` is "" where nothing was understood."""

    text: str
    piece: str


def marks(text: str, line: Line) -> list[Mark]:
    """The stretches of `text`, in order; joined they are `text` again."""
    found: list[Mark] = []
    place = 0
    for token in line.tokens:
        found += [Mark(text[place : token.start], ""), Mark(text[token.start : token.end], token.piece.value)]
        place = token.end
    return [mark for mark in [*found, Mark(text[place:], "")] if mark.text]
