"""Changing what the whole firm goes by."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts import firm_actions
from accounts.models import Firm, User
from accounts.queries import the_firm
from relationships.contacts.numbers import forget_national_numbers
from relationships.engagements.models import LedgerEntry
from relationships.scoring.repeat_policy import current_policy, policy_versions
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
    if saved.time_zone != firm.time_zone:
        forget_national_numbers()
    month = changes.get("fiscal_start_month", policy.fy_start_month)
    if month != policy.fy_start_month:
        save_policy(
            by=by,
            expected_version=policy_versions()[0].number,
            reason="The firm's year begins in another month.",
            changes={"fiscal_start_month": month},
        )
    return saved


@transaction.atomic
def save_rule(
    *, by: User, expected_version: int, reason: str, changes: dict[str, Any], valid_from: date | None = None
) -> int:
    """Save another version of the rule for repeat business; another fiscal year is the firm's too.

    Answers the version in force from then on. Raises what `save_policy` raises.
    """
    version = save_policy(
        by=by, expected_version=expected_version, reason=reason, changes=changes, valid_from=valid_from
    )
    firm, month = firm_actions.lock_firm(), changes.get("fiscal_start_month")
    if month is not None and month != firm.fiscal_start_month:
        firm_actions.edit_firm(expected_version=firm.version, changes={"fiscal_start_month": month})
    return version
