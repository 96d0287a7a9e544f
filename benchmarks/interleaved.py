"""Measuring several things in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

_K = TypeVar("_K")


@dataclass(frozen=True)
class Times:
    """How long something took, in milliseconds, call by call."""

    milliseconds: Sequence[float]

    @property
    def p50(self) -> float:
        return quantile(self.milliseconds, 0.5)

    @property
    def p95(self) -> float:
        return quantile(self.milliseconds, 0.95)


def interleaved(
    subjects: Mapping[_K, Callable[[], object]], *, rounds: int, warm_up: int = 3, seed: int = 1
) -> dict[_K, Times]:
    """Call every subject once a round, in a new order each time; the first `warm_up` rounds are not counted."""
    order = list(subjects)
    chance = random.Random(seed)
    found: dict[_K, list[float]] = {key: [] for key in order}
    for turn in range(warm_up + rounds):
        chance.shuffle(order)
        for key in order:
            taken = _milliseconds(subjects[key])
            if turn >= warm_up:
                found[key].append(taken)
    return {key: Times(each) for key, each in found.items()}


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0-1) of `values` do not exceed, between two neighbours in proportion. Needs one value."""
    if not values:
        raise ValueError("Nothing was measured.")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _milliseconds(subject: Callable[[], object]) -> float:
    started = time.perf_counter()
    subject()
    return (time.perf_counter() - started) * 1000
