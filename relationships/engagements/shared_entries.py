"""SQL of the ledger as it counts: what is booked on a joint account is split between its members by their shares.

Every figure of one client reads it through here (repeat business, fees by year, health, return likelihood, what hangs on
a person), so that none counts an account another way. A CTE `joint` must stand before it (`clients.joint_sql`).
"""

from __future__ import annotations

LEDGER = "engagements_ledgerentry"
_COLUMNS = (
    *("id", "engagement_id", "practice_id", "office_id", "partner_id", "document", "kind", "amount", "base_amount"),
    *("currency", "one_off", "archived_at"),
)
KEPT = ", ".join(f"l.{name}" for name in _COLUMNS)
_DAYS = """(joint.starts_on IS NULL OR joint.starts_on <= l.booked_on)
        AND (joint.ends_on IS NULL OR joint.ends_on > l.booked_on)"""
# An entry on a day with a term becomes one row a member; of two terms of one day the earlier one holds.
_OWN = f"WHERE NOT EXISTS (SELECT FROM joint WHERE joint.account_id = l.client_id AND {_DAYS})"
_PARTS = f"""FROM joint JOIN {{ledger}} l ON l.client_id = joint.account_id AND {_DAYS}
    WHERE NOT EXISTS (
        SELECT FROM joint earlier WHERE earlier.account_id = joint.account_id AND earlier.term_id < joint.term_id
          AND (earlier.starts_on IS NULL OR earlier.starts_on <= l.booked_on)
          AND (earlier.ends_on IS NULL OR earlier.ends_on > l.booked_on))"""


def shared(ledger: str = LEDGER) -> str:
    """A derived table without a name: `client_id` is whom the row counts for, at `share_from` to `share_to` of it."""
    return f"""(
    SELECT l.client_id, l.booked_on, {KEPT}, NULL::numeric AS share_from, NULL::numeric AS share_to
    FROM {ledger} l {_OWN}
    UNION ALL
    SELECT joint.member_id, l.booked_on, {KEPT}, joint.share_from, joint.share_to {_PARTS.format(ledger=ledger)})"""  # noqa: S608 - constants only


def part_of(money: str, row: str = "e") -> str:
    """The part of an amount that is the row's: the difference of two rounded running sums, exact to the cent."""
    return (
        f"CASE WHEN {row}.share_to IS NULL THEN {money}"
        f" ELSE round({money} * {row}.share_to, 2) - round({money} * {row}.share_from, 2) END"
    )


PART = part_of("e.base_amount")
"""What of `e`, a row of `shared()`, is the row's client's, in the firm's currency."""
AS_COUNTED = f"""(
    SELECT e.id, e.client_id, e.engagement_id, e.partner_id, e.booked_on, e.kind, e.archived_at, {PART} AS base_amount FROM {shared()} e)"""  # noqa: S608 - constants only
"""The ledger as it counts, under names of its own columns; what stands after FROM wants a name behind it."""
