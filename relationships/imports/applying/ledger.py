"""Writing ledger entries."""

from __future__ import annotations

from relationships.imports.applying import Outcome, Step
from relationships.imports.applying.duplicates import settle_duplicates
from relationships.imports.applying.groups import LEDGER_ROWS_IN_GROUPS, add_groups
from relationships.imports.applying.names import add_practices_and_offices, map_clients, map_colleagues
from relationships.imports.applying.rates import settle_rates

WARNED = 100
"""Corrected entries that warnings name one by one; more are counted."""

# Engagements that rows name for the first time. One-off when all of its rows say so.
_ADD_ENGAGEMENTS = """
INSERT INTO engagements_engagement (client_id, name, one_off, source)
SELECT c.id, r.engagement, bool_and(COALESCE(r.one_off, false)), %(source)s
FROM imports_row r JOIN import_client c ON c.name = r.client
WHERE r.run_id = %(run)s AND NOT r.rejected AND r.engagement IS NOT NULL AND NOT EXISTS (
    SELECT FROM engagements_engagement e WHERE e.client_id = c.id AND e.name = r.engagement)
GROUP BY c.id, r.engagement ORDER BY c.id, r.engagement
ON CONFLICT (client_id, name, apart) DO NOTHING
"""
# Work that ever stood behind a wall of its own is found by its name where no other work bears it.
_MAP_ENGAGEMENTS = """
CREATE TEMP TABLE import_engagement ON COMMIT DROP AS
SELECT DISTINCT ON (e.client_id, e.name) e.id, e.client_id, e.name, e.practice_id, e.office_id, e.partner_id, e.one_off
FROM engagements_engagement e WHERE e.client_id IN (SELECT id FROM import_client)
ORDER BY e.client_id, e.name, e.apart, e.id
"""

# What rows say, in ids. A tie is rounded half-even: numeric's own round() would go away from zero.
_SAID = """
SELECT r.line, r.key, r.has_id, c.id AS client_id, e.id AS engagement_id,
       p.id AS practice_id, o.id AS office_id, u.id AS partner_id,
       e.practice_id AS engagement_practice_id, e.office_id AS engagement_office_id,
       e.partner_id AS engagement_partner_id, e.one_off AS engagement_one_off,
       COALESCE(r.document, '') AS document, r.booked_on, r.kind, r.amount, r.currency, r.one_off,
       CASE WHEN x.rate IS NULL THEN r.amount
            WHEN abs(r.amount * x.rate * 100 %% 1) = 0.5 THEN round(r.amount * x.rate * 50) / 50
            ELSE round(r.amount * x.rate, 2) END AS base_amount
FROM imports_row r
JOIN import_client c ON c.name = r.client
LEFT JOIN import_engagement e ON e.client_id = c.id AND e.name = r.engagement
LEFT JOIN accounts_practice p ON p.name = r.practice
LEFT JOIN accounts_office o ON o.name = r.office
LEFT JOIN import_colleague u ON u.label = r.colleague
LEFT JOIN engagements_exchangerate x
       ON x.currency = r.currency AND x.base_currency = %(base)s AND x."on" = r.booked_on AND r.currency <> %(base)s
      AND x.archived_at IS NULL
WHERE r.run_id = %(run)s AND NOT r.rejected
"""
_INSERT = f"""
WITH said AS ({_SAID}), made AS (
    INSERT INTO engagements_ledgerentry (
        client_id, engagement_id, practice_id, office_id, partner_id, document, booked_on, kind, amount, currency,
        base_amount, one_off, source, external_id)
    SELECT client_id, engagement_id, COALESCE(practice_id, engagement_practice_id),
           COALESCE(office_id, engagement_office_id), COALESCE(partner_id, engagement_partner_id), document,
           booked_on, kind, amount, currency, base_amount, COALESCE(one_off, engagement_one_off, false),
           %(source)s, key
    FROM said WHERE NOT EXISTS (
        SELECT FROM engagements_ledgerentry l WHERE l.source = %(source)s AND l.external_id = said.key)
    RETURNING id, client_id
)
SELECT count(*), array_agg(DISTINCT client_id), min(id), max(id) FROM made
"""  # noqa: S608 - composed of constants

# An entry without an id of its own is found by its content, so there is nothing to update. A blank practice, office,
# partner or one-off keeps what the entry has, unless it moves to another engagement: then it takes that one's. The
# base amount stays until amount, currency or day change: the same file again must change nothing.
_DIFFERS = f"""
WITH said AS ({_SAID}), wanted AS (
    SELECT s.line, l.id, l.client_id AS old_client_id, s.client_id, s.booked_on, s.kind, s.amount, s.currency,
           CASE WHEN %(has_engagement)s THEN s.engagement_id ELSE l.engagement_id END AS engagement_id,
           CASE WHEN %(has_document)s THEN s.document ELSE l.document END AS document,
           COALESCE(s.practice_id, CASE WHEN moved THEN s.engagement_practice_id ELSE l.practice_id END) AS practice_id,
           COALESCE(s.office_id, CASE WHEN moved THEN s.engagement_office_id ELSE l.office_id END) AS office_id,
           COALESCE(s.partner_id, CASE WHEN moved THEN s.engagement_partner_id ELSE l.partner_id END) AS partner_id,
           COALESCE(s.one_off, CASE WHEN moved THEN s.engagement_one_off END, l.one_off) AS one_off,
           CASE WHEN (s.amount, s.currency, s.booked_on) = (l.amount, l.currency, l.booked_on) THEN l.base_amount
                ELSE s.base_amount END AS base_amount
    FROM said s JOIN engagements_ledgerentry l ON l.source = %(source)s AND l.external_id = s.key,
         LATERAL (SELECT %(has_engagement)s AND s.engagement_id IS DISTINCT FROM l.engagement_id AS moved) m
    WHERE s.has_id
), differing AS (
    SELECT w.*, l.corrected_at, l.document AS held FROM wanted w JOIN engagements_ledgerentry l USING (id)
    WHERE (w.client_id, w.engagement_id, w.practice_id, w.office_id, w.partner_id, w.document, w.booked_on, w.kind,
           w.amount, w.currency, w.base_amount, w.one_off)
       IS DISTINCT FROM
          (l.client_id, l.engagement_id, l.practice_id, l.office_id, l.partner_id, l.document, l.booked_on, l.kind,
           l.amount, l.currency, l.base_amount, l.one_off)
)
"""  # noqa: S608 - composed of constants
# What somebody corrected by hand is theirs: registers would bring the mistake back every month.
_KEPT = f"""{_DIFFERS}
SELECT line, COALESCE(NULLIF(held, ''), booked_on::text), count(*) OVER () FROM differing
WHERE corrected_at IS NOT NULL ORDER BY line LIMIT {WARNED}
"""  # noqa: S608 - composed of constants
_ANY_CORRECTED = """
SELECT EXISTS (SELECT FROM engagements_ledgerentry WHERE source = %(source)s AND corrected_at IS NOT NULL)
"""
_UPDATE = f"""{_DIFFERS}, changed AS (
    SELECT d.* FROM differing d JOIN engagements_ledgerentry l USING (id) WHERE l.corrected_at IS NULL
    ORDER BY l.id FOR UPDATE OF l
), written AS (
    UPDATE engagements_ledgerentry l SET
        client_id = c.client_id, engagement_id = c.engagement_id, practice_id = c.practice_id,
        office_id = c.office_id, partner_id = c.partner_id, document = c.document, booked_on = c.booked_on,
        kind = c.kind, amount = c.amount, currency = c.currency, base_amount = c.base_amount, one_off = c.one_off,
        version = l.version + 1, updated_at = now()
    FROM changed c WHERE l.id = c.id
    RETURNING l.id
)
SELECT (SELECT count(*) FROM written), array_agg(DISTINCT client_id) || array_agg(DISTINCT old_client_id) FROM changed
"""  # noqa: S608 - composed of constants


def apply_ledger(step: Step) -> Outcome:
    """Write the staged ledger rows."""
    settle_duplicates(step, kept_by_content=True)
    settle_rates(step)
    outcome = Outcome()
    outcome.add(client_ids=map_clients(step))
    outcome.add(client_ids=add_groups(step, LEDGER_ROWS_IN_GROUPS))
    add_practices_and_offices(step)
    map_colleagues(step)
    step.run(_ADD_ENGAGEMENTS)
    step.run(_MAP_ENGAGEMENTS)
    step.run("ANALYZE import_engagement")
    with step.untraced():
        created, of_clients, *entries = step.row(_INSERT)
    step.entries = (entries[0], entries[1])
    outcome.add(created=created, client_ids=of_clients)
    if created < step.accepted():
        has = {"has_engagement": step.has("engagement"), "has_document": step.has("document")}
        updated, of_clients = step.row(_UPDATE, **has)
        outcome.add(updated=updated, client_ids=of_clients)
        if step.row(_ANY_CORRECTED)[0]:
            _warn_of_corrected(step, step.rows(_KEPT, **has))
    return outcome


def _warn_of_corrected(step: Step, kept: list[tuple[int, str, int]]) -> None:
    for line, document, _ in kept:
        step.warnings.append(f"Line {line}: {document} was corrected by hand since, and stays as corrected.")
    if kept and kept[0][2] > len(kept):
        step.warnings.append(f"{kept[0][2] - len(kept)} more entries stay as they were corrected by hand.")
