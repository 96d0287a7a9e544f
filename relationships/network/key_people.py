"""Key-person risk (docs/definitions.md §5): what hangs on one colleague of ours, or on one person of a client.

D(c, p) = strength(p, c) ÷ Σ strength(·, c), where strength(p, c) is p's strongest tie at c. Revenue at risk if p leaves =
Σ R(c) · D(c, p) over clients where nobody of another practice has a tie of 40 or more. R: net fees of the 12 months up to
the day, of the client with its group: c is a client group, and p's tie at it the strongest at any of its clients. The mirror
counts their people: where nobody else there has such a tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from relationships.clients.visibility import work_seen
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import shift_months
from relationships.network import tie_sql
from relationships.network.joint_terms import counted_ledger
from relationships.network.tie_rules import DEFAULT_RULES, LIVING, TieRules

Side = Literal["ours", "theirs"]
MONTHS = 12
Clients = Mapping[int, int]
"""Whole groups: the id of each client with that of its topmost parent (`clients.whole_groups`)."""

# `apart`: whose other ties make good for one: another practice of ours, or anybody else of theirs. `one` and `other` are
# the first and last of those that live: by a window, for to join the ties of thousands of clients with themselves takes a
# planner that knows how many there are.
_RISK = f"""
WITH {{joint}} member AS MATERIALIZED (
    SELECT * FROM unnest(%(client_ids)s::bigint[], %(group_ids)s::bigint[]) AS m (client_id, group_id)
), {tie_sql.DECLARED}, gone AS (
    SELECT client_id, person_id FROM contacts_position
    WHERE client_id = ANY(%(client_ids)s) AND archived_at IS NULL
    GROUP BY 1, 2 HAVING bool_and(COALESCE(ended_on <= %(as_of)s, FALSE))
), held AS MATERIALIZED (
    SELECT member.group_id AS client_id, t.person_id, t.colleague_id, COALESCE(u.practice_id, 0) AS practice_id, t.strength
    FROM ({tie_sql.tie_now("network_tie")}) t JOIN member ON member.client_id = t.client_id JOIN accounts_user u ON u.id = t.colleague_id
    LEFT JOIN gone ON gone.client_id = t.client_id AND gone.person_id = t.person_id
    WHERE gone.person_id IS NULL AND (u.left_on IS NULL OR u.left_on >= %(as_of)s)
), fee AS (
    SELECT member.group_id AS client_id, sum(l.base_amount) AS net FROM {{ledger}} l JOIN member USING (client_id)
    WHERE client_id = ANY(%(client_ids)s) AND kind IN ('fee', 'credit', 'write_off') AND archived_at IS NULL
      AND booked_on > %(since)s AND booked_on <= %(as_of)s AND {work_seen("l.engagement_id", "%(reader)s")}
    GROUP BY 1 HAVING sum(base_amount) > 0
), best AS (
    SELECT client_id, {{who}} AS who, {{apart}} AS apart, max(strength) AS strength FROM held GROUP BY 1, 2, 3
), beside AS (
    SELECT *, sum(strength) OVER client AS whole, min(apart) FILTER (WHERE strength >= %(living)s) OVER client AS one,
           max(apart) FILTER (WHERE strength >= %(living)s) OVER client AS other
    FROM best WINDOW client AS (PARTITION BY client_id)
), risk AS (
    SELECT b.client_id, b.who, b.strength, b.strength / b.whole AS share, f.net,
           b.one IS NULL OR (b.one = b.other AND b.one = b.apart) AS alone,
           round((f.net * (b.strength / b.whole)::numeric), 2) AS hangs
    FROM beside b JOIN fee f USING (client_id) WHERE b.whole > 0
)
"""  # noqa: S608 - constants only
_SIDES: dict[Side, dict[str, str]] = {
    "ours": {"who": "colleague_id", "apart": "practice_id"},
    "theirs": {"who": "person_id", "apart": "person_id"},
}
_BY_WHO = """
SELECT who, sum(hangs), count(*), (array_agg(client_id ORDER BY hangs DESC, client_id))[1], max(hangs)
FROM risk WHERE alone AND hangs > 0 GROUP BY 1 ORDER BY 2 DESC, 1
"""
_OF_ONE = """
, next AS (
    SELECT DISTINCT ON (client_id) client_id, who, strength FROM best WHERE who <> %(who)s
    ORDER BY client_id, strength DESC, who
), known AS (
    SELECT client_id, array_agg({other} ORDER BY strength DESC, {other}) AS others FROM (
        SELECT client_id, {other}, max(strength) AS strength FROM held WHERE {who} = %(who)s GROUP BY 1, 2
    ) o GROUP BY 1
)
SELECT r.client_id, r.strength, r.share, r.net, r.alone, CASE WHEN r.alone THEN r.hangs ELSE 0 END,
       next.who, next.strength, COALESCE(known.others[1:3], ARRAY[]::bigint[])
FROM risk r LEFT JOIN next USING (client_id) LEFT JOIN known USING (client_id)
WHERE r.who = %(who)s ORDER BY 6 DESC, r.net DESC, r.client_id
"""


@dataclass(frozen=True)
class KeyPerson:
    """Somebody on whom revenue hangs alone: `amount` over `clients` with their groups, of which `largest` (an id) has `largest_amount`.

    `who`: the id of a colleague of ours, or of a person of theirs.
    """

    who: int
    amount: Decimal
    clients: int
    largest: int
    largest_amount: Decimal


@dataclass(frozen=True)
class Hanging:
    """What of one client with its group hangs on somebody: `share` (0-1) of its ties, `at_risk` of its `fees`, 0 where others hold it too.

    `heir`: whoever has the next strongest tie there; `others`: up to three of the other side whom they know best.
    """

    client_id: int
    strength: float
    share: float
    fees: Decimal
    alone: bool
    at_risk: Decimal
    heir: int | None
    heir_strength: float | None
    others: list[int]


def key_people(
    clients: Clients,
    *,
    side: Side = "ours",
    on: date | None = None,
    rules: TieRules = DEFAULT_RULES,
    reader: int = 0,
) -> list[KeyPerson]:
    """Everybody on whom some of these groups hang alone, the largest amount first; fees as the user `reader` may see."""
    values = _values(clients, on, rules, reader)
    return [KeyPerson(*row) for row in _rows(_SIDES[side], _BY_WHO, values)]


def hanging_on(
    who: int,
    clients: Clients,
    *,
    side: Side = "ours",
    on: date | None = None,
    rules: TieRules = DEFAULT_RULES,
    reader: int = 0,
) -> list[Hanging]:
    """Each of these groups with fees where `who` has a tie: what is at risk first, then the largest."""
    names = _SIDES[side]
    other = "person_id" if side == "ours" else "colleague_id"
    asked = _OF_ONE.format(who=names["who"], other=other)
    return [Hanging(*row) for row in _rows(names, asked, {**_values(clients, on, rules, reader), "who": who})]


def _values(clients: Clients, on: date | None, rules: TieRules, reader: int) -> dict[str, Any]:
    day = firm_day(on)
    return {
        **tie_sql.parameters(rules),
        "client_ids": list(clients),
        "group_ids": list(clients.values()),
        "reader": reader,
        "as_of": day.on,
        "end": day.end,
        "since": shift_months(day.on, -MONTHS),
        "living": LIVING,
    }


def _rows(names: dict[str, str], asked: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    counted = counted_ledger(values["client_ids"])
    statement = _RISK.format(joint=counted.ctes, ledger=counted.ledger, **names) + asked
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **counted.values})
        return list(cursor.fetchall())
