"""A touchpoint before it is saved: what was done, when, and by whom. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ONE_WAY = frozenset({"email", "message", "letter", "delivery"})
"""Kinds in which one side writes and the other reads; in every other kind both take part."""

FUTURE = "Enter a date in the past."


class NotYet(ValueError):
    """The moment is still to come; `str(error)` says what to do."""


@dataclass(frozen=True)
class Touch:
    """The facts of a touchpoint. `minutes` 1 to 14,400, `sentiment` -2 to 2; None: not said."""

    kind: str
    direction: str
    occurred_at: dt.datetime
    minutes: int | None = None
    summary: str = ""
    sentiment: int | None = None
    process: str = ""
    engagement_id: int | None = None
    confidential: bool = False


@dataclass(frozen=True)
class NewPerson:
    """Somebody not known yet, who becomes a stub; the address, if one was typed."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Participants:
    """Who took part: database ids of clients, their people and colleagues, and people yet unknown."""

    client_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()
    colleague_ids: frozenset[int] = frozenset()
    new_people: tuple[NewPerson, ...] = ()


def usual_direction(kind: str) -> str:
    """Who reached out when nobody says so: writing goes from us to them, everything else is mutual."""
    return "ours" if kind in ONE_WAY else "mutual"


def moment(on: dt.date | None, at: dt.time | None, *, zone: dt.tzinfo, now: dt.datetime) -> dt.datetime:
    """When a touch on day `on` at time `at` of `zone` was, to the minute.

    No day: today. No time: now when it was today, else noon, which every zone has on every day.
    Raises `NotYet` for a moment after `now`.
    """
    here = now.astimezone(zone)
    day = on or here.date()
    if at is None and day == here.date():
        return here.replace(second=0, microsecond=0)
    found = dt.datetime.combine(day, at or dt.time(12), tzinfo=zone)
    if found > here:
        raise NotYet(FUTURE)
    return found


@dataclass(frozen=True)
class NewPromise:
    """What one side promised the other at a touchpoint. `side` is "ours" or "theirs"."""

    what: str
    due_on: dt.date
    side: str
    colleague_id: int
    client_id: int | None = None
    person_id: int | None = None
