"""What the page said on a day: headline figures that are kept for good, by the version of the rule they were read by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from relationships.foundation.period_keys import QUARTER, ROLLING, TO_DATE
from relationships.scoring.models import RepeatSnapshot

KEPT_PERIODS = (TO_DATE, ROLLING, QUARTER)


@dataclass(frozen=True)
class Kept:
    """Figures as they stood at the end of the day `on`, or stand so far today. Shares 0-1, None where there was none."""

    on: date
    period: str
    policy_version: int
    counted_at: datetime
    figures: dict[str, Any]

    @property
    def share(self) -> Decimal | None:
        return self._number("share")

    @property
    def nrr(self) -> Decimal | None:
        return self._number("nrr")

    @property
    def grr(self) -> Decimal | None:
        return self._number("grr")

    @property
    def retention(self) -> Decimal | None:
        return self._number("retention")

    @property
    def total(self) -> Decimal:
        return Decimal(self.figures["total"])

    @property
    def repeat(self) -> Decimal:
        return Decimal(self.figures["repeat"])

    @property
    def new_revenue(self) -> Decimal:
        return Decimal(self.figures["new_revenue"])

    @property
    def clients(self) -> int:
        return int(self.figures["clients"])

    @property
    def policy_name(self) -> str:
        return str(self.figures["policy"]["name"])

    @property
    def goal(self) -> Decimal:
        return Decimal(self.figures["policy"]["goal"])

    def _number(self, name: str) -> Decimal | None:
        said = self.figures[name]
        return None if said is None else Decimal(said)


def world_of(hidden: Sequence[int]) -> str:
    """The name of the world without these clients; "" is the whole firm."""
    return hashlib.sha256(json.dumps(sorted(hidden)).encode()).hexdigest() if hidden else ""


def last_kept(hidden: Sequence[int], period: str, *, until: date, policy_version: int | None = None) -> Kept | None:
    """The newest figures kept on or before the day `until` in the reader's own world."""
    found = RepeatSnapshot.objects.filter(world=world_of(hidden), period=period, on__lte=until)
    if policy_version is not None:
        found = found.filter(policy_version=policy_version)
    row = found.order_by("-on", "-policy_version").first()
    return None if row is None else _kept(row)


def kept_days(
    hidden: Sequence[int], period: str, *, until: date, limit: int, policy_version: int | None = None
) -> list[Kept]:
    """Figures kept on or before the day `until`, the newest first; of one version of the rule on demand."""
    rows = RepeatSnapshot.objects.filter(world=world_of(hidden), period=period, on__lte=until)
    if policy_version is not None:
        rows = rows.filter(policy_version=policy_version)
    return [_kept(row) for row in rows.order_by("-on", "-policy_version")[:limit]]


def _kept(row: RepeatSnapshot) -> Kept:
    return Kept(row.on, row.period, row.policy_version, row.counted_at, row.figures)
