"""Refusing rows that are right by themselves, but not beside others or beside what is stored."""

from __future__ import annotations

from relationships.imports.applying import Step

_REFUSE_SAID = """
WITH refused AS ({which}), marked AS (
    UPDATE imports_row r SET rejected = true FROM refused WHERE r.run_id = %(run)s AND r.line = refused.line
), dropped AS (
    DELETE FROM import_said s USING refused WHERE s.line = refused.line
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, "column", COALESCE(value, ''), reason FROM refused
"""


def refuse_said(step: Step, which: str) -> int:
    """Refuse rows of `import_said`; answers how many.

    `which` selects their line, column, value and reason: one row for each line.
    """
    return step.run(_REFUSE_SAID.format(which=which))
