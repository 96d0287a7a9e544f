"""The words of the log line's grammar: what a language has to bring (data, no rules)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Every key is folded (`fold`); a key of several words is a tuple.

    `verbs` give a kind of touchpoint and, where the word itself says it, who reached out (`ours`/`theirs`);
    `nouns` are the verbs that may also close a title ("board dinner"), `closing` those that stand after a name and
    say no more than what it was ("mit Ana telefoniert"); `one_way` are the kinds in which one side writes and the other
    reads. `particles` are connectors that inside a name belong to it (Ana von Trapp). Of `ago` (3 days ago) and
    `ago_before` (vor 3 Tagen) a language has one. `dotted_days`: 12.11. is the twelfth of November.
    """

    example: str
    verbs: Mapping[str, tuple[str, str]]
    nouns: frozenset[str]
    closing: frozenset[str]
    one_way: frozenset[str]
    fillers: frozenset[str]
    with_: frozenset[str]
    to: frozenset[str]
    from_: frozenset[str]
    particles: frozenset[str]
    and_: frozenset[str]
    about: frozenset[str]
    at_client: frozenset[str]
    places: frozenset[str]
    at_time: frozenset[str]
    on_day: frozenset[str]
    last: frozenset[str]
    ago: frozenset[str]
    ago_before: frozenset[str]
    of: frozenset[str]
    days_back: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    dotted_days: bool
    minute_units: frozenset[str]
    hour_units: frozenset[str]
    day_units: Mapping[str, int]
    month_units: frozenset[str]
    clock_units: frozenset[str]
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


def each(text: str, *, kind: str, direction: str = "") -> dict[str, tuple[str, str]]:
    """The words of `text`, each of which means `kind`."""
    return dict.fromkeys(fold(text).split(), (kind, direction))


def forms(*groups: str) -> dict[str, int]:
    """`"mon monday"` … to `{"mon": 0, "monday": 0, …}`: only whole forms, so that Monica is no Monday."""
    return {word: number for number, group in enumerate(groups) for word in group.split()}
