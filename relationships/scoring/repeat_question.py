"""A question to the ledger, as a value that can be written down and asked again. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from relationships.foundation.period_keys import RUNNING
from relationships.foundation.periods import Period, Span
from relationships.scoring.repeat_business import Bar, Policy, Segment, Within


@dataclass(frozen=True)
class Question:
    """Which periods are read by which policy, in the world without the clients `hidden`.

    Without `bar`: the figures of all periods, with `by` also by segment. With `bar`: the clients
    behind that bar of the only period; `existing` keeps those that do, or don't, count as existing.
    """

    policy: Policy
    periods: tuple[Period, ...]
    today: date
    hidden: tuple[int, ...] = ()
    by: Segment | None = None
    within: tuple[Within, ...] = ()
    bar: Bar | None = None
    existing: bool | None = None

    @cached_property
    def key(self) -> str:
        """The same for the same question, and for no other."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def text(self) -> str:
        """As JSON. The day counts only where it decides who owns whom."""
        said = _fields(self)
        said["policy"] = _fields(self.policy)
        said["periods"], said["within"] = list(map(_fields, self.periods)), list(map(_fields, self.within))
        if self.policy.ownership != "today":
            del said["today"]
        return json.dumps(said, default=str, sort_keys=True, separators=(",", ":"))

    def carried_to(self, today: date) -> Question:
        """The same question a day later: what ran up to the day before yesterday's end runs up to today."""
        return replace(self, today=today, periods=tuple(_carried(each, self.today, today) for each in self.periods))


def _fields(record: Question | Policy | Period | Within) -> dict[str, Any]:
    """By name. `asdict` copies all that lies below as well, which took a tenth of a page."""
    return {each.name: getattr(record, each.name) for each in fields(record)}


def question_of(text: str, asked_on: date) -> Question:
    """The question that `Question.text` wrote down."""
    said: dict[str, Any] = json.loads(text)
    return Question(
        policy=Policy(**{**said["policy"], "goal": Decimal(said["policy"]["goal"])}),
        periods=tuple(_period(each) for each in said["periods"]),
        today=date.fromisoformat(said["today"]) if "today" in said else asked_on,
        hidden=tuple(said["hidden"]),
        by=Segment(said["by"]) if said["by"] else None,
        within=tuple(Within(Segment(each["segment"]), each["id"]) for each in said["within"]),
        bar=Bar(said["bar"]) if said["bar"] else None,
        existing=said["existing"],
    )


def _period(said: dict[str, Any]) -> Period:
    days = {"start": date.fromisoformat(said["start"]), "end": date.fromisoformat(said["end"])}
    return Period(**{**said, **days, "span": Span(said["span"])})


def _carried(period: Period, was: date, today: date) -> Period:
    """`period` a day later, when it runs up to the day (`RUNNING`), or did a year earlier."""
    month = period.start_month
    for moved in RUNNING.values():
        if period == moved(was, month):
            return moved(today, month)
        if period == moved(was, month).before():
            return moved(today, month).before()
    return period
