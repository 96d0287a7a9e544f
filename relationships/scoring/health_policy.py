"""Which rules of health were in force when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Firm
from accounts.prepared import Prepared
from relationships.foundation.firm_day import FirmDay, day_in
from relationships.scoring.health_rules import DEFAULT_RULES, HealthRules
from relationships.scoring.models import HealthPolicy
from relationships.scoring.rule_overrides import overridden


@dataclass(frozen=True)
class Policy:
    """A version of the rules; version 0 are the rules that the product comes with."""

    version: int
    rules: HealthRules


BUILT_IN = Policy(0, DEFAULT_RULES)
_IN_FORCE = Prepared(
    "scoring_policy_in_force",
    "SELECT version, overrides FROM scoring_healthpolicy WHERE created_at < %(end)s::timestamptz"
    " ORDER BY version DESC LIMIT 1",
)
_TODAY = Prepared(
    "scoring_today",
    """
SELECT firm.time_zone, policy.version, policy.overrides FROM (VALUES (1)) one
LEFT JOIN (SELECT time_zone FROM accounts_firm ORDER BY id LIMIT 1) firm ON TRUE
LEFT JOIN (SELECT version, overrides FROM scoring_healthpolicy ORDER BY version DESC LIMIT 1) policy ON TRUE
""",
)


def today_and_policy() -> tuple[FirmDay, Policy]:
    """The firm's day, and the policy in force, in one statement."""
    ((zone, version, overrides),) = _TODAY.rows({})
    return day_in(zone or Firm().time_zone), BUILT_IN if version is None else _policy(version, json.loads(overrides))


def policy_of(day: FirmDay) -> Policy:
    """The policy in force at the end of `day`."""
    found = _IN_FORCE.rows({"end": day.end})
    return _policy(found[0][0], json.loads(found[0][1])) if found else BUILT_IN


def last_policy() -> Policy:
    """The newest version, whenever it was saved."""
    return policy_from(HealthPolicy.objects.order_by("-version").first())


def policy_numbered(version: int) -> Policy:
    """The policy of that version. Raises `HealthPolicy.DoesNotExist`."""
    return BUILT_IN if version == 0 else policy_from(HealthPolicy.objects.get(version=version))


def policy_from(found: HealthPolicy | None) -> Policy:
    """The policy that a saved version is; without one, the rules that the product comes with."""
    return _policy(found.version, found.overrides) if found else BUILT_IN


def _policy(version: int, overrides: Mapping[str, Any]) -> Policy:
    return Policy(version, overridden(DEFAULT_RULES, overrides))
