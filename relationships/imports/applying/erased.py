"""Rows about somebody who was erased: refused with the reason, before anybody is looked up."""

from __future__ import annotations

from relationships.contacts.forgotten import address_mark, anybody_forgotten, forgotten_among, source_mark
from relationships.imports.applying import Step

REASON = (
    "This is somebody who was erased, and whom no list brings back. If they came back to you themselves, add them by hand"
    " first."
)
# Whoever was added by hand since is here by somebody's decision.
_BY_ADDRESS = """
SELECT r.line, lower(said.address) FROM imports_row r, LATERAL (
    SELECT r.email AS address UNION ALL SELECT jsonb_array_elements_text(r.other_emails)
) said
WHERE r.run_id = %(run)s AND NOT r.rejected AND said.address IS NOT NULL AND NOT EXISTS (
    SELECT FROM contacts_contactpoint cp WHERE cp.kind = 'email' AND cp.value = lower(said.address))
"""
_BY_ID = """
SELECT r.line, r.key FROM imports_row r
WHERE r.run_id = %(run)s AND NOT r.rejected AND r.has_id AND NOT EXISTS (
    SELECT FROM contacts_person p WHERE p.source = %(source)s AND p.external_id = r.key)
"""
# The value is not written down: it would keep what was erased.
_REFUSE = """
WITH refused AS (
    UPDATE imports_row SET rejected = true WHERE run_id = %(run)s AND line = ANY (%(lines)s) AND NOT rejected
    RETURNING line
)
INSERT INTO imports_error (run_id, line, "column", value, reason)
SELECT %(run)s, line, %(column)s, '', %(reason)s FROM refused
"""
_TOLD = """
SELECT DISTINCT address FROM import_mention m
WHERE address <> '' AND NOT EXISTS (SELECT FROM contacts_contactpoint cp WHERE cp.kind = 'email' AND cp.value = m.address)
"""


def refuse_erased(step: Step) -> None:
    """Refuse staged rows whose address, or whose id from this source, is that of somebody who was erased."""
    if not anybody_forgotten():
        return
    said = step.rows(_BY_ADDRESS)
    gone = forgotten_among(address_mark(address) for _, address in said)
    _refuse(step, "email", [line for line, address in said if address in gone])
    said = step.rows(_BY_ID)
    gone = forgotten_among(source_mark(step.source, key) for _, key in said)
    _refuse(step, "external_id", [line for line, key in said if source_mark(step.source, key) in gone])


def leave_erased_out(step: Step) -> None:
    """Take them out of `import_mention`: the touchpoint comes in without them."""
    if not anybody_forgotten():
        return
    gone = sorted(forgotten_among(address for (address,) in step.rows(_TOLD)))
    if gone:
        step.run("DELETE FROM import_mention WHERE address = ANY (%(gone)s)", gone=gone)
        count = "1 person who was" if len(gone) == 1 else f"{len(gone)} people who were"
        step.warnings.append(f"{count} erased stayed out of touchpoints that name them.")


def _refuse(step: Step, column: str, lines: list[int]) -> None:
    if lines:
        step.run(_REFUSE, lines=lines, column=column, reason=REASON)
