"""SQL that keeps walled work from shining through: which touches count for which of their clients.

A touch about several clients counts for one of them only if whoever may see that client may see all the others too:
its other clients stand behind no wall that it does not stand behind itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from relationships.clients.visibility import standing_walls
from relationships.foundation.named_parameters import named

_WALLED = """
wall AS MATERIALIZED ({walls}),
walled AS MATERIALIZED (
    WITH RECURSIVE below AS (
        SELECT id AS wall_id, client_id, covers_group FROM wall
        UNION
        SELECT below.wall_id, e.client_id, true FROM below JOIN clients_groupedge e ON e.parent_id = below.client_id
        WHERE below.covers_group AND e.archived_at IS NULL
    ) SELECT wall_id, client_id FROM below
)
"""
_BARRED = """
barred AS MATERIALIZED (
    SELECT DISTINCT tc.interaction_id, tc.client_id
    FROM walled w
    JOIN interactions_touchclient other ON other.client_id = w.client_id
    JOIN interactions_touchclient tc ON tc.interaction_id = other.interaction_id AND tc.client_id <> other.client_id
    WHERE NOT EXISTS (SELECT FROM walled own WHERE own.wall_id = w.wall_id AND own.client_id = tc.client_id) {only}
)
"""
# A hashed look-up whatever the planner believes; both columns are never null.
UNBARRED = "AND (tc.interaction_id, tc.client_id) NOT IN (SELECT interaction_id, client_id FROM barred)"


def barred(*, only: str = "") -> tuple[str, dict[str, Any]]:
    """The CTEs up to `barred (interaction_id, client_id)` and their parameters; `only` narrows `tc` further."""
    walls, parameters = walled()
    return f"{walls}, {_BARRED.format(only=only)}", parameters


def walled() -> tuple[str, dict[str, Any]]:
    """The CTEs up to `walled (wall_id, client_id)`, every client behind a standing wall, and their parameters."""
    walls, parameters = _standing()
    return _WALLED.format(walls=walls), dict(parameters)


@cache
def _standing() -> tuple[str, dict[str, Any]]:
    """Compiled once: the clock in it is the database's."""
    query = standing_walls().filter(around_work=False).values("id", "client_id", "covers_group").order_by().query
    return named(*query.sql_with_params(), prefix="wall")
