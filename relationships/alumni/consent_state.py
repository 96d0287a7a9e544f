"""What holds of all that an alumnus has said about being written to. Pure: rows and the day in, words out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

RENEW_WITHIN_DAYS = 60
"""An agreement is to be renewed from so many days before its review."""
REVIEW_AFTER_MONTHS = 24
"""An agreement is looked at again after so many months, unless another day is set."""


class Said(Protocol):
    """One thing that was said."""

    channel: str
    purpose: str
    state: str
    said_on: date | None
    review_on: date | None


@dataclass(frozen=True)
class ConsentState:
    """`key`: given, renew, declined, withdrawn or unknown. `covers`: the purposes agreed to; `review_on` the first one."""

    key: str
    covers: tuple[str, ...] = ()
    review_on: date | None = None


UNKNOWN = ConsentState("unknown")


def state_of(said: Iterable[Said], today: date) -> ConsentState:
    """The newest word by day for each channel and purpose holds; one agreement that is due makes the whole due."""
    newest = _newest(said)
    if not newest:
        return UNKNOWN
    given = [each for each in newest if each.state == "given"]
    if given:
        reviews = [each.review_on for each in given if each.review_on]
        covers = tuple(dict.fromkeys(each.purpose for each in given))
        due = any(is_due(each.review_on, today) for each in given)
        return ConsentState("renew" if due else "given", covers, min(reviews, default=None))
    last = max(newest, key=_day)
    return ConsentState(last.state)


def is_due(review_on: date | None, today: date) -> bool:
    """Whether an agreement is to be renewed: its review is near or past, or nobody knows when it was given."""
    return review_on is None or review_on <= today + timedelta(days=RENEW_WITHIN_DAYS)


def _newest(said: Iterable[Said]) -> list[Said]:
    kept: dict[tuple[str, str], Said] = {}
    for each in said:
        place = (each.purpose, each.channel)
        if place not in kept or _day(each) >= _day(kept[place]):
            kept[place] = each
    return list(kept.values())


def _day(each: Said) -> date:
    return each.said_on or date.min
