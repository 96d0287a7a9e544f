"""Saving the weights of ties and health: always as a new version. Old scores keep theirs; today's are made anew."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from accounts.models import User
from relationships.scoring import marks
from relationships.scoring.health_policy import Policy
from relationships.scoring.health_rules import DEFAULT_RULES
from relationships.scoring.models import HealthPolicy
from relationships.scoring.nudge import REBUILD, hint, nudge
from relationships.scoring.rule_overrides import overridden


class HealthPolicyMoved(Exception):
    """Somebody saved a newer version in between: `current`."""

    def __init__(self, current: HealthPolicy) -> None:
        super().__init__(f"Version {current.version} has been saved since.")
        self.current = current


@transaction.atomic
def save_health_policy(*, by: User, expected_version: int, overrides: dict[str, Any], reason: str) -> Policy:
    """Follow the rules by a new version; nothing is saved when nothing would differ.

    Raises `HealthPolicyMoved` unless `expected_version` is the last one (0: the rules the product comes with), and
    `RulesError` for what can't be used.
    """
    rules = overridden(DEFAULT_RULES, overrides)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial health policy'))")
    last = HealthPolicy.objects.order_by("-version").first()
    number = last.version if last else 0
    if last is not None and number != expected_version:
        raise HealthPolicyMoved(last)
    if overrides == (last.overrides if last else {}):
        return Policy(number, rules)
    HealthPolicy.objects.create(version=number + 1, overrides=overrides, reason=reason, created_by=by)
    marks.mark_all()
    transaction.on_commit(_tell_a_worker, robust=True)
    return Policy(number + 1, rules)


def _tell_a_worker() -> None:
    """Many clients are computed at once; a small firm's few are no more than a turn."""
    hint(REBUILD, {})
    nudge()
