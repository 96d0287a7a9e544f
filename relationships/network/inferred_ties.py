"""How far to trust a tie that nobody told us of, 0-100: two people who shared an employer, years, or a meeting. Pure.

It stays below a living tie whatever the evidence: what was inferred never stands above what was lived.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST = 39.0
"""The strongest that is inferred: just below `tie_rules.LIVING`."""
YEAR_DAYS = 365.25
YEARS_TO_KNOW = 2.0
"""Shared years after which two thirds of it are reached."""
FADES_IN_YEARS = 6.0
"""Half of it is left so long after the last shared day."""
ROOM = 10
"""People known at one employer up to which everybody knows everybody; it halves with each fourfold of that."""
MEETINGS_TO_KNOW = 4.0


class Basis(StrEnum):
    """What an inferred tie rests on."""

    EMPLOYER = "employer"
    """The same employer in the same years."""
    HERE = "here"
    """Both worked for us in the same years."""
    TOUCHES = "touches"
    """Both took part in the same touchpoints."""
    HELD = "held"
    """Held the tie as our colleague: touchpoints say so, of the years here."""
    MADE = "made"
    """Introduced us to them."""


@dataclass(frozen=True)
class Shared:
    """Days two people had in common: [since, until], and how many people are known to have been there."""

    since: date
    until: date
    known_there: int = 2


def by_years(shared: Shared, today: date) -> float:
    """Trust from shared years at one employer; less in a large one, less with every year since."""
    years = max((shared.until - shared.since).days, 0) / YEAR_DAYS
    since = max((today - shared.until).days, 0) / YEAR_DAYS
    reached = 0.25 + 0.75 * (1 - math.exp(-years / YEARS_TO_KNOW))
    crowd = 0.5 ** max(0.0, math.log(max(shared.known_there, 1) / ROOM, 4))
    return float(MOST * reached * crowd * 0.5 ** (since / FADES_IN_YEARS))


def by_touches(touches: int, last_on: date, today: date) -> float:
    """Trust from touchpoints that both took part in."""
    since = max((today - last_on).days, 0) / YEAR_DAYS
    return float(MOST * (1 - math.exp(-touches / MEETINGS_TO_KNOW)) * 0.5 ** (since / FADES_IN_YEARS))
