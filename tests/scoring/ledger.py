"""Load a ledger set-based: one COPY, then INSERT … SELECT, as the figures' tests need hundreds of ledgers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import connection

from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client, JointShare, JointTerm


@dataclass(frozen=True)
class Entry:
    """One ledger line as a register writes it. `group` names an undated parent."""

    external_id: str
    client: str
    booked_on: date
    amount: Decimal
    kind: str = "fee"
    engagement: str = ""
    group: str = ""
    practice: str = ""
    office: str = ""
    partner: str = ""
    one_off: bool = False
    engagement_one_off: bool = False
    archived: bool = False
    document: str = ""


@dataclass(frozen=True)
class Edge:
    """`client` belongs to `parent` in [starts_on, ends_on)."""

    client: str
    parent: str
    starts_on: date | None = None
    ends_on: date | None = None


_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS stage (external_id text, client text, booked_on date, amount numeric, kind text,
    engagement text, grp text, practice text, office text, partner text, one_off bool, engagement_one_off bool,
    archived bool, document text);
CREATE TEMP TABLE IF NOT EXISTS stage_edge (client text, parent text, starts_on date, ends_on date);
TRUNCATE stage, stage_edge
"""
_APPLY = """
INSERT INTO accounts_practice (name) SELECT DISTINCT practice FROM stage WHERE practice <> '' ON CONFLICT DO NOTHING;
INSERT INTO accounts_office (name) SELECT DISTINCT office FROM stage WHERE office <> '' ON CONFLICT DO NOTHING;
INSERT INTO accounts_user (name, password, role) SELECT DISTINCT partner, '!', 'partner' FROM stage WHERE partner <> '';
INSERT INTO clients_client (name)
    SELECT client FROM stage UNION SELECT grp FROM stage WHERE grp <> ''
    UNION SELECT client FROM stage_edge UNION SELECT parent FROM stage_edge;
INSERT INTO clients_groupedge (client_id, parent_id, starts_on, ends_on)
    SELECT c.id, p.id, NULL::date, NULL::date FROM (SELECT DISTINCT client, grp FROM stage WHERE grp <> '') s
        JOIN clients_client c ON c.name = s.client JOIN clients_client p ON p.name = s.grp
    UNION ALL
    SELECT c.id, p.id, s.starts_on, s.ends_on FROM stage_edge s
        JOIN clients_client c ON c.name = s.client JOIN clients_client p ON p.name = s.parent;
INSERT INTO engagements_engagement (client_id, name, one_off)
    SELECT c.id, s.engagement, bool_or(s.engagement_one_off) FROM stage s JOIN clients_client c ON c.name = s.client
    WHERE s.engagement <> '' GROUP BY 1, 2;
INSERT INTO engagements_ledgerentry (client_id, engagement_id, practice_id, office_id, partner_id, booked_on, kind,
        amount, currency, base_amount, one_off, source, external_id, document, archived_at)
    SELECT c.id, e.id, p.id, o.id, u.id, s.booked_on, s.kind, round(s.amount, 2), 'EUR', round(s.amount, 2), s.one_off,
        'test', s.external_id, s.document, CASE WHEN s.archived THEN now() END
    FROM stage s JOIN clients_client c ON c.name = s.client
    LEFT JOIN engagements_engagement e ON e.client_id = c.id AND e.name = s.engagement
    LEFT JOIN accounts_practice p ON p.name = s.practice
    LEFT JOIN accounts_office o ON o.name = s.office
    LEFT JOIN accounts_user u ON u.name = s.partner AND s.partner <> '';
"""


def load(entries: Iterable[Entry], edges: Iterable[Edge] = ()) -> None:
    """Put the entries, and whatever they name, into empty tables."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        _copy(cursor, "stage", ([_text(getattr(entry, f.name)) for f in fields(Entry)] for entry in entries))
        _copy(cursor, "stage_edge", ([_text(getattr(edge, f.name)) for f in fields(Edge)] for edge in edges))
        cursor.execute("ANALYZE stage")
        # Nobody has told the planner yet how many rows there are now.
        cursor.execute(f"SET enable_nestloop = off; {_APPLY} SET enable_nestloop = on")
    rebuild_group_spans()


def share(account: str, shares: dict[str, Decimal], starts_on: date | None = None, ends_on: date | None = None) -> None:
    """Let `account`, which has entries, be held jointly by these clients."""
    clients = Client.objects.unscoped(reason="test")
    term = JointTerm.objects.create(account=clients.get(name=account), starts_on=starts_on, ends_on=ends_on)
    for name, part in shares.items():
        JointShare.objects.create(term=term, member=clients.get_or_create(name=name)[0], share=part)


def analyze() -> None:
    """Tell the planner what is there, as autovacuum would."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clients_client, clients_groupspan, engagements_ledgerentry, engagements_engagement")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _copy(cursor, table: str, rows: Iterable[list[str | None]]) -> None:
    lines = io.StringIO()
    writer = csv.writer(lines)
    for row in rows:
        writer.writerow(["\\N" if cell is None else cell for cell in row])
    lines.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv, NULL '\\N')", lines)
