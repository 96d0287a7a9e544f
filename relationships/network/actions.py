"""Keeping the table of ties equal to the touches; a colleague who leaves: `departure_actions`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.foundation.planned import FEW, run_statement
from relationships.network.departure_actions import record_departure
from relationships.network.queries import facts_sql
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.tie_sql import FACTS
from relationships.network.touch_sources import TouchSource, all_touches, touches_of_clients, touches_without_client

__all__ = ["rebuild_ties", "record_departure"]

# Rows that stay as they are are left alone: most touches change one tie.
_STORE = """
WITH {facts}, gone AS (
    DELETE FROM network_tie t WHERE {scope} AND NOT EXISTS (
        SELECT FROM tie f WHERE f.colleague_id = t.colleague_id AND f.person_id = t.person_id
                            AND f.client_id IS NOT DISTINCT FROM t.client_id)
)
INSERT INTO network_tie AS t (colleague_id, person_id, client_id, {columns})
SELECT colleague_id, person_id, client_id, {columns} FROM tie ORDER BY client_id, person_id, colleague_id
ON CONFLICT (client_id, person_id, colleague_id) DO UPDATE SET ({columns}) = ROW ({fresh})
WHERE ({stored}) IS DISTINCT FROM ({fresh})
"""


@transaction.atomic(savepoint=False)
def rebuild_ties(
    *,
    as_of: date | FirmDay | None = None,
    client_ids: Iterable[int] | None = None,
    clientless: bool = False,
    rules: TieRules = DEFAULT_RULES,
    source: TouchSource | None = None,
) -> None:
    """Make the stored ties those of the touches known by the end of `as_of` (today).

    Of `client_ids` (their touches from `source`); of touches `clientless`; or with neither of all. Two rebuilds of one
    client must not overlap: the caller holds a lock on it.
    """
    ids = None if client_ids is None else sorted(set(client_ids))
    if source is None:
        source = _source(every=ids is None, clientless=clientless)
    day = as_of if isinstance(as_of, FirmDay) else firm_day(as_of)
    facts, values = facts_sql(source, day, client_ids=ids, rules=rules)
    scope = "t.client_id = ANY(%(client_ids)s)" if ids is not None else "TRUE"
    statement = _STORE.format(
        facts=facts,
        scope="t.client_id IS NULL" if clientless else scope,
        columns=", ".join(FACTS),
        stored=", ".join(f"t.{name}" for name in FACTS),
        fresh=", ".join(f"EXCLUDED.{name}" for name in FACTS),
    )
    run_statement(statement, values, planned=ids is not None and len(ids) <= FEW)


def _source(*, every: bool, clientless: bool) -> TouchSource:
    if clientless:
        return touches_without_client()
    return all_touches() if every else touches_of_clients()
