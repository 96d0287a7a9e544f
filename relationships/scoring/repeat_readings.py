"""The same ledger under every shipped reading of "repeat business", and which clients make two of them differ.

Readings may disagree on who is one client. So a difference is shown for the group that a client belongs to on the last
day of the period: whatever the two readings count, it then falls into exactly one row, and the rows add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.visible_groups import hidden_from
from relationships.engagements.models import ExchangeRate
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import Period
from relationships.scoring.repeat_business import PREVIOUS_YEAR, UNLIMITED, ZERO, Policy, RepeatBusiness
from relationships.scoring.repeat_queries import fetch, figures_soon, repeat_business
from relationships.scoring.repeat_question import Question

FIRM = "policy"
SHIPPED: dict[str, dict[str, Any]] = {
    "unlimited": {"lookback": UNLIMITED},
    "previous-year": {"lookback": PREVIOUS_YEAR},
    "rolling": {"mode": "rolling"},
    "entity": {"level": "entity"},
    "today": {"ownership": "today"},
    "one-offs-apart": {"one_offs": "apart"},
    "first-engagement-apart": {"first_engagement": "apart"},
    "credits-to-documents": {"credits": "document"},
    "constant-currency": {"currency": "constant"},
}
"""What each shipped reading changes in the firm's own rule."""

_BY_ROOT = """
grouped AS (
    SELECT s.number, COALESCE(owner.root_id, s.group_id) AS root_id, s.current, s.repeat
    FROM standing s JOIN unnest(%(last_days)s::date[]) WITH ORDINALITY AS last (day, place) ON last.place = s.number + 1
    LEFT JOIN span owner ON owner.client_id = s.group_id
        AND (owner.starts_on IS NULL OR owner.starts_on <= last.day)
        AND (owner.ends_on IS NULL OR owner.ends_on > last.day)
    WHERE s.current <> 0 OR s.repeat <> 0
)
SELECT number, root_id, sum(current) AS total, sum(repeat) AS repeat FROM grouped GROUP BY 1, 2
"""

Roots = dict[int, tuple[Decimal, Decimal]]
"""Net fees and repeat business by group."""


@dataclass(frozen=True)
class ReadAs:
    """The figures of a period under one reading; `key` is "policy" or a key of `SHIPPED`. None: still being counted."""

    key: str
    found: RepeatBusiness | None


@dataclass(frozen=True)
class Difference:
    """A group in two readings: its net fees and how much of them is repeat business in each."""

    client_id: int
    totals: tuple[Decimal, Decimal]
    repeats: tuple[Decimal, Decimal]

    @property
    def change(self) -> Decimal:
        """Repeat business gained by reading the second way."""
        return self.repeats[1] - self.repeats[0]

    @property
    def total_change(self) -> Decimal:
        """Net fees that count only the second way."""
        return self.totals[1] - self.totals[0]


def policy_read_as(policy: Policy, key: str) -> Policy:
    """The firm's rule with what a shipped reading changes. Raises `KeyError` for one that is not shipped."""
    return policy if key == FIRM else replace(policy, **SHIPPED[key])


def readings(*, policy: Policy, period: Period, user: User | None, today: date | None = None) -> list[ReadAs]:
    """The firm's own reading, then the shipped ones that differ from it."""
    return [
        ReadAs(key, repeat_business(policy=policy_read_as(policy, key), period=period, user=user, today=today))
        for key in keys_that_differ(policy)
    ]


def readings_as_kept(question: Question) -> list[ReadAs]:
    """`readings` of the question's only period as they are kept; `found` is None where one is still being counted."""
    keys = keys_that_differ(question.policy)
    found = figures_soon([replace(question, policy=policy_read_as(question.policy, key)) for key in keys])
    return [ReadAs(key, figures) for key, figures in zip(keys, found, strict=True)]


def keys_that_differ(policy: Policy) -> list[str]:
    """The firm's own reading, then the shipped ones that are another one."""
    one_currency = not ExchangeRate.objects.exists()
    return [
        FIRM,
        *(
            key
            for key, changes in SHIPPED.items()
            if policy_read_as(policy, key) != policy and not (one_currency and "currency" in changes)
        ),
    ]


def differences(
    first: Policy, second: Policy, *, period: Period, user: User | None, today: date | None = None
) -> list[Difference]:
    """The groups that two readings count differently, those that differ most first, straight from the ledger."""
    question = Question(first, (period,), today or firm_day().on, hidden_from(user))
    return differing_groups(question, second)[0]


def differing_groups(question: Question, other: Policy) -> list[list[Difference]]:
    """The groups that the question's policy and `other` count differently, for each of its periods."""
    one, two = _by_root(question), _by_root(replace(question, policy=other))
    return [_differing(then, now) for then, now in zip(one, two, strict=True)]


def names_of(user: User, found: Iterable[Difference]) -> dict[int, Client]:
    """The groups of some differences by id."""
    return Client.objects.visible_to(user).in_bulk([each.client_id for each in found])


def _differing(one: Roots, two: Roots) -> list[Difference]:
    found = [_difference(root, one, two) for root in one.keys() | two.keys()]
    differing = [each for each in found if each.change or each.total_change]
    return sorted(differing, key=lambda each: (-abs(each.change), -abs(each.total_change), each.client_id))


def _difference(root: int, one: Roots, two: Roots) -> Difference:
    nothing = (ZERO, ZERO)
    (total, repeat), (other_total, other_repeat) = one.get(root, nothing), two.get(root, nothing)
    return Difference(root, (total, other_total), (repeat, other_repeat))


def _by_root(question: Question) -> list[Roots]:
    found: list[Roots] = [{} for _ in question.periods]
    for row in fetch(_BY_ROOT, question, last_days=[period.last_day for period in question.periods]):
        found[row["number"]][row["root_id"]] = (row["total"], row["repeat"])
    return found
