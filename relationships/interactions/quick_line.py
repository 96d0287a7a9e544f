"""The log line's grammar: one line of typing, read into what happened, with whom, when, how long and about what.

    [verb] [with|to|from] person[, person | and person] [@client] [when] [length] [feel] [> next] [re topic]

Bits may stand anywhere before the topic and at its very end. Nothing said is dropped: what is no bit and no name
ends in `about`. Pure: no Django, no names known, today passed in; `queries.reading` finds out who was meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from relationships.interactions.quick_line_bits import Bit, Reader, Slot
from relationships.interactions.quick_line_head import Head, read_head
from relationships.interactions.quick_line_text import Lexeme, lexemes
from relationships.interactions.quick_line_words import Words

_T = TypeVar("_T")

LONGEST_LINE = 2_000
_LONGEST_HEAD = 120  # lexemes; what follows is topic
_MOST_CLOSING_BITS = 16  # lexemes at the end of a topic that may be bits
_DASHES = frozenset({"-", "--", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})


class Piece(StrEnum):
    """What a stretch of the line was understood as."""

    WHAT = "what"
    WITH = "with"
    CLIENT = "client"
    WHEN = "when"
    LONG = "long"
    FEEL = "feel"
    NEXT = "next"
    ABOUT = "about"


_PIECE_OF = {
    Slot.DAY: Piece.WHEN,
    Slot.CLOCK: Piece.WHEN,
    Slot.LENGTH: Piece.LONG,
    Slot.FEEL: Piece.FEEL,
    Slot.NEXT: Piece.NEXT,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the line [start, end) and what it was understood as."""

    piece: Piece
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as typed. `phrase` is set when it came as `at Novagen`: if no client is called so, that is a place."""

    text: str
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says. Empty or None: the line doesn't say.

    `kind` is one of the kinds of the words (a touchpoint's kinds), `direction` "ours" or "theirs",
    `minutes` 1 to 14,400, `feel` -2 to 2, `next_on` a day after today.
    """

    tokens: tuple[Token, ...] = ()
    kind: str = ""
    direction: str = ""
    people: tuple[Mention, ...] = ()
    clients: tuple[Mention, ...] = ()
    on: dt.date | None = None
    at: dt.time | None = None
    minutes: int | None = None
    feel: int | None = None
    next_on: dt.date | None = None
    about: str = ""


def read(text: str, *, today: dt.date, words: Words) -> Line:
    """Read `text` (only its first 2,000 characters count) as said on `today`. Never raises."""
    text = text[:LONGEST_LINE]
    cut = lexemes(text)
    reader = Reader(cut, today, words)
    end, topic = _topic(cut, reader, words)
    head = read_head(reader, end)
    about, bits = _about(cut, reader, topic, head)
    return _line(text, cut, head, bits, about, today)


def _topic(cut: list[Lexeme], reader: Reader, words: Words) -> tuple[int, int]:
    """Where the head ends and where the topic begins: at `re` or `:`, or at a dash that is no feeling."""
    longest = min(len(cut), _LONGEST_HEAD)
    ends = next((place for place in range(longest) if cut[place].word in words.about), longest)
    only_bits = reader.only_bits(0, ends)
    for place in range(1, ends):
        if cut[place].word in _DASHES and not only_bits[place]:
            return place, place + 1
    begins = ends + (ends < len(cut) and cut[ends].word in words.about)
    while begins < len(cut) and cut[begins].word in words.about:
        begins += 1
    return ends, begins


def _about(cut: list[Lexeme], reader: Reader, begin: int, head: Head) -> tuple[tuple[int, int], list[tuple[int, Bit]]]:
    """The topic's lexemes [begin, end) and the bits after it: the longest run that fills only slots still free."""
    first = max(begin, len(cut) - _MOST_CLOSING_BITS)
    only_bits = reader.only_bits(first, len(cut))
    for end in range(first, len(cut)):
        if only_bits[end] and (bits := _free_bits(reader, end, len(cut), head)):
            return (begin, end), bits
    return (begin, len(cut)), []


def _free_bits(reader: Reader, place: int, end: int, head: Head) -> list[tuple[int, Bit]]:
    """The bits of [place, end), or nothing when one of them fills a slot a second time."""
    found: dict[Slot, tuple[int, Bit]] = {}
    while place < end:
        bit = reader.bit_at(place)
        if bit is None or bit.slot in found or bit.slot in head.filled:
            return []
        found[bit.slot] = (place, bit)
        place += bit.span
    return list(found.values())


def _line(
    text: str, cut: list[Lexeme], head: Head, after: list[tuple[int, Bit]], topic: tuple[int, int], today: dt.date
) -> Line:
    bits = {bit.slot: bit for _, bit in (*head.bits, *after)}
    value = {slot: bit.value for slot, bit in bits.items()}
    spans = [
        *((Piece.WHAT, *span) for span in head.verbs),
        *((Piece.WITH, *span) for span in head.people),
        *((Piece.CLIENT, *span) for span, _ in head.clients),
        *((_PIECE_OF[bit.slot], place, place + bit.span) for place, bit in (*head.bits, *after)),
        *((Piece.ABOUT, *span) for span in (topic, *head.notes)),
    ]
    ahead = value.get(Slot.NEXT)
    return Line(
        tokens=tuple(
            Token(piece, cut[first].start, cut[last - 1].end)
            for piece, first, last in sorted(spans, key=lambda span: span[1])
            if first < last
        ),
        kind=head.kind,
        direction=head.direction,
        people=tuple(Mention(_slice(text, cut, span)) for span in head.people),
        clients=tuple(
            Mention(_slice(text, cut, span), _slice(text, cut, (span[0] - 1, span[1])) if soft else "")
            for span, soft in head.clients
        ),
        on=_as(dt.date, value.get(Slot.DAY)),
        at=_as(dt.time, value.get(Slot.CLOCK)),
        minutes=_as(int, value.get(Slot.LENGTH)),
        feel=_as(int, value.get(Slot.FEEL)),
        next_on=today + dt.timedelta(days=ahead) if isinstance(ahead, int) else None,
        about=", ".join(said for span in (topic, *head.notes) if (said := _slice(text, cut, span))),
    )


def _slice(text: str, cut: list[Lexeme], span: tuple[int, int]) -> str:
    """What stands in the line from the first to the last lexeme of the span, in its own words."""
    return text[cut[span[0]].start : cut[span[1] - 1].end] if span[0] < span[1] else ""


def _as(kind: type[_T], value: object) -> _T | None:
    return value if isinstance(value, kind) else None
