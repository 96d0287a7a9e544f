"""Which ledger entries the repeat-business SQL reads as `e`: as they stand, dated to their document, split by shares.

The ledger is read bare unless the policy or a joint account asks for more, so that nobody pays for what they do not use.
"""

from __future__ import annotations

from relationships.scoring.repeat_business import Policy

BARE = "engagements_ledgerentry e"
_COLUMNS = (
    *("id", "engagement_id", "practice_id", "office_id", "partner_id", "document", "kind", "amount", "base_amount"),
    *("currency", "one_off", "archived_at"),
)
_KEPT = ", ".join(f"l.{name}" for name in _COLUMNS)
# A credit that carries the number of a fee booked before it takes that fee's day; any other one keeps its own.
_DATED = f"""(
    SELECT l.client_id, {_KEPT}, CASE WHEN l.kind IN ('credit', 'write_off') AND l.document <> '' THEN COALESCE((
        SELECT min(billed.booked_on) FROM engagements_ledgerentry billed
        WHERE billed.client_id = l.client_id AND billed.document = l.document AND billed.kind = 'fee'
          AND billed.base_amount > 0 AND billed.archived_at IS NULL AND billed.booked_on < l.booked_on
    ), l.booked_on) ELSE l.booked_on END AS booked_on
    FROM engagements_ledgerentry l)"""  # noqa: S608  # made of this module's constants
_DAYS = """(joint.starts_on IS NULL OR joint.starts_on <= l.booked_on)
        AND (joint.ends_on IS NULL OR joint.ends_on > l.booked_on)"""
# An entry on a day with a term becomes one row a member; of two terms of one day the earlier one holds.
_SPLIT = """(
    SELECT l.client_id, l.booked_on, {kept}, NULL::numeric AS share_from, NULL::numeric AS share_to
    FROM {ledger} l WHERE NOT EXISTS (SELECT FROM joint WHERE joint.account_id = l.client_id AND {days})
    UNION ALL
    SELECT joint.member_id, l.booked_on, {kept}, joint.share_from, joint.share_to
    FROM joint JOIN {ledger} l ON l.client_id = joint.account_id AND {days}
    WHERE NOT EXISTS (
        SELECT FROM joint earlier WHERE earlier.account_id = joint.account_id AND earlier.term_id < joint.term_id
          AND (earlier.starts_on IS NULL OR earlier.starts_on <= l.booked_on)
          AND (earlier.ends_on IS NULL OR earlier.ends_on > l.booked_on))
) e"""


def entries(policy: Policy, *, joint: bool) -> str:
    """What stands after FROM. `joint`: accounts may be split, and rows have `share_from` and `share_to`."""
    dated = policy.credits == "document"
    if joint:
        return _SPLIT.format(ledger=_DATED if dated else "engagements_ledgerentry", kept=_KEPT, days=_DAYS)
    return f"{_DATED} e" if dated else BARE


def part_of(money: str, *, joint: bool) -> str:
    """The part of an amount that is the row's: the difference of two rounded running sums, exact to the cent."""
    if not joint:
        return money
    return (
        f"CASE WHEN e.share_to IS NULL THEN {money}"
        f" ELSE round({money} * e.share_to, 2) - round({money} * e.share_from, 2) END"
    )
