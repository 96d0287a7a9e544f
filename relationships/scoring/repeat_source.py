"""Which ledger entries the repeat-business SQL reads as `e`: as they stand, dated to their document, split by shares.

The ledger is read bare unless the policy or a joint account asks for more, so that nobody pays for what they do not use.
"""

from __future__ import annotations

from relationships.engagements import shared_entries
from relationships.engagements.shared_entries import KEPT, LEDGER
from relationships.scoring.repeat_business import Policy

# A credit that carries the number of a fee booked before it takes that fee's day; any other one keeps its own.
_DATED = f"""(
    SELECT l.client_id, {KEPT}, CASE WHEN l.kind IN ('credit', 'write_off') AND l.document <> '' THEN COALESCE((
        SELECT min(billed.booked_on) FROM {LEDGER} billed
        WHERE billed.client_id = l.client_id AND billed.document = l.document AND billed.kind = 'fee'
          AND billed.base_amount > 0 AND billed.archived_at IS NULL AND billed.booked_on < l.booked_on
    ), l.booked_on) ELSE l.booked_on END AS booked_on
    FROM {LEDGER} l)"""  # noqa: S608  # made of this module's constants


def entries(policy: Policy, *, joint: bool) -> str:
    """What stands after FROM. `joint`: accounts may be split, and rows have `share_from` and `share_to`."""
    source = _DATED if policy.credits == "document" else LEDGER
    return f"{shared_entries.shared(source) if joint else source} e"


def part_of(money: str, *, joint: bool) -> str:
    """The part of an amount that is the row's."""
    return shared_entries.part_of(money) if joint else money
