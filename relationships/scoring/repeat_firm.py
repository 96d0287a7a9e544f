"""The firm's true figure for whoever has *firm totals*, with what restricted clients bring in one line, or not at all.

A figure of which fewer than five restricted clients are the difference tells about one of them. And what two offered
periods differ by is a figure too. So the borders of all offered periods cut the calendar, and every piece must hold no
restricted client or at least five, apart for those that count as existing and those that don't: then so does every sum
and every difference of sums. Breakdowns and lists never hold restricted clients, so there is nothing to subtract there.
A restricted client that shares an account moves what other clients count, which no count of restricted clients protects;
so does work behind a wall of its own, whose client counts otherwise without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from relationships.clients.joint_queries import any_shared, joint_accounts_exist
from relationships.clients.visible_groups import groups_without, hidden_work_in
from relationships.foundation.periods import Period
from relationships.scoring.repeat_business import Policy, RepeatBusiness
from relationships.scoring.repeat_facts_sql import NET_FEES, SHARDS, pieces
from relationships.scoring.repeat_queries import fetch, figures_of
from relationships.scoring.repeat_question import Question

FEWEST_RESTRICTED = 5

_ROOTS = """
SELECT DISTINCT root_id FROM span WHERE client_id = ANY(%(restricted)s::bigint[])
UNION SELECT root_id FROM same WHERE client_id = ANY(%(restricted)s::bigint[])
UNION SELECT unnest(%(restricted)s::bigint[])
"""
_MEMBERS = """
SELECT client_id FROM span WHERE root_id = ANY(%(roots)s::bigint[])
UNION SELECT client_id FROM same WHERE root_id = ANY(%(roots)s::bigint[]) UNION SELECT unnest(%(roots)s::bigint[])
"""
_CELLS = """
restricted AS (
    SELECT e.client_id, {group} AS group_id, width_bucket(e.booked_on, %(cuts)s::date[]) AS bucket
    FROM {entries} {joins}
    WHERE {net} AND e.client_id = ANY(%(restricted)s::bigint[]) AND e.booked_on < %(latest)s
)
SELECT r.client_id, period.number, r.bucket, COALESCE(standing.existing, FALSE) AS existing
FROM restricted r JOIN period ON r.bucket >= period.current_from AND r.bucket < period.current_to
LEFT JOIN standing ON standing.number = period.number AND standing.group_id = r.group_id
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class FirmTotals:
    """The firm's own figures of a period, and what of them comes from the `clients` that the reader may not see."""

    whole: RepeatBusiness
    restricted: Decimal
    restricted_repeat: Decimal
    clients: int


def firm_totals(visible: RepeatBusiness, question: Question, offered: Sequence[Period]) -> FirmTotals | None:
    """The firm's own figures beside the `visible` ones of the last period of `question`; None where they would tell.

    `offered` are all the periods that readers can choose from; no figure is told for another.
    """
    policy, period = question.policy, question.periods[-1]
    # There an entry, not a group, is repeat business or not, so that counts of clients would not protect it.
    by_entry = policy.is_rolling or policy.first_engagement == "apart"
    if by_entry or question.within or not question.hidden or period not in offered:
        return None
    # Of one piece of work no number of restricted clients protects the figure: nothing of it is told.
    if any_shared(question.hidden) or hidden_work_in(question.hidden):
        return None
    clients = _restricted(replace(question, periods=tuple(offered), by=None))
    behind = clients.get(offered.index(period), 0)
    if behind < FEWEST_RESTRICTED:
        return None
    whole = figures_of(replace(question, hidden=(), by=None))[-1]
    return FirmTotals(whole, whole.total - visible.total, whole.repeat - visible.repeat, behind)


def _restricted(question: Question) -> dict[int, int]:
    """How many restricted clients stand behind each period, by its number; nothing when any piece holds too few."""
    cells: dict[tuple[int, int, bool], set[int]] = {}
    periods: dict[int, set[int]] = {}
    for row in _cells(question):
        cells.setdefault((row["number"], row["bucket"], row["existing"]), set()).add(row["client_id"])
        periods.setdefault(row["number"], set()).add(row["client_id"])
    if any(len(clients) < FEWEST_RESTRICTED for clients in cells.values()):
        return {}
    return {number: len(clients) for number, clients in periods.items()}


def _cells(question: Question) -> list[dict[str, Any]]:
    """A row per restricted client, period, piece of it, and whether its group counts as existing."""
    restricted = list(question.hidden)
    groups, scope = groups_without(())
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {groups} {_ROOTS}", {**scope, "restricted": restricted})
        roots = [row[0] for row in cursor.fetchall()]
        cursor.execute(f"WITH RECURSIVE {groups} {_MEMBERS}", {**scope, "roots": roots})
        members = [row[0] for row in cursor.fetchall()]
    only: dict[str, Any] = {"members": members, "shards": sorted({root % SHARDS for root in roots})}
    whole = replace(question, hidden=())
    return fetch(_statement(question.policy), whole, some=True, restricted=restricted, **only)


def _statement(policy: Policy) -> str:
    parts = pieces(policy, joint=joint_accounts_exist())
    return _CELLS.format(entries=parts.entries, group=parts.group, joins=parts.joins, net=NET_FEES)
