"""Rows of one file that say the same: an external id is refused the second time, a repeated line is counted."""

from __future__ import annotations

from relationships.imports.applying import Step

_REFUSE_SECOND = """
WITH again AS (
    SELECT key, min(line) AS first FROM imports_row WHERE run_id = %(run)s AND has_id GROUP BY key HAVING count(*) > 1
), refused AS (
    UPDATE imports_row r SET rejected = true FROM again
    WHERE r.run_id = %(run)s AND r.has_id AND r.key = again.key AND r.line > again.first
    RETURNING r.line, r.key, again.first
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, 'external_id', key,
       'Line ' || first || ' has this external_id already. Give each row its own, or remove one.'
FROM refused
"""

# Registers repeat lines: the second of two identical ones is a row of its own, whatever their order.
_NUMBER_REPEATED = """
WITH repeated AS (
    SELECT key FROM imports_row WHERE run_id = %(run)s AND NOT has_id AND NOT rejected GROUP BY key HAVING count(*) > 1
), numbered AS (
    SELECT line, row_number() OVER (PARTITION BY key ORDER BY line) AS ordinal
    FROM imports_row JOIN repeated USING (key) WHERE run_id = %(run)s AND NOT has_id AND NOT rejected
)
UPDATE imports_row r SET key = r.key || '-' || numbered.ordinal
FROM numbered WHERE r.run_id = %(run)s AND r.line = numbered.line AND numbered.ordinal > 1
"""


def settle_duplicates(step: Step, *, kept_by_content: bool) -> None:
    """Refuse repeated external ids; with `kept_by_content`, number identical lines that have none."""
    step.run(_REFUSE_SECOND)
    if kept_by_content:
        step.run(_NUMBER_REPEATED)
