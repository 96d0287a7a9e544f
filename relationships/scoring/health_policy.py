"""Which rules of health were in force when."""

from __future__ import annotations

from dataclasses import dataclass

from relationships.foundation.firm_day import FirmDay
from relationships.scoring.health_rules import DEFAULT_RULES, HealthRules
from relationships.scoring.models import HealthPolicy
from relationships.scoring.rule_overrides import overridden


@dataclass(frozen=True)
class Policy:
    """A version of the rules; version 0 are the rules that the product comes with."""

    version: int
    rules: HealthRules


BUILT_IN = Policy(0, DEFAULT_RULES)


def policy_of(day: FirmDay) -> Policy:
    """The policy in force at the end of `day`."""
    found = HealthPolicy.objects.filter(created_at__lt=day.end).order_by("-version").first()
    return policy_from(found)


def last_policy() -> Policy:
    """The newest version, whenever it was saved."""
    return policy_from(HealthPolicy.objects.order_by("-version").first())


def policy_numbered(version: int) -> Policy:
    """The policy of that version. Raises `HealthPolicy.DoesNotExist`."""
    return BUILT_IN if version == 0 else policy_from(HealthPolicy.objects.get(version=version))


def policy_from(found: HealthPolicy | None) -> Policy:
    """The policy that a saved version is; without one, the rules that the product comes with."""
    return Policy(found.version, overridden(DEFAULT_RULES, found.overrides)) if found else BUILT_IN
