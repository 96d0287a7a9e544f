"""The words of the log line's grammar: what a language has to bring (data, no rules)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Every key is folded (`fold`); a key of several words is a tuple.

    `verbs` give a kind of touchpoint and, where the word itself says it, who reached out (`ours`/`theirs`);
    `nouns` are the verbs that may also close a title ("board dinner"); `one_way` are the kinds in which one side
    writes and the other reads.
    """

    verbs: Mapping[str, tuple[str, str]]
    nouns: frozenset[str]
    one_way: frozenset[str]
    fillers: frozenset[str]
    with_: frozenset[str]
    to: frozenset[str]
    from_: frozenset[str]
    and_: frozenset[str]
    about: frozenset[str]
    at_client: frozenset[str]
    places: frozenset[str]
    at_time: frozenset[str]
    on_day: frozenset[str]
    last: frozenset[str]
    ago: frozenset[str]
    of: frozenset[str]
    days_back: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    minute_units: frozenset[str]
    hour_units: frozenset[str]
    day_units: Mapping[str, int]
    month_units: frozenset[str]
    numbers: Mapping[str, int]
    durations: Mapping[tuple[str, ...], int]
    ordinal_endings: tuple[str, ...]
    connectors: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "connectors", self.with_ | self.to | self.from_)


def fold(text: str) -> str:
    """Lower case, accents removed: how words of the grammar are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
