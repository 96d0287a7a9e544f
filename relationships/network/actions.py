"""Keeping the table of ties equal to the touches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from relationships.foundation.firm_day import firm_day
from relationships.network.queries import facts_sql
from relationships.network.tie_rules import DEFAULT_RULES, TieRules
from relationships.network.tie_sql import FACTS

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


@transaction.atomic
def rebuild_ties(
    *,
    as_of: date | None = None,
    client_ids: Iterable[int] | None = None,
    clientless: bool = False,
    rules: TieRules = DEFAULT_RULES,
) -> None:
    """Make the stored ties those of the touches known by the end of `as_of` (today).

    Of `client_ids`; of touches `clientless`; or with neither of all. Two rebuilds of one client must not overlap: the
    caller holds a lock on it.
    """
    facts, values = facts_sql(firm_day(as_of), client_ids=client_ids, rules=rules, clientless=clientless)
    scope = "t.client_id = ANY(%(client_ids)s)" if client_ids is not None else "TRUE"
    columns = ", ".join(FACTS)
    statement = _STORE.format(
        facts=facts,
        scope="t.client_id IS NULL" if clientless else scope,
        columns=columns,
        stored=", ".join(f"t.{name}" for name in FACTS),
        fresh=", ".join(f"EXCLUDED.{name}" for name in FACTS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
