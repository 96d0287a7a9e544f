"""Changing what the whole firm goes by."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts import firm_actions
from accounts.models import Firm, User
from accounts.queries import the_firm
from relationships.engagements.models import LedgerEntry
from relationships.scoring.repeat_policy import current_policy
from relationships.scoring.repeat_policy_actions import save_policy


class CurrencyInUse(Exception):
    """The ledger holds amounts in the firm's currency; they can't be read as another one."""


def ledger_holds_amounts() -> bool:
    """Whether the firm's currency is fixed by now."""
    return LedgerEntry.objects.unscoped(reason="Is there any entry? Nothing of it is shown.").exists()


@transaction.atomic
def save_firm(*, by: User, expected_version: int, changes: dict[str, Any]) -> Firm:
    """Save the firm's settings; another fiscal year is a new version of the repeat policy too.

    Raises `CurrencyInUse`, or `Conflict` when somebody else saved first.
    """
    firm = the_firm()
    if changes.get("base_currency", firm.base_currency) != firm.base_currency and ledger_holds_amounts():
        raise CurrencyInUse
    policy = current_policy()
    saved = firm_actions.edit_firm(expected_version=expected_version, changes=changes)
    month = changes.get("fiscal_start_month", policy.fy_start_month)
    if month != policy.fy_start_month:
        save_policy(
            by=by,
            expected_version=policy.version,
            reason="The firm's year begins in another month.",
            changes={"fiscal_start_month": month},
        )
    return saved
