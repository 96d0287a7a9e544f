"""The balance of give and ask: what we did for a person against what we asked of them. Pure.

A host gives first: the balance is red until more was given than asked within the last two years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MONTHS = 24
"""Older gives and asks are history: nobody owes for them."""
GIVES = {"introduction": 3, "help": 2, "idea": 2, "invitation": 1}
"""Points by kind of what we give."""
ASKS = {"referral": 3, "reference": 2, "event": 1, "survey": 1}
"""Points by kind of what we ask."""


@dataclass(frozen=True)
class Balance:
    """Points given and asked within the last 24 months, and how often."""

    given: int
    asked: int
    gives: int
    asks: int

    @property
    def points(self) -> int:
        """What is in hand; 0 or less is red."""
        return self.given - self.asked

    @property
    def is_red(self) -> bool:
        return self.points <= 0

    @property
    def words(self) -> str:
        """ "3 in hand", "2 owed", "even", "nothing given yet"."""
        if not self.gives and not self.asks:
            return "nothing given or asked yet"
        if self.points == 0:
            return "even"
        return f"{self.points} in hand" if self.points > 0 else f"{-self.points} owed"

    def after_asking(self, kind: str) -> int:
        """The points left when `kind` is asked now."""
        return self.points - ASKS[kind]


def balance(counts: Mapping[str, int]) -> Balance:
    """The balance from how often each kind occurred within the last 24 months."""
    return Balance(
        given=sum(points * counts.get(kind, 0) for kind, points in GIVES.items()),
        asked=sum(points * counts.get(kind, 0) for kind, points in ASKS.items()),
        gives=sum(counts.get(kind, 0) for kind in GIVES),
        asks=sum(counts.get(kind, 0) for kind in ASKS),
    )
