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
WHY_NOT = {
    "left_out": "They asked to be left out.",
    "archived": "Their record is archived.",
    "do_not_contact": "Do not contact: it was agreed when they left.",
    "here": "They work here again.",
    "no_address": "No e-mail address is known.",
    "declined": "They declined.",
    "withdrawn": "They took their consent back.",
    "expired": "Their consent has run out: ask them to renew it.",
    "unknown": "They have not been asked.",
    "asked": "They were asked within the last 90 days.",
}
"""Why somebody is not written to, by the key of `consent_queries.with_reason`."""


def state_of(said: Iterable[Said], today: date) -> ConsentState:
    """The newest word by day for each channel and purpose holds; one agreement that is due makes the whole due."""
    newest = _newest(said)
    if not newest:
        return UNKNOWN
    newest = [each for each in newest if not _superseded(each, newest)]
    given = [each for each in newest if each.state == "given"]
    if given:
        reviews = [each.review_on for each in given if each.review_on]
        covers = tuple(dict.fromkeys(each.purpose for each in given))
        due = any(is_due(each.review_on, today) for each in given)
        return ConsentState("renew" if due else "given", covers, min(reviews, default=None))
    last = max(newest, key=_day)
    return ConsentState(last.state)


def standing(said: Iterable[Said], purpose: str, channel: str, today: date) -> str:
    """What holds for one purpose by one channel: given, expired (its review has passed), declined, withdrawn, unknown.

    The newest word by day that reaches so far holds; of one day the one recorded last.
    """
    last: Said | None = None
    for each in said:
        reaches = each.purpose in ("all", purpose) and each.channel in ("any", channel)
        if reaches and (last is None or _day(each) >= _day(last)):
            last = each
    if last is None:
        return "unknown"
    over = last.state == "given" and last.review_on is not None and last.review_on < today
    return "expired" if over else last.state


def is_due(review_on: date | None, today: date) -> bool:
    """Whether an agreement is to be renewed: its review is near or past, or nobody knows when it was given."""
    return review_on is None or review_on <= today + timedelta(days=RENEW_WITHIN_DAYS)


def _newest(said: Iterable[Said]) -> list[Said]:
    kept: dict[tuple[str, str], Said] = {}
    for each in said:
        place = (each.purpose, each.channel)
        if place not in kept or _day(each) >= _day(kept[place]):
            # At its own place in the order of recording.
            kept.pop(place, None)
            kept[place] = each
    return list(kept.values())


def _superseded(each: Said, newest: list[Said]) -> bool:
    """Whether a later word that reaches further has taken its place."""
    at = newest.index(each)
    return any(
        (_day(other), number) > (_day(each), at)
        and other.purpose in ("all", each.purpose)
        and other.channel in ("any", each.channel)
        for number, other in enumerate(newest)
        if other is not each
    )


def _day(each: Said) -> date:
    return each.said_on or date.min
