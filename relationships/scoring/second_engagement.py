"""The second engagement: how many new clients come back for other work, and how soon. Pure.

A first engagement is the work billed on the day of a group's very first fee; the second is the first other work that
is billed to it (docs/definitions.md#second-engagement).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from relationships.scoring.repeat_business import FEWEST_CLIENTS

CLOCK_DAYS = 100
"""A new client is on the clock this long: what is not begun by then seldom begins."""
CURVE_MONTHS = 36
_SHARE = Decimal("1E-10")


@dataclass(frozen=True)
class Spell:
    """So many clients who came back (`came`), or have not yet, after so many whole months since their first fee."""

    months: int
    came: bool
    clients: int


@dataclass(frozen=True)
class Cohort:
    """The clients whose first fee fell into one fiscal year.

    `came` of them have a second engagement by now, `soon` within twelve months of their first fee. `ripe`: twelve
    months have passed for all of them. `median_days` is taken over those who came.
    """

    year: int
    clients: int
    came: int
    soon: int
    ripe: bool
    median_days: Decimal | None

    @property
    def too_few(self) -> bool:
        """Too small for a share of its own."""
        return self.clients < FEWEST_CLIENTS

    @property
    def rate(self) -> Decimal | None:
        """The share, 0-1, that has a second engagement by now."""
        return None if self.too_few else _share(self.came, self.clients)

    @property
    def rate_soon(self) -> Decimal | None:
        """The share, 0-1, that had one within twelve months; None until twelve months have passed for all."""
        return _share(self.soon, self.clients) if self.ripe and not self.too_few else None


@dataclass(frozen=True)
class SecondEngagements:
    """What the ledger says about second engagements.

    `unnamed` clients have no engagement named on their first day, so nobody can say which work is other work; `first`
    is the fiscal year the ledger begins in, whose clients may be old ones: both are left out of the cohorts.
    """

    cohorts: Sequence[Cohort]
    curve: Sequence[Decimal | None]
    unnamed: int
    first: int | None

    @property
    def clients(self) -> int:
        return sum(cohort.clients for cohort in self.cohorts)

    @property
    def came(self) -> int:
        return sum(cohort.came for cohort in self.cohorts)


@dataclass(frozen=True)
class OnTheClock:
    """A new client without a second engagement: `day` days after its first fee."""

    client_id: int
    first_on: date
    day: int
    fees: Decimal

    @property
    def left(self) -> int:
        """Days left of the hundred."""
        return CLOCK_DAYS - self.day


def curve(spells: Iterable[Spell], *, months: int = CURVE_MONTHS) -> list[Decimal | None]:
    """The share, 0-1, with a second engagement within 0, 1, … `months` months of the first fee; never falling.

    Kaplan and Meier's product: a client still waited for counts as long as it has been watched, and no longer. None
    from the month on that nobody has been watched for.
    """
    known = list(spells)
    waiting, shares = Decimal(1), list[Decimal | None]()
    for month in range(months + 1):
        watched = sum(spell.clients for spell in known if spell.months >= month)
        if not watched:
            shares += [None] * (months + 1 - month)
            break
        came = sum(spell.clients for spell in known if spell.months == month and spell.came)
        waiting *= Decimal(watched - came) / Decimal(watched)
        shares.append((1 - waiting).quantize(_SHARE, ROUND_HALF_EVEN))
    return shares


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(_SHARE, ROUND_HALF_EVEN) if whole else None
