"""What health is computed from: a client's facts as of one day, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Self


@dataclass(frozen=True)
class HealthInputs:
    """A client as of the end of `as_of`. None means: not known, or never happened; it is never 0.

    History, which only a new fact changes:
    `touches`, `first_touch_on`; `answered_on`, the last touch that was answered; `first_fee_on`; `business_on`, the
    last fee or opened engagement; `gap_days`, how long four in five of the client's own pauses between them were;
    `answered_days` of the last 455 days, one for each answered touch that counts, and `moods`, what was declared in the last
    365: day, sum and number, one after the other (days since 2000-01-01). The two only lose what has become too old.

    What a day changes too:
    `quarter` and `year_before`: two-way touches (one per kind and day) of the last 90 days and of the 365 before,
    decayed. `decision_maker`, `user`, `finance`: the strongest tie to a seat, 0-100, None when nobody known holds it.
    `people` known; `living_people`, `living_practices`, `living_colleagues` behind ties of 40 and more.
    `decider_left_on`: when the last decision maker who is gone left. `disputed_on`: since when the oldest open dispute is. `net` and `net_before`: net fees of the rolling
    12 months and of the 12 before; `firm_net` of the firm (clients behind walls apart). `sentiment`: decayed mean of
    the declared ones, -2 to 2, of which there are `sentiments`. Of our promises that were settled within 365 days,
    `promises_kept` of `promises_settled`, and decayed as `kept` and `broken`; `promises_overdue` are open past their day.
    """

    as_of: date
    interval_days: int
    touches: int = 0
    first_touch_on: date | None = None
    answered_on: date | None = None
    first_fee_on: date | None = None
    business_on: date | None = None
    gap_days: int | None = None
    answered_days: tuple[int, ...] | None = None
    moods: tuple[int, ...] | None = None
    quarter: float = 0.0
    year_before: float = 0.0
    decision_maker: float | None = None
    user: float | None = None
    finance: float | None = None
    people: int = 0
    living_people: int = 0
    living_practices: int = 0
    living_colleagues: int = 0
    firm_practices: int = 0
    decider_left_on: date | None = None
    disputed_on: date | None = None
    net: float = 0.0
    net_before: float = 0.0
    firm_net: float | None = None
    sentiment: float | None = None
    sentiments: int = 0
    kept: float = 0.0
    broken: float = 0.0
    promises_kept: int = 0
    promises_settled: int = 0
    promises_overdue: int = 0

    def days_since(self, day: date | None) -> int | None:
        return None if day is None else (self.as_of - day).days

    @property
    def history_days(self) -> int:
        """Days since the first touch; 0 without one."""
        return self.days_since(self.first_touch_on) or 0

    @property
    def share_of_firm(self) -> float | None:
        """The client's part of the firm's net fees of 12 months; None without fees to compare."""
        return self.net / self.firm_net if self.firm_net and self.firm_net > 0 else None

    def as_facts(self) -> dict[str, Any]:
        """As JSON keeps it."""
        found = dict(vars(self))
        for name in _dated():
            if found[name] is not None:
                found[name] = found[name].isoformat()
        for name in RECENT:
            if found[name] is not None:
                found[name] = list(found[name])
        return found

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The inverse of `as_facts`; keys of other versions are left out."""
        values: dict[str, Any] = {name: facts[name] for name in _names() if name in facts}
        for name in _dated():
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        for name in RECENT:
            if values.get(name) is not None:
                values[name] = tuple(values[name])
        return cls(**values)


@cache
def _names() -> tuple[str, ...]:
    return tuple(each.name for each in fields(HealthInputs))


@cache
def _dated() -> tuple[str, ...]:
    return tuple(name for name in _names() if name.endswith("_on") or name == "as_of")


HISTORY = ("touches", "first_touch_on", "answered_on", "first_fee_on", "business_on", "gap_days")
RECENT = ("answered_days", "moods")
