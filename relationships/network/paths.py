"""Ways to somebody over people one knows: at most three steps; the weakest tie decides, then the length. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from relationships.foundation.display.grade import tie_bars

MOST_STEPS = 3
MOST_WAYS = 5
PER_LAST = 2
"""Ways shown over the same last acquaintance."""
ASKABLE = 100.0
"""A colleague may always be asked."""


@dataclass(frozen=True)
class Link:
    """One step. `words` name what an inferred one rests on; `last_on`: the last touch behind it."""

    strength: float
    words: str = ""
    inferred: bool = False
    last_on: date | None = None

    @property
    def bars(self) -> int:
        """What of four bars it fills."""
        return tie_bars(self.strength)


@dataclass(frozen=True)
class Way:
    """From the reader to `target_id`: over a colleague (None: the reader's own tie), over somebody outside (None:
    straight), to the person. `links` has one step for each."""

    target_id: int
    links: tuple[Link, ...]
    colleague_id: int | None = None
    bridge_id: int | None = None

    @property
    def outside(self) -> tuple[Link, ...]:
        """The ties to people: asking a colleague is no tie."""
        return self.links[1:] if self.colleague_id is not None else self.links

    @property
    def weakest(self) -> float:
        return min(link.strength for link in self.outside)

    @property
    def first_id(self) -> tuple[int | None, int | None]:
        """Whom the reader turns to: a colleague, or else somebody outside."""
        return (self.colleague_id, None) if self.colleague_id is not None else (None, self.bridge_id)

    @property
    def rank(self) -> tuple[float, ...]:
        """Smaller is better: bars of the weakest tie, length, how much of it is inferred, strengths."""
        outside = self.outside
        weakest, inferred = min(link.strength for link in outside), sum(link.inferred for link in outside)
        total = sum(link.strength for link in outside) / len(outside)
        return (-tie_bars(weakest), len(self.links), inferred, -round(weakest, 6), -round(total, 6))


def best_ways(ways: Iterable[Way], *, most: int = MOST_WAYS, stands_out: bool = True) -> list[Way]:
    """The `most` best of them, one for each colleague and acquaintance, and few over the same last acquaintance.

    With `stands_out` False no variety is asked for.
    """
    found: list[Way] = []
    seen: set[tuple[int | None, int | None]] = set()
    lasts: Counter[int | None] = Counter()
    for way in sorted(ways, key=lambda each: (*each.rank, each.target_id, each.colleague_id or 0, each.bridge_id or 0)):
        key = (way.colleague_id, way.bridge_id)
        if stands_out and (key in seen or (way.bridge_id is not None and lasts[way.bridge_id] >= PER_LAST)):
            continue
        seen.add(key)
        lasts[way.bridge_id] += 1
        found.append(way)
        if len(found) == most:
            break
    return found
