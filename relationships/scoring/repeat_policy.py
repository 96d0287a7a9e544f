"""Which repeat policy is in force on a day, and which ones there have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from accounts.prepared import Prepared
from accounts.queries import the_firm
from relationships.foundation.columns import Columns
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatPolicy
from relationships.scoring.repeat_business import UNLIMITED, Policy


@dataclass(frozen=True)
class PolicyVersion:
    """A version as it was saved. `valid_from` None: from the beginning; `saved_at` None: nobody has saved one yet."""

    policy: Policy
    valid_from: date | None = None
    reason: str = ""
    author: str = ""
    saved_at: datetime | None = None

    @property
    def number(self) -> int:
        return self.policy.version

    @property
    def since(self) -> date:
        """The first day on which it may be in force."""
        return self.valid_from or date.min


_COLUMNS = Columns(RepeatPolicy, "p")
_STORED = Prepared(
    "scoring_repeat_policies",
    f"""SELECT {_COLUMNS}, u.name FROM scoring_repeatpolicy p LEFT JOIN accounts_user u ON u.id = p.created_by_id
    ORDER BY p.version DESC""",  # noqa: S608 - constants only
)


def policy_versions() -> list[PolicyVersion]:
    """Every version, the highest first; never empty: before one is saved, the house rule in the firm's year."""
    return list(_versions(tuple(_STORED.rows({})))) or [
        PolicyVersion(Policy(fy_start_month=the_firm().fiscal_start_month))
    ]


def in_force(versions: Sequence[PolicyVersion], on: date) -> PolicyVersion:
    """The version by which figures of the day `on` were read; before all of them the oldest."""
    begun = [each for each in versions if each.since <= on] or [min(versions, key=lambda each: each.number)]
    return max(begun, key=lambda each: (each.since, each.number))


def in_force_until(versions: Sequence[PolicyVersion], one: PolicyVersion) -> date | None:
    """The first day on which another version took, or takes, the place of `one`; None while none does.

    The day it began itself when another one of that day has been saved after it.
    """
    after = [each.since for each in versions if (each.since, each.number) > (one.since, one.number)]
    return min(after, default=None)


def current_policy(on: date | None = None) -> Policy:
    """The policy in force today, or on another day."""
    return in_force(policy_versions(), on or firm_day().on).policy


def as_policy(stored: RepeatPolicy) -> Policy:
    """What the formulas need of a stored policy."""
    months = stored.lookback_months
    return Policy(
        name=stored.name,
        version=stored.version,
        lookback=UNLIMITED if months is None else str(months),
        mode=stored.mode,
        level=stored.level,
        ownership=stored.ownership,
        fy_start_month=stored.fiscal_start_month,
        one_offs=stored.one_offs,
        first_engagement=stored.first_engagement,
        credits=stored.credits,
        goal=stored.goal,
    )


@lru_cache(maxsize=16)
def _versions(rows: tuple[tuple[Any, ...], ...]) -> list[PolicyVersion]:
    """What the rows say: the same for the same rows."""
    return [_version(_COLUMNS.record(row[:-1]), row[-1] or "") for row in rows]


def _version(stored: RepeatPolicy, author: str) -> PolicyVersion:
    return PolicyVersion(as_policy(stored), stored.valid_from, stored.reason, author, stored.created_at)
