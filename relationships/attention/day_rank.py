"""How My day ranks: base weight of the reason × value of the client × lateness × what X has taught. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEIGHTS = {
    "promise": 100,
    "planned": 90,
    "introduction": 85,
    "risk": 80,
    "quiet": 60,
    "moment": 50,
    "alumnus": 50,
    "ended": 40,
    "share": 20,
}
"""Kinds of reasons, in the order of their base weight."""
MOST, MOST_LATER = 12, 30
"""Rows of a day, and as many more under Later."""
LAPSES_AFTER = timedelta(days=14)
"""A reason that has stood there that long, and has not grown since, is not shown any more."""
LATE = 0.3
"""What full lateness (1: as late again as was usual) adds: the factor is 1 to 1.3, so that the order of the kinds all
but holds among clients of one value."""
VALUES = ((0.2, 1.5), (0.5, 1.2))
"""The largest fifth of the book by net fees of 12 months counts 1.5, the next three tenths 1.2, the others 1."""
QUIET_STAGES = (1.25, 2.0, 4.0)
"""An open gap grows when it reaches so many times the usual one."""
GONE = 8.0
"""From here on nobody is going quiet: they went."""


@dataclass(frozen=True)
class Said:
    """One sentence, its weightiest words apart."""

    before: str
    strong: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.strong}{self.after}"


@dataclass(frozen=True)
class Reason:
    """Why somebody is worth a word. `key` names the occasion, `stage` how far it has grown; `lateness` from 0."""

    kind: str
    key: str
    said: Said
    person_id: int | None
    client_id: int | None
    stage: int = 1
    lateness: float = 0.0
    usual: float | None = None
    """Days between words, where the reason is about them."""
    address: str = ""
    """Where the reason itself is: the promise, the alert, the work."""


@dataclass(frozen=True)
class Ranked:
    """A reason with its numbers."""

    reason: Reason
    weight: int
    value: float
    late: float
    learned: float

    @property
    def rank(self) -> float:
        return self.weight * self.value * self.late * self.learned


def ranked(reason: Reason, *, value: float, dismissals: int) -> Ranked:
    """The numbers of a reason. Two times "not needed" for the same kind and person halve its weight."""
    late = 1 + LATE * min(max(reason.lateness, 0.0), 1.0)
    return Ranked(reason, WEIGHTS[reason.kind], value, late, 0.5 ** (dismissals // 2))


def value_of(net: float | None, place: int, size: int) -> float:
    """What a client counts that has the `place`-th largest net fees, from 0, in a book of `size`."""
    if net is None or net <= 0:
        return 1.0
    return next((value for share, value in VALUES if place < share * size), 1.0)


def quiet_stage(days: int, usual: float, maximum: int | None) -> int:
    """How far a silence has grown: 0 while it is no longer than usual, with grace, and than wanted."""
    times = days / max(usual, 1.0)
    if times > GONE:
        return 0
    reached = sum(times > each for each in QUIET_STAGES)
    return reached or int(maximum is not None and days > maximum)


def is_lapsed(reason: Reason, shown: Mapping[str, tuple[int, date]], woken_on: date, today: date) -> bool:
    """Whether it has been ignored for two weeks as it is, since it was shown and since its last snooze ended."""
    stage, first_on = shown.get(reason.key, (0, today))
    return stage >= reason.stage and max(first_on, woken_on) <= today - LAPSES_AFTER


def in_order(rows: Iterable[list[Ranked]]) -> list[list[Ranked]]:
    """Rows by their best reason, best first; each row's reasons likewise."""
    sorted_rows = [sorted(row, key=lambda each: (-each.rank, each.reason.key)) for row in rows]
    return sorted(sorted_rows, key=lambda row: (-row[0].rank, row[0].reason.key))
