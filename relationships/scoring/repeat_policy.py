"""Which repeat policy is in force: the highest version, or the house rule before anybody has saved one."""

from __future__ import annotations

from accounts.queries import the_firm
from relationships.scoring.models import RepeatPolicy
from relationships.scoring.repeat_business import UNLIMITED, Policy


def current_policy() -> Policy:
    """The policy in force. Before one is saved: version 1 of the house rule in the firm's fiscal year."""
    stored = RepeatPolicy.objects.order_by("-version").first()
    return Policy(fy_start_month=the_firm().fiscal_start_month) if stored is None else as_policy(stored)


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
        goal=stored.goal,
    )
