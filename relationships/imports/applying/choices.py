"""Heeding what somebody answered about probable duplicates, before anybody is looked up."""

from __future__ import annotations

from relationships.imports.applying import Step

GONE = "The record that you chose is not there any more. Choose again."
_LEAVE_OUT = """
WITH left_out AS (
    DELETE FROM imports_row WHERE run_id = %(run)s AND (line = ANY(%(lines)s) OR client = ANY(%(names)s)) RETURNING line
), forgotten AS (
    DELETE FROM imports_error WHERE run_id = %(run)s AND line IN (SELECT line FROM left_out)
)
SELECT count(*) FROM left_out
"""
_REFUSE = """
WITH refused AS (
    UPDATE imports_row SET rejected = true
    WHERE run_id = %(run)s AND NOT rejected AND (line = ANY(%(lines)s) OR client = ANY(%(names)s)) RETURNING line, name
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, '', COALESCE(name, ''), %(gone)s FROM refused
"""
_CHOICES = """
CREATE TEMP TABLE import_choice ON COMMIT DROP AS
SELECT line, target FROM unnest(%(lines)s::bigint[], %(targets)s::bigint[]) AS chosen (line, target);
CREATE TEMP TABLE import_chosen_name ON COMMIT DROP AS
SELECT name, client_id FROM unnest(%(names)s::text[], %(clients)s::bigint[]) AS chosen (name, client_id)
"""


def settle_choices(step: Step) -> None:
    """Leave `import_choice (line, target)` and `import_chosen_name (name, client_id)`; take out what is left out."""
    chosen = step.choices
    if chosen.lines_left_out or chosen.clients_left_out:
        lines, names = sorted(chosen.lines_left_out), sorted(chosen.clients_left_out)
        step.left_out = step.row(_LEAVE_OUT, lines=lines, names=names)[0]
    lines = [line for line, target in chosen.lines.items() if target is None]
    names = [name for name, target in chosen.clients.items() if target is None]
    if lines or names:
        step.run(_REFUSE, lines=lines, names=names, gone=GONE)
    standing = {line: target for line, target in chosen.lines.items() if target is not None}
    clients = {name: target for name, target in chosen.clients.items() if target is not None}
    step.run(
        _CHOICES,
        lines=list(standing),
        targets=list(standing.values()),
        names=list(clients),
        clients=list(clients.values()),
    )
