"""Which joint accounts the firm's own figures (health, likelihood, alerts) split; those figures have no reader.

A term one of whose clients stands behind a wall that another does not stand behind is none: a member's figures would let
walled work shine through. The account then counts for itself, as it does for whoever is outside of the wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from relationships.engagements.shared_entries import AS_COUNTED, LEDGER
from relationships.foundation.planned import run_statement
from relationships.network.barred_touches import walled

# All terms of an account that matters, for of two terms of one day the earlier one holds.
_TERMS = """
WITH {walled}, term AS MATERIALIZED (
    SELECT t.id, t.account_id, t.starts_on, t.ends_on FROM clients_jointterm t
    WHERE t.archived_at IS NULL AND (%(everybody)s OR t.account_id = ANY(%(ids)s) OR t.account_id IN (
        SELECT mine.account_id FROM clients_jointterm mine JOIN clients_jointshare s ON s.term_id = mine.id
        WHERE mine.archived_at IS NULL AND s.member_id = ANY(%(ids)s)))
), party AS MATERIALIZED (
    SELECT id AS term_id, account_id AS client_id FROM term
    UNION ALL SELECT s.term_id, s.member_id FROM clients_jointshare s JOIN term ON term.id = s.term_id
), shut AS (
    SELECT p.term_id FROM party p JOIN walled w USING (client_id) JOIN party other USING (term_id)
    WHERE NOT EXISTS (SELECT FROM walled own WHERE own.wall_id = w.wall_id AND own.client_id = other.client_id)
), joint AS (
    SELECT t.id AS term_id, t.account_id, t.starts_on, t.ends_on, s.member_id,
           sum(s.share) OVER terms - s.share AS share_from, sum(s.share) OVER terms AS share_to
    FROM term t JOIN clients_jointshare s ON s.term_id = t.id
    WHERE t.id NOT IN (SELECT term_id FROM shut)
    WINDOW terms AS (PARTITION BY s.term_id ORDER BY s.id)
)
SELECT jsonb_agg(joint)::text FROM joint
"""
_GIVEN = """
joint AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(joint)s::jsonb) AS term (term_id bigint, account_id bigint, starts_on date,
        ends_on date, member_id bigint, share_from numeric, share_to numeric)
), """


@dataclass(frozen=True)
class CountedLedger:
    """`ledger` stands after FROM, with a name behind it; `ctes` before it, empty or ending in a comma, with `values`."""

    ledger: str = LEDGER
    ctes: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def counted_ledger(client_ids: Iterable[int] | None = None) -> CountedLedger:
    """The ledger as it counts for these clients, or for all: bare where none of them shares an account."""
    asked = {"everybody": client_ids is None, "ids": sorted(client_ids or ())}
    terms, walls = walled()
    ((found,),) = run_statement(_TERMS.format(walled=terms), {**walls, **asked}, planned=True)
    return CountedLedger(AS_COUNTED, _GIVEN, {"joint": found}) if found else CountedLedger()
