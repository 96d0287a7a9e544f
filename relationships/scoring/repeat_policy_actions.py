"""Saving a repeat policy: always as a new version, the old ones stay readable."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from accounts.queries import the_firm
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatPolicy
from relationships.scoring.repeat_business import UNLIMITED, Policy
from relationships.scoring.repeat_policy import PolicyVersion, in_force, policy_versions

CHOSEN = (
    *("name", "mode", "level", "ownership", "lookback_months"),
    *("fiscal_start_month", "one_offs", "first_engagement", "credits", "goal"),
)


class PolicyMoved(Exception):
    """Somebody saved a newer version in between: `current`."""

    def __init__(self, current: PolicyVersion) -> None:
        super().__init__(f"Version {current.number} has been saved since.")
        self.current = current


class TooLate(Exception):
    """A version can't come into force on a day that is over: its figures have been read by another one."""


@transaction.atomic
def save_policy(
    *, by: User | None, expected_version: int, reason: str, changes: dict[str, Any], valid_from: date | None = None
) -> int:
    """Follow the policy by a new version with `changes`, in force from `valid_from` (today without it); answer the
    version that is in force from then on.

    Nothing is saved when nothing would differ. Raises `PolicyMoved` unless `expected_version` is the last one saved,
    and `TooLate`. Before anybody has saved one, the house rule counts as version 1.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial repeat policy'))")
    today = firm_day().on
    day = valid_from or today
    if day < today:
        raise TooLate
    versions = policy_versions()
    last = versions[0]
    if last.number != expected_version:
        raise PolicyMoved(last)
    now = fields_of(in_force(versions, day).policy)
    if all(now[name] == value for name, value in changes.items()):
        return in_force(versions, day).number
    if last.saved_at is None:
        # So that a figure of before can still be read by the rule it was computed under.
        RepeatPolicy.objects.create(
            version=1,
            fiscal_start_month=the_firm().fiscal_start_month,
            reason="The house rule, before anybody changed it.",
        )
    number = last.number + 1
    RepeatPolicy.objects.create(
        version=number, created_by=by, reason=reason[:500], valid_from=day, **{**now, **changes}
    )
    return number


def fields_of(policy: Policy) -> dict[str, Any]:
    """A policy as the columns that somebody chooses."""
    given = {name: getattr(policy, name) for name in CHOSEN if hasattr(policy, name)}
    return {**given, "fiscal_start_month": policy.fy_start_month}


def policy_of(version: int, fields: dict[str, Any]) -> Policy:
    """The policy that columns stand for, unsaved."""
    months = fields["lookback_months"]
    given = {name: value for name, value in fields.items() if name not in {"lookback_months", "fiscal_start_month"}}
    lookback = UNLIMITED if months is None else str(months)
    return Policy(version=version, lookback=lookback, fy_start_month=fields["fiscal_start_month"], **given)
