"""Counting what became of messages. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from relationships.capture import reasons


@dataclass
class Tally:
    """How many messages were read and what became of them; `made` touchpoints are new."""

    read: int = 0
    made: int = 0
    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, settled: Iterable[tuple[str, str, bool]]) -> None:
        """Take in one (fate, reason, whether a touchpoint is new) for each message."""
        for fate, reason, made in settled:
            self.read += 1
            self.made += made
            self.by_reason[fate, reason] += 1

    def of(self, fate: str) -> int:
        """How many have this fate."""
        return sum(times for (each, _), times in self.by_reason.items() if each == fate)

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.read += other.read
        self.made += other.made
        self.by_reason += other.by_reason

    @property
    def is_whole(self) -> bool:
        """Whether every message that was read has exactly one fate."""
        return self.read == sum(self.of(fate) for fate in reasons.FATES)
