"""Measuring several things in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

_K = TypeVar("_K")


@dataclass(frozen=True)
class Times:
    """How long something took, in milliseconds, call by call; `work`: how long processors worked at it."""

    milliseconds: Sequence[float]
    work: Sequence[float] = ()

    @property
    def p50(self) -> float:
        return quantile(self.milliseconds, 0.5)

    @property
    def quiet(self) -> float:
        """The 15th percentile: what it takes when nobody else is in the way."""
        return quantile(self.milliseconds, 0.15)

    @property
    def worked(self) -> float:
        """The median of the processor time, here and in PostgreSQL together."""
        return quantile(self.work, 0.5)

    @property
    def p95(self) -> float:
        return quantile(self.milliseconds, 0.95)


def interleaved(
    subjects: Mapping[_K, Callable[[], object]],
    *,
    rounds: int,
    warm_up: int = 3,
    seed: int = 1,
    helpers: Callable[[_K], int | None] = lambda _: None,
) -> dict[_K, Times]:
    """Call every subject once a round, in a new order each time; the first `warm_up` rounds are not counted.

    `helpers` names the process that works for a subject besides this one, whose processor time counts as well: PostgreSQL's.
    """
    order = list(subjects)
    chance = random.Random(seed)
    found: dict[_K, list[tuple[float, float]]] = {key: [] for key in order}
    for turn in range(warm_up + rounds):
        chance.shuffle(order)
        for key in order:
            taken = milliseconds(subjects[key], partial(helpers, key))
            if turn >= warm_up:
                found[key].append(taken)
    return {key: Times([taken for taken, _ in each], [work for _, work in each]) for key, each in found.items()}


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0-1) of `values` do not exceed, between two neighbours in proportion. Needs one value."""
    if not values:
        raise ValueError("Nothing was measured.")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def milliseconds(subject: Callable[[], object], helpers: Callable[[], int | None]) -> tuple[float, float]:
    """How long `subject` takes by the clock, and of processors, here and in the process that `helpers` names."""
    helper = helpers()
    helped, worked, started = processor(helper), time.process_time(), time.perf_counter()
    subject()
    taken, own = time.perf_counter() - started, time.process_time() - worked
    # A new connection has a new process behind it, which has worked for nobody else.
    return taken * 1000, own * 1000 + processor(helpers()) - (helped if helpers() == helper else 0.0)


def processor(process: int | None) -> float:
    """Milliseconds that a process has been on a processor, as Linux counts them; 0 where nobody does."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6
    except (OSError, IndexError):
        return 0.0
